#include "cli/environments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "base/files.hpp"
#include "base/nearest.hpp"
#include "base/text.hpp"
#include "cli/pipeline.hpp"
#include "prisma/env.hpp"
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
      if (!ends) continue;
      if (!found.empty()) return "";
      found = source.name;
    }
  }
  return found;
}

std::string variable_of(const Project& project) {
  return project.database && !project.database->variable.empty() ? project.database->variable : "DATABASE_URL";
}

void take_url(Environment& environment, const std::string& url, const std::string& from) {
  environment.from = from;
  if (url.empty())
    environment.problem = from + " is empty";
  else
    environment.url = Secret(url);
}

void read_file_into(Environment& environment, const std::string& path, const std::string& shown,
                    const std::string& variable, const Session& session) {
  auto read = read_file(path);
  if (!read.bytes) {
    environment.problem = shown + " cannot be read: " + read.problem;
    return;
  }
  auto values = prisma::parse_env(*read.bytes);
  auto value = values.find(variable);
  if (value == values.end()) {
    environment.problem = shown + " has no " + variable;
    return;
  }
  prisma::ExpansionBudget budget;
  auto url = prisma::expand(value->second, session.environment, values, budget);
  if (budget.spent)
    environment.problem = shown + " is too deep or too large once it is expanded";
  else
    take_url(environment, url, shown + ": " + variable);
}

/// Folders in which a project stands on disk, the target's first.
std::vector<std::pair<const Source*, const Project*>> places_of(const Workspace& workspace) {
  std::vector<std::pair<const Source*, const Project*>> out;
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects)
      if (!source.path.empty() && !source.missing) out.emplace_back(&source, &project);
  return out;
}

Environment configured(const EnvironmentSettings& said, const Session& session, const Workspace& workspace) {
  Environment out;
  out.name = said.name, out.sources = said.sources, out.project = said.project, out.rank = said.rank,
  out.is_protected = said.is_protected;
  if (!said.url_env.empty()) {
    auto value = session.environment.find(said.url_env);
    if (value == session.environment.end())
      out.problem = said.url_env + " is not set";
    else
      take_url(out, value->second, "environment: " + said.url_env);
    return out;
  }
  out.problem = said.env_file + " is in no worktree";
  for (const auto& [source, project] : places_of(workspace)) {
    auto path = join_path(source->path, join_path(project->path, said.env_file));
    if ((!said.project.empty() && project->path != said.project) || kind_behind(path) != FileKind::file) continue;
    out.problem.clear();
    read_file_into(out, path, join_path(project->path, said.env_file), variable_of(*project), session);
    break;
  }
  return out;
}

std::vector<Environment> found_beside(const Session& session, const Workspace& workspace) {
  std::vector<Environment> out;
  std::set<std::pair<std::string, std::string>> seen;
  for (const auto& [source, project] : places_of(workspace)) {
    auto folder = join_path(source->path, project->path);
    for (const auto& file : list_folder(folder).value_or(std::vector<std::string>())) {
      if (!file.starts_with(".env.") || !names_a_place(file.substr(5))) continue;
      if (kind_behind(join_path(folder, file)) != FileKind::file) continue;
      if (!seen.insert({project->path, file}).second) continue;
      Environment one;
      one.name = file.substr(5), one.project = project->path, one.rank = rank_of(one.name);
      one.is_protected = one.rank >= rank_of("production");
      if (auto name = source_called(workspace, one.name); !name.empty()) one.sources = {name};
      read_file_into(one, join_path(folder, file), join_path(project->path, file), variable_of(*project), session);
      out.push_back(std::move(one));
    }
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
  out.from = environment.from, out.consumer = history.consumer, out.history = history;
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
  nothing.from = environment.from, nothing.problem = environment.problem;
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
  for (const auto& said : config.environments) out.push_back(configured(said, session, workspace));
  if (config.environments.empty()) out = found_beside(session, workspace);
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
      if (!here) continue;
      DatabaseAddress address;
      address.url = environment.url;
      address.redacted = prisma::redacted(environment.url.reveal());
      address.from = environment.from;
      address.problem = environment.problem;
      project.database = std::move(address);
    }
  return workspace;
}

Environment environment_named(const Session& session, const Config& config, const Workspace& workspace,
                              const std::string& name) {
  auto all = find_environments(session, config, workspace);
  for (auto& one : all)
    if (one.name == name) {
      if (!one.problem.empty()) throw Error("the environment " + name + " has no URL: " + one.problem);
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
