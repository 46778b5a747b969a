#include "cli/checklist_places.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "cli/environments.hpp"
#include "cli/pipeline.hpp"
#include "prisma/url.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

bool is_environment(const Session& session, const Config& config, const Workspace& workspace,
                    const std::string& words) {
  auto all = find_environments(session, config, workspace);
  return std::any_of(all.begin(), all.end(), [&](const Environment& one) { return one.name == words; });
}

void require_databases(const Session& session, const std::string& words, const std::string& option) {
  if (session.globals.offline)
    throw Error("no database is asked with --offline, and this list is about one", option + " " + words);
}

bool answers_to(const Database& database, const std::string& words) {
  return database.id == words || database.url == words || database.id.substr(0, database.id.find('@')) == words;
}

/// "target" and the target's own name mean the target's database.
std::string database_named(const Session& session, const Config& config, const Analysis& analysis,
                           const std::string& words, const std::string& option) {
  const auto& target = analysis.workspace.target.name;
  std::vector<std::string> fitting, all;
  for (const auto& one : find_environments(session, config, analysis.workspace)) all.push_back(one.name);
  for (const auto& database : *analysis.databases) {
    all.push_back(database.id);
    bool of_target = (words == "target" || words == target) && !database.consumers.empty() &&
                     database.consumers.front().source == target;
    if (answers_to(database, words) || of_target) fitting.push_back(database.id);
  }
  if (fitting.size() == 1) return fitting.front();
  throw Error(
      fitting.empty() ? "there is no environment and no database " + words : words + " may be any of several databases",
      option, "name one of: " + text::join(fitting.empty() ? all : fitting, ", "));
}

/// The workspace with the target's folders alone, held against that environment's database.
Workspace target_in(const Environment& environment, const Workspace& workspace) {
  auto there = deployed_to(environment, workspace);
  const auto& projects = there.target_source().projects;
  if (std::none_of(projects.begin(), projects.end(), [](const Project& one) { return one.database.has_value(); }))
    throw Error(
        "the list is for deployments of " + workspace.target.name + ", which is not deployed to " + environment.name,
        text::join(environment.sources, ", "),
        "tributary check --pending --env " + text::shell_word(environment.name) + " judges what is deployed there");
  auto alone = environment;
  alone.sources = {workspace.target.name};
  return deployed_to(alone, workspace);
}

/// By what the URLs say, so that an alias of the host is another database: a person is asked once more.
bool points_at(const Workspace& workspace, const Secret& url) {
  auto asked = prisma::parse_url(url.reveal());
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects) {
      if (!project.database || project.database->url.empty()) continue;
      auto own = prisma::parse_url(project.database->url.reveal());
      if (own.host == asked.host && own.port == asked.port && own.database == asked.database &&
          own.schema == asked.schema)
        return true;
    }
  return false;
}

Database only_database(const Analysis& analysis, const std::string& environment) {
  if (!analysis.databases || analysis.databases->empty())
    throw Error("no project of " + analysis.workspace.target.name + " has a PostgreSQL database there", environment);
  return analysis.databases->front();
}

void name_staging(const Session& session, const Config& config, const Workspace& workspace, const std::string& words,
                  ChecklistSurvey& out, ChecklistQuestion& question) {
  require_databases(session, words, "--staging");
  if (!is_environment(session, config, workspace, words)) {
    question.staging = database_named(session, config, out.analysis, words, "--staging");
    return;
  }
  auto environment = environment_named(session, config, workspace, words);
  auto staging = only_database(survey(session, config, target_in(environment, workspace), Sql::left), words);
  // Two servers may each have a database of that name: there the environment tells them apart.
  const auto& known = *out.analysis.databases;
  auto same = std::find_if(known.begin(), known.end(), [&](const Database& one) { return one.id == staging.id; });
  if (same != known.end() && same->url != staging.url) staging.id += " of " + words;
  question.staging = staging.id;
  if (same != known.end() && same->id == staging.id) return;
  staging.consumers.clear();
  out.staging = std::move(staging);
}

}  // namespace

ChecklistSurvey survey_for_checklist(const Session& session, const Config& config, const ChecklistArgs& args,
                                     ChecklistQuestion& question) {
  const auto workspace = collect(collect_options(session, config));
  const auto& words = args.environment;
  question.environment = words;
  if (!words.empty()) require_databases(session, words, "--env");
  question.is_environment = !words.empty() && is_environment(session, config, workspace, words);
  auto looked_at = workspace;
  if (question.is_environment) {
    auto environment = environment_named(session, config, workspace, words);
    question.reached = points_at(workspace, environment.address.url);
    looked_at = target_in(environment, workspace);
  }
  ChecklistSurvey out{survey(session, config, std::move(looked_at), Sql::counted), {}};
  add_structures(session, config, out.analysis);
  if (question.is_environment)
    question.database = only_database(out.analysis, words).id;
  else if (!words.empty())
    question.database = database_named(session, config, out.analysis, words, "--env");
  if (!args.staging.empty()) name_staging(session, config, workspace, args.staging, out, question);
  return out;
}

}  // namespace tributary::cli
