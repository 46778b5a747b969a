#include "cli/environments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/files.hpp"
#include "base/nearest.hpp"
#include "base/text.hpp"
#include "cli/pipeline.hpp"
#include "prisma/url.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

constexpr int rank_of_unknown = 2;

/// How far from a developer's machine a name sounds: what is deployed first comes first.
int rank_of(const std::string& name) {
  static const std::vector<std::pair<const char*, int>> known = {
      {"production", 9}, {"prod", 9}, {"live", 9}, {"staging", 5}, {"stage", 5},      {"preview", 5},
      {"uat", 5},        {"qa", 4},   {"ci", 1},   {"dev", 1},     {"development", 1}};
  for (const auto& part : text::split(name, '.'))
    for (const auto& [word, rank] : known)
      if (text::lower(part) == word) return rank;
  return rank_of_unknown;
}

/// Files that name no place: examples for people, the developer's own values, those of a test run.
bool names_a_place(const std::string& suffix) {
  static const std::set<std::string> none = {"example", "sample",    "template", "dist", "defaults", "default",
                                             "local",   "test",      "vault",    "keys", "bak",      "old",
                                             "orig",    "encrypted", "swp",      "save", "schema"};
  auto parts = text::split(text::lower(suffix), '.');
  return !suffix.empty() && suffix.back() != '~' &&
         std::none_of(parts.begin(), parts.end(), [](const std::string& part) { return none.count(part) > 0; });
}

std::string letters_of(const std::string& name) {
  std::string out;
  for (char c : text::lower(name))
    if (std::isalnum(static_cast<unsigned char>(c))) out += c;
  return out;
}

/// "epic3" of ".env.epic3.staging": the one branch whose name holds it, "feature/epic-3-graph"; "" where none or
/// several do.
std::string source_called(const Workspace& workspace, const std::string& name) {
  std::string found;
  for (const auto& part : text::split(name, '.')) {
    auto word = letters_of(part);
    if (word.size() < 2 || rank_of(part) != rank_of_unknown) continue;
    for (const auto& source : workspace.sources) {
      auto letters = letters_of(source.name);
      auto at = letters.find(word);
      bool ends =
          at != letters.npos && (at + word.size() == letters.size() || !std::isdigit(letters[at + word.size()]) ||
                                 !std::isdigit(static_cast<unsigned char>(word.back())));
      if (!ends || found == source.name) continue;
      if (!found.empty()) return "";
      found = source.name;
    }
  }
  return found;
}

/// Folders in which a project stands on disk, the target's first.
std::vector<std::pair<const Source*, const Project*>> places_of(const Workspace& workspace) {
  std::vector<std::pair<const Source*, const Project*>> out;
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects)
      if (!source.path.empty() && !source.missing) out.emplace_back(&source, &project);
  return out;
}

DatabaseAddress no_address(const std::string& problem) {
  DatabaseAddress out;
  out.problem = problem;
  return out;
}

DatabaseAddress of_variable(const std::string& name, const Session& session) {
  auto value = session.environment.find(name);
  if (value == session.environment.end()) return no_address(name + " is not set");
  if (value->second.empty()) return no_address("environment: " + name + " is empty");
  DatabaseAddress out;
  out.url = Secret(value->second);
  out.redacted = prisma::redacted(value->second);
  out.from = "environment: " + name;
  return out;
}

/// The first that leads somewhere: what one worktree's file cannot say another's may.
DatabaseAddress first_usable(const std::vector<DatabaseAddress>& addresses, const std::string& otherwise) {
  for (const auto& address : addresses)
    if (address.problem.empty()) return address;
  return addresses.empty() ? no_address(otherwise) : addresses.front();
}

Environment configured(const EnvironmentSettings& said, const Session& session, const Config& config,
                       const Workspace& workspace) {
  Environment out;
  out.name = said.name, out.sources = said.sources, out.project = said.project, out.rank = said.rank,
  out.is_protected = said.is_protected;
  if (!said.url_env.empty()) {
    out.address = of_variable(said.url_env, session);
    return out;
  }
  std::vector<EnvFile> files;
  for (const auto& [source, project] : places_of(workspace)) {
    auto path = join_path(project->path, said.env_file);
    if ((!said.project.empty() && project->path != said.project) ||
        kind_behind(join_path(source->path, path)) != FileKind::file)
      continue;
    files.push_back({source->name, project->path, path});
  }
  out.address = first_usable(read_env_files(workspace, collect_options(session, config), files),
                             said.env_file + " is in no worktree");
  return out;
}

