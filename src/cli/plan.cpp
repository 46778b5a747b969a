#include <map>
#include <memory>

#include "cli/pipeline.hpp"
#include "cli/rehearsing.hpp"
#include "cli/settings.hpp"

namespace tributary::cli {
namespace {

struct PlanArgs {
  std::vector<std::string> sources;
  bool chronology = false;
  RehearseArgs rehearsal;
  bool rehearse = false;
};

int plan(const Session& session, const PlanArgs& args) {
  auto config = worktree_config(session);
  auto analysis = survey(session, config, Sql::counted);
  if (args.rehearse) {
    auto correcting = args.rehearsal;
    correcting.correct = true;
    rehearse_plan(session, config, correcting, analysis);
  }
  auto found = analyse(analysis);
  auto sequence = analysis.sequence;
  auto refused = refused_steps(found, sequence);
  auto answer = answer_for("plan", std::move(analysis), judged(found, {}, sequence));
  for (const auto& words : args.sources) answer.about.push_back(resolve_source(answer.analysis.workspace, words).name);
  answer.sequence = std::move(sequence);
  answer.refused = std::move(refused);
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
            options.words("SOURCE", args->sources, "these steps in detail: names, branches, worktree paths or refs");
            options.flag("--chronology", args->chronology, "also list all migrations of all sources in one order");
            options.flag("--rehearse", args->rehearse,
                         "execute the plan in scratch databases, and propose another order where it fails");
            options.flag("--create-missing-roles", args->rehearsal.create_missing_roles,
                         "with --rehearse: make roles that scripts name and the scratch server lacks");
          },
          [args](const Session& session) { return plan(session, *args); }};
}

}  // namespace tributary::cli
