#pragma once
// Where a deployment's checklist looks: one of the team's environments, or a database that a worktree points at.
#include "cli/checklist_facts.hpp"

namespace tributary::cli {

struct ChecklistSurvey {
  Analysis analysis;
  std::optional<Database> staging;  ///< an environment's, to be put beside the others once the rules have looked
};

/// The state that the list is about. Where --env names an environment, the target's folders are held against its
/// database alone. Fills environment, is_environment, database, reached and staging of the question.
ChecklistSurvey survey_for_checklist(const Session& session, const Config& config, const ChecklistArgs& args,
                                     ChecklistQuestion& question);

}  // namespace tributary::cli