std::vector<Environment> found_beside(const Session& session, const Config& config, const Workspace& workspace) {
  std::map<std::pair<std::string, std::string>, std::vector<EnvFile>> found;  // by project and name
  for (const auto& [source, project] : places_of(workspace)) {
    auto folder = join_path(source->path, project->path);
    for (const auto& file : list_folder(folder).value_or(std::vector<std::string>()))
      if (file.starts_with(".env.") && names_a_place(file.substr(5)) &&
          kind_behind(join_path(folder, file)) == FileKind::file)
        found[{project->path, file}].push_back({source->name, project->path, join_path(project->path, file)});
  }
  std::vector<Environment> out;
  for (const auto& [what, files] : found) {
    Environment one;
    one.project = what.first, one.name = what.second.substr(5), one.rank = rank_of(one.name);
    one.is_protected = one.rank >= rank_of("production");
    if (auto name = source_called(workspace, one.name); !name.empty()) one.sources = {name};
    one.address = first_usable(read_env_files(workspace, collect_options(session, config), files), {});
    out.push_back(std::move(one));
  }
  return out;
}

bool deploys(const Environment& environment, const Workspace& workspace, const Source& source) {
  if (environment.sources.empty()) return source.name == workspace.target.name;
  return std::any_of(environment.sources.begin(), environment.sources.end(), [&](const std::string& pattern) {
    return pattern == source.name || text::glob(pattern, source.name);
  });
}

[[noreturn]] void nobody_called(const std::string& name, const std::vector<Environment>& all) {
  if (name == "all")
    throw Error("no environments are known: the configuration names none, and no .env.NAME stands beside a project",
                "--env all", "name them under `environments` in the target's tributary.yaml");
  std::vector<std::string> names;
  for (const auto& one : all) names.push_back(one.name);
  throw Error("no environment is called '" + name + "'", "",
              names.empty()
                  ? "name them under `environments` in tributary.yaml, or keep .env.NAME files beside the project"
                  : "there are " + text::join(names, ", "));
}

/// What stands for one of a source's projects there.
EnvironmentLook look_of(const Environment& environment, const Analysis& there, const History& history) {
  EnvironmentLook out;
  out.name = environment.name, out.rank = environment.rank, out.is_protected = environment.is_protected;
  out.from = environment.address.from, out.consumer = history.consumer, out.history = history;
  for (const auto& database : *there.databases)
    if (database.id == history.database) out.database = database;
  if (out.database.state != Database::State::ok) out.problem = out.database.error;
  auto structure = there.structures.find(history.database);
  if (structure != there.structures.end()) out.structure = structure->second;
  return out;
}

void look_into(const Session& session, const Config& config, const Environment& environment, const Analysis& analysis,
               std::vector<EnvironmentLook>& out) {
  EnvironmentLook nothing;
  nothing.name = environment.name, nothing.rank = environment.rank, nothing.is_protected = environment.is_protected;
  nothing.from = environment.address.from, nothing.problem = environment.address.problem;
  if (session.globals.offline) nothing.problem = "no database was asked (--offline)";
  if (!nothing.problem.empty()) return out.push_back(nothing);
  auto there = survey(session, config, deployed_to(environment, analysis.workspace), Sql::counted);
  add_structures(session, config, there);
  auto before = out.size();
  for (const auto& history : there.histories) out.push_back(look_of(environment, there, history));
  nothing.problem = "no source is deployed there: " + text::join(environment.sources, ", ");
  if (out.size() == before) out.push_back(nothing);
}

}  // namespace

std::vector<Environment> find_environments(const Session& session, const Config& config, const Workspace& workspace) {
  std::vector<Environment> out;
  for (const auto& said : config.environments) out.push_back(configured(said, session, config, workspace));
  if (config.environments.empty()) out = found_beside(session, config, workspace);
  std::stable_sort(out.begin(), out.end(), [](const Environment& a, const Environment& b) {
    return std::tie(a.rank, a.name) < std::tie(b.rank, b.name);
  });
  return out;
}

Workspace deployed_to(const Environment& environment, Workspace workspace) {
  for (auto& source : workspace.sources)
    for (auto& project : source.projects) {
      bool here = deploys(environment, workspace, source) &&
                  (environment.project.empty() || environment.project == project.path);
      project.database.reset();
      if (here) project.database = environment.address;
    }
  return workspace;
}

Environment environment_named(const Session& session, const Config& config, const Workspace& workspace,
                              const std::string& name) {
  auto all = find_environments(session, config, workspace);
  for (auto& one : all)
    if (one.name == name) {
      if (!one.address.problem.empty()) throw Error("the environment " + name + " has no URL: " + one.address.problem);
      return one;
    }
  nobody_called(name, all);
}

void look_at_environments(const Session& session, const Config& config, const std::string& wanted, Analysis& analysis) {
  auto all = find_environments(session, config, analysis.workspace);
  bool any = false;
  for (const auto& one : all) {
    if (wanted != "all" && one.name != wanted) continue;
    any = true;
    look_into(session, config, one, analysis, analysis.environments);
  }
  if (!any) nobody_called(wanted, all);
}

}  // namespace tributary::cli
