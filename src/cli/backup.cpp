#include "tributary/backup.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <memory>

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/ask.hpp"
#include "cli/pipeline.hpp"
#include "cli/settings.hpp"
#include "prisma/names.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

struct BackupArgs {
  std::string to;
  bool dry_run = false, yes = false;
};

// A branch's slash must not make a folder, nor two names one.
std::string as_file_name(const std::string& name) {
  return text::replace_all(text::replace_all(name, "%", "%25"), "/", "%2F");
}

void require_new_tools(const DumpTools& tools, const std::vector<Database>& databases) {
  for (const auto& database : databases) {
    if (database.state != Database::State::ok)
      throw Error("a database cannot be saved: " + database.error, database.id,
                  "make it reachable, or save the folders alone with --offline");
    if (tools.folder.empty())
      throw Error("pg_dump was not found", {}, "install postgresql-client, or save the folders alone with --offline");
    if (tools.major < std::atoi(database.server_version.c_str()))
      throw Error(fmt::format("pg_dump {} is older than the server ({})", tools.major, database.server_version),
                  database.id, "install postgresql-client of the server's version");
  }
}

void add_project(const Workspace& workspace, const Source& source, const Project& project, Archive& archive,
                 std::vector<std::string>& notes) {
  auto root = "sources/" + as_file_name(source.name) + "/";
  auto add = [&](const std::string& path, const std::string& blob) {
    archive.add(root + path, read_blob(workspace, blob));
  };
  for (const auto& file : project.schema)
    if (file.text) archive.add(root + file.path, *file.text);
  if (!project.folder) return;
  if (project.folder->lock_file)
    archive.add(root + join_path(project.migrations_dir, "migration_lock.toml"), *project.folder->lock_file);
  for (const auto& migration : project.folder->migrations) {
    auto folder = join_path(project.migrations_dir, migration.name);
    if (migration.script) add(join_path(folder, "migration.sql"), migration.script->blob);
    if (!migration.script) notes.push_back(source.name + ": " + folder + " has no migration.sql to save");
    for (const auto& companion : migration.companions) add(join_path(folder, companion.path), companion.blob);
  }
}

std::string default_folder(const Session& session, const Workspace& workspace) {
  return join_path(workspace.common_dir, "tributary/backups/" + prisma::stamp_text(session.now));
}

int backup(const Session& session, const BackupArgs& args) {
  auto analysis = survey(session, worktree_config(session), Sql::left);
  const auto& workspace = analysis.workspace;
  auto databases = analysis.databases.value_or(std::vector<Database>());
  auto tools = databases.empty() ? DumpTools{} : find_dump_tools();
  require_new_tools(tools, databases);
  Backup backup;
  backup.folder = absolute_path(args.to.empty() ? default_folder(session, workspace) : args.to);
  for (const auto& database : databases) backup.databases.push_back(database.id);
  for (const auto& source : workspace.sources)
    if (!source.projects.empty()) backup.sources.push_back(source.name);
  if (!analysis.databases) backup.notes.push_back("No database was asked (--offline): the folders are saved alone.");
  auto question = fmt::format("Save {} databases and {} sources to {}?", backup.databases.size(), backup.sources.size(),
                              printable(backup.folder));
  if (!args.dry_run && may_go_on(session, args.yes, question)) {
    Archive archive(backup.folder);
    for (const auto& source : workspace.sources)
      for (const auto& project : source.projects) add_project(workspace, source, project, archive, backup.notes);
    for (const auto& database : databases) {
      session.ui.progress("saving " + printable(database.id) + "…");
      dump_database(workspace, database, tools, archive.place_for("databases/" + as_file_name(database.id) + ".dump"));
    }
    backup.files = archive.finish();
  }
  session.ui.progress("");
  session.ui.print(session.globals.format == Format::json ? render_backup_json(backup, TRIBUTARY_VERSION)
                                                          : render_backup_text(backup));
  return 0;
}

}  // namespace

Command backup_command() {
  auto args = std::make_shared<BackupArgs>();
  return {"backup",
          "save each database and every source's migrations and schema, with a manifest",
          {},
          [args](Options& options) {
            options.value("--to", args->to, "FOLDER",
                          "a new folder (default: below tributary/ in git's common directory)");
            options.flag("-n,--dry-run", args->dry_run, "only say what would be saved");
            options.flag("-y,--yes", args->yes, "do not ask");
          },
          [args](const Session& session) { return backup(session, *args); }};
}

}  // namespace tributary::cli
