#pragma once
// What a checklist is judged by, beside the Analysis.
#include "cli/command.hpp"
#include "cli/config.hpp"
#include "tributary/checklist.hpp"

namespace tributary::cli {

struct ChecklistArgs {
  std::vector<std::string> sources, ticks;
  std::string environment, staging, by;
  bool after = false, weekly = false, run = false, interactive = false, rehearse = false;
};

/// Asks everything the list needs: the state (into `analysis`), the verdict, the merge that would be made, backups,
/// ways back, ticks.
ChecklistQuestion checklist_question(const Session& session, const Config& config, const ChecklistArgs& args,
                                     Analysis& analysis);

/// The team's commands of that list, one after the other, their output shown as it comes.
std::vector<CommandRun> run_team_commands(const Session& session, const Analysis& analysis,
                                          const ChecklistQuestion& question);

}  // namespace tributary::cli
