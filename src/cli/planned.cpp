#include "cli/planned.hpp"

#include "cli/pipeline.hpp"

namespace tributary::cli {

Answer planned_answer(const Session& session, const Config& config, const std::string& command, PlannedArgs args,
                      bool structures) {
  auto analysis = survey(session, config, Sql::counted);
  if (structures) add_structures(session, config, analysis);
  args.rehearsal.correct = true;
  if (args.rehearse) rehearse_plan(session, config, args.rehearsal, analysis);
  auto found = analyse(analysis);
  auto sequence = analysis.sequence;
  auto refused = refused_steps(found, sequence);
  auto answer = answer_for(command, std::move(analysis), judged(found, {}, sequence));
  answer.sequence = std::move(sequence);
  answer.refused = std::move(refused);
  return answer;
}

void declare_rehearsal(Options& options, PlannedArgs& args, const char* what_for) {
  options.flag("--rehearse", args.rehearse, what_for);
  options.flag("--create-missing-roles", args.rehearsal.create_missing_roles,
               "with --rehearse: make roles that scripts name and the scratch server lacks");
}

}  // namespace tributary::cli
