#include "cli/gate.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/drift_section.hpp"
#include "cli/environments.hpp"
#include "cli/pipeline.hpp"
#include "cli/rehearsing.hpp"
#include "cli/settings.hpp"
#include "cli/with_prisma.hpp"
#include "tributary/inspect.hpp"

namespace tributary::cli {
namespace {

constexpr std::ptrdiff_t most_refs_looked_behind = 64;

std::vector<std::string> asked_for(const Workspace& workspace, const GateQuestion& question) {
  std::vector<std::string> names;
  for (const auto& words : question.sources) names.push_back(resolve_source(workspace, words).name);
  names.insert(names.end(), workspace.incoming.begin(), workspace.incoming.end());
  return names;
}

std::vector<std::string> all_but_target(const Workspace& workspace) {
  std::vector<std::string> names;
  for (const auto& source : workspace.sources)
    if (source.name != workspace.target.name) names.push_back(source.name);
  return names;
}

bool asks_for(const std::string& what, const NotChecked& entry) {
  const auto* rule = find_rule(entry.rule);
  auto needs = rule ? rule->needs : Needs::nothing;
  if (what == "rehearsal") return entry.about.is(Topic::execution) || needs == Needs::rehearsal;
  if (what == "database") return entry.about.is(Topic::unreachable) || needs == Needs::ledger;
  if (what == "prisma") return needs == Needs::own_prisma;
  if (what == "sql") return needs == Needs::sql || needs == Needs::own_sql;
  return needs == Needs::structure;
}

// "Unknown is not clean": what --require names and what could not be had.
std::vector<std::string> unmet(const GateQuestion& question, Verdict& verdict) {
  std::vector<std::string> out;
  for (const auto& what : question.require) {
    if (what == "prisma" && !question.with_prisma) out.push_back("--require prisma: only --with-prisma asks it");
    auto hit = std::find_if(verdict.not_checked.begin(), verdict.not_checked.end(),
                            [&](const NotChecked& entry) { return asks_for(what, entry); });
    if (hit != verdict.not_checked.end()) out.push_back(fmt::format("--require {}: {}", what, hit->because));
  }
  return out;
}

Baseline baseline_of(const Config& config, const Workspace& workspace, const GateQuestion& question) {
  if (question.without_baseline) return {};
  return question.baseline.empty() ? gate_baseline(config, workspace) : read_baseline_file(question.baseline);
}

bool reaches(const Verdict& verdict, Severity threshold, std::optional<Topic> but_for = {}) {
  return std::any_of(verdict.findings.begin(), verdict.findings.end(), [&](const Finding& finding) {
    return finding.severity >= threshold && !(but_for && finding.about.is(*but_for));
  });
}

// A merge in progress answers for what it brings; the target's own past is looked at where nobody waits for the answer.
PastLosses past_losses(const Session& session, const Workspace& workspace, const CollectOptions& options,
                       const GateQuestion& question, const std::vector<std::string>& asked) {
  session.ui.progress("looking back at merges…");
  PastOptions past;
  past.sources = asked;
  if (asked.empty()) {
    past.sources = all_but_target(workspace);
    auto is_ref = [&](const std::string& name) { return workspace.find(name)->kind == Source::Kind::ref; };
    if (std::count_if(past.sources.begin(), past.sources.end(), is_ref) > most_refs_looked_behind)
      std::erase_if(past.sources, is_ref);
  }
  bool has_target = std::count(past.sources.begin(), past.sources.end(), workspace.target.name) > 0;
  if (!question.merging && !has_target) past.sources.insert(past.sources.begin(), workspace.target.name);
  return find_past_losses(workspace, options, past);
}

// Nothing is read from the target's worktree during a merge but what says which database it uses, and that only where
// something depends on it.
void read_addresses_beside_merge(const Config& config, CollectOptions options, Analysis& analysis) {
  const auto& sources = analysis.workspace.sources;
  bool matters = std::any_of(sources.begin(), sources.end(), [](const Source& one) { return !one.commands.empty(); });
  if (!options.merging || !matters) return;
  options.merging.reset();
  auto asking = config.timeouts;
  asking.offline = true;
  analysis.addresses = inspect_databases(collect(options), asking);
}

// What is judged is about to be deployed there, whoever is deployed there today.
Workspace in_environment(const Session& session, const Config& config, const GateQuestion& question,
                         Workspace workspace) {
  auto environment = environment_named(session, config, workspace, question.environment);
  environment.sources = {workspace.target.name};
  for (const auto& words : question.sources) environment.sources.push_back(resolve_source(workspace, words).name);
  if (question.sources.empty()) environment.sources = {"*"};
  return deployed_to(environment, std::move(workspace));
}

}  // namespace

Answer judge(const Session& session, const Config& config, const GateQuestion& question) {
  auto options = collect_options(session, config);
  options.merging = question.merging;
  auto workspace = collect(options);
  const bool all = question.environment == "all";
  if (!question.environment.empty() && !all)
    workspace = in_environment(session, config, question, std::move(workspace));
  auto analysis = survey(session, config, std::move(workspace), Sql::counted);
  read_addresses_beside_merge(config, options, analysis);
  add_structures(session, config, analysis);
  if (all) look_at_environments(session, config, "all", analysis);
  auto asked = asked_for(analysis.workspace, question);
  analysis.asked = asked;
  if (question.rehearse) rehearse_plan(session, config, {}, analysis);
  if (question.with_prisma) analysis.prisma = ask_prisma(session, analysis.workspace, asked);
  auto baseline = baseline_of(config, analysis.workspace, question);
  analysis.gate_changes = gate_changes(analysis.workspace, config, asked);
  analysis.past = past_losses(session, analysis.workspace, options, question, asked);
  analysis.old_drift_sections = old_drift_sections(analysis, config);
  std::vector<std::string> unused;
  auto verdict = without_baseline(judged(analyse(analysis), asked, analysis.sequence), baseline, &unused);
  if (question.schema_conflict_decided)
    std::erase_if(verdict.findings, [](const Finding& finding) { return finding.about.is(Topic::merge_text); });
  auto notes = unmet(question, verdict);
  auto threshold = question.fail_on.value_or(config.fail_on.value_or(Severity::error));
  if (question.schema_conflict_waits && !reaches(verdict, threshold, Topic::merge_text)) verdict.findings.clear();
  bool fails = !notes.empty() || reaches(verdict, threshold);
  if (!unused.empty())
    notes.push_back(fmt::format(
        "{} of the baseline's fingerprints fit nothing any more: --write-baseline makes it anew.", unused.size()));
  auto answer = answer_for("check", std::move(analysis), std::move(verdict));
  answer.judged = asked.empty() ? all_but_target(answer.analysis.workspace) : asked;
  answer.notes.insert(answer.notes.end(), notes.begin(), notes.end());
  answer.exit = fails ? 1 : 0;
  return answer;
}

}  // namespace tributary::cli
