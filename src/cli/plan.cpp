#include <memory>

#include "cli/pipeline.hpp"
#include "cli/planned.hpp"
#include "cli/settings.hpp"

namespace tributary::cli {
namespace {

struct PlanArgs {
  std::vector<std::string> sources;
  bool chronology = false;
  PlannedArgs planned;
};

int plan(const Session& session, const PlanArgs& args) {
  auto answer = planned_answer(session, worktree_config(session), "plan", args.planned);
  for (const auto& words : args.sources) answer.about.push_back(resolve_source(answer.analysis.workspace, words).name);
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
            declare_rehearsal(options, args->planned,
                              "execute the plan in scratch databases, and propose another order where it fails");
          },
          [args](const Session& session) { return plan(session, *args); }};
}

}  // namespace tributary::cli
