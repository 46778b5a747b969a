#include <memory>

#include "cli/pipeline.hpp"
#include "cli/settings.hpp"

namespace tributary::cli {
namespace {

struct PlanArgs {
  bool chronology = false;
};

int plan(const Session& session, const PlanArgs& args) {
  auto analysis = survey(session, worktree_config(session), Sql::counted);
  auto verdict = judged(analyse(analysis), {}, analysis.sequence);
  auto sequence = analysis.sequence;
  auto answer = answer_for("plan", std::move(analysis), std::move(verdict));
  answer.sequence = std::move(sequence);
  answer.with_chronology = args.chronology;
  return finish(session, answer);
}

}  // namespace

Command plan_command() {
  auto args = std::make_shared<PlanArgs>();
  return {"plan",
          "the order in which the sources go into the target, with reasons, and what each step does where",
          {Format::markdown},
          [args](Options& options) {
            options.flag("--chronology", args->chronology, "also list all migrations of all sources in one order");
          },
          [args](const Session& session) { return plan(session, *args); }};
}

}  // namespace tributary::cli
