#include "cli/new_migration.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "cli/rehearsing.hpp"
#include "cli/with_prisma.hpp"
#include "ledger/commands.hpp"
#include "prisma/names.hpp"
#include "prisma/url.hpp"
#include "tributary/error.hpp"
#include "tributary/shadow.hpp"

namespace tributary::cli {
namespace {

/// A folder of our own for the file that tells Prisma 7 of the shadow database; the URL itself is in the environment.
class ConfigFile {
 public:
  ConfigFile() {
    std::string pattern = "/tmp/tributary-new-XXXXXX";
    if (!::mkdtemp(pattern.data())) throw Error("no temporary folder can be made", "/tmp");
    folder_ = pattern;
    const std::string text =
        "export default { datasource: { shadowDatabaseUrl: process.env.TRIBUTARY_SHADOW_URL } };\n";
    if (auto* file = std::fopen(path().c_str(), "w")) {
      std::fwrite(text.data(), 1, text.size(), file);
      std::fclose(file);
    }
  }
  ~ConfigFile() { ::unlink(path().c_str()), ::rmdir(folder_.c_str()); }
  ConfigFile(const ConfigFile&) = delete;
  ConfigFile& operator=(const ConfigFile&) = delete;
  std::string path() const { return folder_ + "/prisma.config.mjs"; }

 private:
  std::string folder_;
};

std::vector<std::string> arguments(const std::string& cli, const Source& source, const Project& project,
                                   const std::string& config, const Secret& shadow) {
  auto migrations = join_path(source.path, project.migrations_dir);
  auto schema = join_path(source.path, schema_for_prisma(project));
  std::vector<std::string> words = {"node", cli, "migrate", "diff", "--from-migrations", migrations};
  bool seven = project.prisma.major >= 7;
  words.insert(words.end(), {seven ? "--to-schema" : "--to-schema-datamodel", schema});
  if (seven)
    words.insert(words.end(), {"--config", config});
  else
    words.insert(words.end(), {"--shadow-database-url", shadow.reveal()});
  words.push_back("--script");
  return words;
}

/// Prisma says so in a comment where the two are alike.
bool does_nothing(const std::string& sql) {
  for (const auto& line : text::lines(sql))
    if (auto words = text::trim(line); !words.empty() && !words.starts_with("--")) return false;
  return true;
}

/// Without one: the lines to type with a scratch database of the user's own.
std::unique_ptr<ScratchServer> started(const RehearseOptions& options, const Project& project) {
  try {
    return std::make_unique<ScratchServer>(options);
  } catch (const Error& error) {
    throw Error(
        error.what(), error.where,
        error.hint + "; or by hand, in the project's folder: " + text::join(ledger::new_migration(project), " && "));
  }
}

void take_stamp(const std::string& name, std::int64_t latest, std::int64_t& newest) {
  auto at = prisma::take_apart(name).at;
  if (at && *at <= latest) newest = std::max(newest, *at);
}

}  // namespace

std::string name_after_all(const Analysis& analysis, const Project& project, const std::string& description) {
  const auto latest = analysis.now + static_cast<std::int64_t>(analysis.policy.future_hours) * 3600;
  std::int64_t newest = 0;
  for (const auto& source : analysis.workspace.sources)
    for (const auto& other : source.projects)
      if (other.folder && other.target_path == project.target_path)
        for (const auto& migration : other.folder->migrations) take_stamp(migration.name, latest, newest);
  if (analysis.databases)
    for (const auto& database : *analysis.databases)
      for (const auto& row : database.rows) take_stamp(row.migration_name, latest, newest);
  return prisma::stamp_text(std::max(analysis.now, newest + 1)) + "_" + description;
}

std::string sql_by_prisma(const Session& session, const Config& config, const Analysis& analysis, const Source& source,
                          const Project& project) {
  auto cli = installed_prisma(source.path, project.path);
  if (cli.empty())
    throw Error("no Prisma is installed in " + printable(source.name), source.path, "npm install there brings it");
  auto options = rehearse_options(session, config, {}, analysis);
  session.ui.progress("starting the scratch server…");
  auto server = started(options, project);
  ShadowDatabase shadow(*server, options.extensions);
  ConfigFile file;
  ProcessOptions process;
  process.folder = project.path == "." ? source.path : join_path(source.path, project.path);
  process.deadline_ms = 120'000;
  process.set = {{"NO_COLOR", "1"},
                 {"CHECKPOINT_DISABLE", "1"},
                 {"PRISMA_HIDE_UPDATE_MESSAGE", "1"},
                 {"CI", "1"},
                 {"TRIBUTARY_SHADOW_URL", shadow.url().reveal()}};
  process.unset = {"FORCE_COLOR"};
  session.ui.progress("running prisma migrate diff in " + printable(source.name) + "…");
  auto ran = run_process(arguments(cli, source, project, file.path(), shadow.url()), process);
  session.ui.progress("");
  if (ran.status == 127) throw Error("node is not installed");
  if (ran.status != 0) {
    PrismaCall call{cli, source.path, project.path, "", {Secret(prisma::parse_url(shadow.url().reveal()).password)}};
    throw Error("its Prisma made no migration: " + reason_of_prisma(ran.err.empty() ? ran.out : ran.err, call),
                source.path, "`tributary check` says where the folder does not run as it is");
  }
  return does_nothing(ran.out) ? "" : ran.out;
}

}  // namespace tributary::cli
