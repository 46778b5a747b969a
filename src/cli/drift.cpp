#include <algorithm>
#include <memory>

#include "cli/drift_section.hpp"
#include "cli/pipeline.hpp"
#include "cli/settings.hpp"

namespace tributary::cli {
namespace {

struct DriftArgs {
  std::vector<std::string> sources;
  std::string into;
  bool dry_run = false, yes = false;
};

// Only what concerns one source: its histories, their databases, its findings of the ledger.
void keep_only(Analysis& analysis, const std::string& source) {
  std::erase_if(analysis.histories, [&](const History& history) { return history.consumer.source != source; });
  if (!analysis.databases) return;
  std::erase_if(*analysis.databases, [&](const Database& database) {
    return std::none_of(database.consumers.begin(), database.consumers.end(),
                        [&](const ProjectRef& consumer) { return consumer.source == source; });
  });
}

// The rest of the rules is check's to tell.
void keep_ledger_rules(Verdict& verdict) {
  auto other = [](const About& about) { return about.group != Group::ledger && !about.is(Topic::sharing); };
  std::erase_if(verdict.findings, [&](const Finding& finding) { return other(finding.about); });
  std::erase_if(verdict.not_checked, [&](const NotChecked& entry) { return other(entry.about); });
}

int drift(const Session& session, const DriftArgs& args) {
  auto config = worktree_config(session);
  auto analysis = survey(session, config);
  add_structures(session, config, analysis);
  std::vector<std::string> asked;
  for (const auto& words : args.sources) asked.push_back(resolve_source(analysis.workspace, words).name);
  std::string rewritten;
  if (!args.into.empty())
    rewritten = rewrite_drift_section(session, analysis, args.into, asked.empty() ? std::string() : asked.front(),
                                      args.dry_run, args.yes);
  auto verdict = judged(analyse(analysis), asked, analysis.sequence);
  keep_ledger_rules(verdict);
  if (!asked.empty()) keep_only(analysis, asked.front());
  auto answer = answer_for("drift", std::move(analysis), std::move(verdict));
  answer.with_databases = true;
  answer.judged = asked;
  if (!rewritten.empty()) answer.notes.push_back(rewritten);
  return finish(session, answer);
}

}  // namespace

Command drift_command() {
  auto args = std::make_shared<DriftArgs>();
  return {"drift",
          "rows of the ledger that a source has no folder for: whose they are and what they touch",
          {Format::markdown},
          [args](Options& options) {
            options.words("SOURCE", args->sources, "only this source: a name, branch, worktree path or ref", 0, 1);
            options.value("--into", args->into, "FILE", "rewrite the section between the markers in this document");
            options.flag("-n,--dry-run", args->dry_run, "with --into: only say whether it would be rewritten");
            options.flag("-y,--yes", args->yes, "with --into: do not ask");
          },
          [args](const Session& session) { return drift(session, *args); }};
}

}  // namespace tributary::cli
