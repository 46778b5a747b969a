#include <algorithm>
#include <memory>
#include <set>

#include "cli/pipeline.hpp"
#include "cli/rehearsing.hpp"
#include "cli/settings.hpp"

namespace tributary::cli {
namespace {

/// What a rehearsal is made for; and where schema.prisma, the migrations and the databases do not agree.
bool of_interest(const std::string& id) {
  const auto* rule = find_rule(id);
  return !rule || rule->needs == Needs::rehearsal || rule->topics.has(Topic::explained) ||
         rule->topics.has(Topic::structure);
}

/// A database that is not what its migrations leave may refuse what went through over them.
bool is_of_a_structure(const Finding& finding) {
  const auto* rule = find_rule(finding.rule);
  return finding.severity >= Severity::error && rule && rule->needs == Needs::structure;
}

std::shared_ptr<const Rehearsal> not_proven(Rehearsal rehearsal) {
  rehearsal.proven = false;
  return std::make_shared<const Rehearsal>(std::move(rehearsal));
}

bool is_error_of_rehearsal(const Finding& finding) {
  const auto* rule = find_rule(finding.rule);
  return finding.severity >= Severity::error && rule && rule->needs == Needs::rehearsal;
}

int replay(const Session& session, const RehearseArgs& args) {
  auto config = worktree_config(session);
  auto analysis = survey(session, config);
  add_structures(session, config, analysis);
  rehearse_plan(session, config, args, analysis);
  auto verdict = judged(analyse(analysis), {}, analysis.sequence);
  std::erase_if(verdict.findings, [](const Finding& finding) { return !of_interest(finding.rule); });
  std::erase_if(verdict.not_checked, [](const NotChecked& entry) { return !of_interest(entry.rule); });
  bool errors = std::any_of(verdict.findings.begin(), verdict.findings.end(), is_error_of_rehearsal);
  bool failed = errors || any_failed(*analysis.rehearsal) || analysis.rehearsal->order_independent == false ||
                !analysis.rehearsal->contested.empty() || !analysis.rehearsal->blocked.empty();
  if (std::any_of(verdict.findings.begin(), verdict.findings.end(), is_of_a_structure))
    analysis.rehearsal = not_proven(*analysis.rehearsal);
  auto answer = answer_for("rehearse", std::move(analysis), std::move(verdict));
  answer.exit = failed ? 1 : 0;
  return finish(session, answer);
}

}  // namespace

Command rehearse_command() {
  auto args = std::make_shared<RehearseArgs>();
  return {"rehearse",
          "replays the plan in scratch databases, in every order it can reach one, and compares",
          {Format::markdown},
          [args](Options& options) {
            options.flag("--continue", args->go_on, "go on after a failure, to list all that fail");
            options.flag("--keep", args->keep, "leave the scratch databases for a look");
            options.flag("--create-missing-roles", args->create_missing_roles,
                         "make roles that scripts name and the scratch server lacks");
          },
          [args](const Session& session) { return replay(session, *args); }};
}

}  // namespace tributary::cli
