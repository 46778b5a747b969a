#include "tributary/backup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "base/files.hpp"
#include "base/git_folders.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "cli/ask.hpp"
#include "cli/pipeline.hpp"
#include "cli/settings.hpp"
#include "prisma/names.hpp"
#include "tributary/error.hpp"
#include "tributary/rehearse.hpp"

namespace tributary::cli {
namespace {

struct BackupArgs {
  std::string to, verify;
  bool dry_run = false, yes = false, list = false, prune = false;
};

constexpr std::int64_t days_kept = 30;

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

// A tree of git's may hold names that no folder can have, and that lead elsewhere.
std::string unsafe_path(const Project& project) {
  auto is_name = [](const std::string& name) { return stays_inside(name) && name.find('/') == name.npos; };
  for (const auto& file : project.schema)
    if (!stays_inside(file.path)) return file.path;
  if (!project.folder) return "";
  for (const auto& migration : project.folder->migrations) {
    if (!is_name(migration.name)) return migration.name;
    for (const auto& companion : migration.companions)
      if (!stays_inside(companion.path)) return companion.path;
  }
  return "";
}

void add_project(const Workspace& workspace, const Source& source, const Project& project, Archive& archive,
                 std::vector<std::string>& notes) {
  if (auto path = unsafe_path(project); !path.empty()) {
    notes.push_back(
        fmt::format("{} is not saved: it holds a name that is no file's, {}", source.name, printable(path)));
    return;
  }
  auto root = "sources/" + archived_name(source.name) + "/";
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

std::string own_folder(const Session& session) {
  return join_path(common_dir_of(session.globals.repository), "tributary/backups");
}

int list(const Session& session) {
  auto folder = own_folder(session);
  auto known = backups_in(folder);
  session.ui.print(session.globals.format == Format::json ? render_backups_json(folder, known, TRIBUTARY_VERSION)
                                                          : render_backups_text(folder, known));
  return 0;
}

// Of those in our own folder, by the stamp in their names: one that was stopped half-way is of use to nobody after a
// day.
int prune(const Session& session, const BackupArgs& args) {
  auto folder = own_folder(session);
  auto old = backups_in(folder);
  std::erase_if(old, [&](const KnownBackup& one) {
    auto days = one.whole ? days_kept : 1;
    return one.stamp > prisma::stamp_text(session.now - days * 24 * 3600);
  });
  auto question = fmt::format("Remove {} backups of {}?", old.size(), printable(folder));
  bool removes = !old.empty() && !args.dry_run && may_go_on(session, args.yes, question);
  if (removes)
    for (const auto& one : old) remove_backup(one);
  auto heading = fmt::format("{} {} older than {} days:", removes ? "Removed" : "To be removed", folder, days_kept);
  session.ui.print(session.globals.format == Format::json ? render_backups_json(folder, old, TRIBUTARY_VERSION)
                                                          : render_backups_text(heading, old));
  return 0;
}

std::vector<Restored> restore_all(const Session& session, const std::string& folder) {
  std::vector<std::string> dumps;
  auto databases = join_path(folder, "databases");
  for (const auto& name : list_folder(databases).value_or(std::vector<std::string>()))
    if (name.ends_with(".dump")) dumps.push_back(join_path(databases, name));
  std::vector<Restored> out;
  if (dumps.empty()) return out;
  auto tools = find_dump_tools();
  if (tools.folder.empty()) throw Error("pg_restore was not found", {}, "install postgresql-client");
  session.ui.progress("restoring into a scratch server…");
  ScratchServer server(RehearseOptions{});
  for (const auto& dump : dumps) out.push_back(restore_dump(server, tools, dump));
  session.ui.progress("");
  return out;
}

int verify(const Session& session, const BackupArgs& args) {
  auto folder = absolute_path(args.verify);
  auto problems = check_manifest(folder).problems;
  auto restored = problems.empty() ? restore_all(session, folder) : std::vector<Restored>();
  for (const auto& one : restored)
    if (!one.problem.empty()) problems.push_back(file_name(one.file) + " cannot be restored: " + one.problem);
  session.ui.print(session.globals.format == Format::json
                       ? render_verified_json(folder, restored, problems, TRIBUTARY_VERSION)
                       : render_verified_text(folder, restored, problems));
  return problems.empty() ? 0 : 1;
}

int backup(const Session& session, const BackupArgs& args) {
  if (args.list) return list(session);
  if (args.prune) return prune(session, args);
  if (!args.verify.empty()) return verify(session, args);
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
      dump_database(workspace, database, tools, archive.place_for("databases/" + archived_name(database.id) + ".dump"));
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
            options.flag("--list", args->list, "list the backups of this repository's own folder");
            options.value("--verify", args->verify, "FOLDER",
                          "hold a backup against its manifest, and restore its dumps into a scratch server");
            options.flag("--prune", args->prune, "remove backups of the own folder that are older than 30 days");
            options.flag("-n,--dry-run", args->dry_run, "only say what would be saved, or removed");
            options.flag("-y,--yes", args->yes, "do not ask");
          },
          [args](const Session& session) { return backup(session, *args); }};
}

}  // namespace tributary::cli
