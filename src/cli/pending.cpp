#include "cli/pending.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "cli/environments.hpp"
#include "cli/pipeline.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

using What = DeployOutcome::What;

bool is_named(const Database& database, const std::string& name) {
  return database.id == name || std::any_of(database.consumers.begin(), database.consumers.end(),
                                            [&](const ProjectRef& consumer) { return consumer.source == name; });
}

std::vector<std::string> ids_of(const Analysis& analysis, const std::vector<std::string>& wanted) {
  std::vector<std::string> ids, known;
  for (const auto& database : *analysis.databases) {
    known.push_back(database.id);
    bool asked = wanted.empty() || std::any_of(wanted.begin(), wanted.end(),
                                               [&](const std::string& name) { return is_named(database, name); });
    if (asked) ids.push_back(database.id);
  }
  for (const auto& name : wanted)
    if (std::none_of(analysis.databases->begin(), analysis.databases->end(),
                     [&](const Database& database) { return is_named(database, name); }))
      throw Error("no database and no source with one is called '" + name + "'", "",
                  known.empty() ? "no worktree points at a database" : "there are " + text::join(known, ", "));
  return ids;
}

/// Where the target points at a database, its folder is what is deployed there.
void keep_what_is_deployed(Analysis& analysis, const std::vector<std::string>& ids) {
  const auto target = analysis.workspace.target.name;
  auto of_target = [&](const std::string& database) {
    return std::any_of(analysis.histories.begin(), analysis.histories.end(), [&](const History& history) {
      return history.database == database && history.consumer.source == target;
    });
  };
  std::vector<History> kept;
  for (const auto& history : analysis.histories) {
    bool asked = std::find(ids.begin(), ids.end(), history.database) != ids.end();
    if (asked && (history.consumer.source == target || !of_target(history.database))) kept.push_back(history);
  }
  analysis.histories = std::move(kept);
}

const History* history_for(const Analysis& analysis, const Finding& finding) {
  for (const auto& history : analysis.histories)
    if (history.consumer == ProjectRef{finding.place.source, finding.place.project} &&
        (finding.database.empty() || finding.database == history.database))
      return &history;
  return nullptr;
}

/// Findings of what is pending, and of the ledgers that are asked about.
bool is_about(const Analysis& analysis, const Finding& finding) {
  const auto* history = history_for(analysis, finding);
  if (!history) return false;
  bool pending = std::count(history->deploys.begin(), history->deploys.end(), finding.place.migration) > 0;
  return pending || (!finding.database.empty() && finding.severity == Severity::error);
}

std::string sentence(const History& history) {
  const auto& deploy = history.forecast.outcome;
  return fmt::format("{} of {}: {}", history.database, history.consumer.source,
                     deploy.because.empty() ? "it could not be looked at" : deploy.because);
}

}  // namespace

Answer judge_pending(const Session& session, const Config& config, const GateQuestion& question) {
  if (session.globals.offline) throw Error("what is pending is said by databases, and --offline asks none");
  auto workspace = collect(collect_options(session, config));
  if (!question.environment.empty())
    workspace = deployed_to(environment_named(session, config, workspace, question.environment), std::move(workspace));
  auto analysis = survey(session, config, std::move(workspace), Sql::counted);
  add_structures(session, config, analysis);
  auto ids = ids_of(analysis, question.sources);
  auto verdict = analyse(analysis);
  keep_what_is_deployed(analysis, ids);
  std::erase_if(verdict.findings, [&](const Finding& finding) { return !is_about(analysis, finding); });
  verdict.not_checked.clear();
  const auto& pending = rule_about(Topic::pending);
  bool fails = false;
  for (const auto& history : analysis.histories) {
    auto what = history.forecast.outcome.what;
    fails = fails || what == What::fails || what == What::destroys;
    if (what == What::unknown)
      verdict.not_checked.push_back(
          {pending.id, history.consumer.source, sentence(history), {pending.group, pending.topics}});
  }
  bool required = !question.require.empty() && !verdict.not_checked.empty();
  auto answer = answer_for("check", std::move(analysis), std::move(verdict));
  answer.with_databases = true;
  answer.pending = ids;
  answer.exit = fails || required ? 1 : 0;
  return answer;
}

}  // namespace tributary::cli
