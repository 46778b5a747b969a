#include "cli/team_command.hpp"

#include "base/process.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {

const std::string& team_folder(const Workspace& workspace, const std::string& asked_by) {
  const auto& folder = workspace.target.worktree;
  if (folder.empty())
    throw Error("the target is checked out nowhere, so there is no folder to run the team's commands in", asked_by,
                "git worktree add FOLDER " + workspace.target.branch);
  return folder;
}

int run_team_command(const Session& session, const Workspace& workspace, const std::string& line,
                     const std::string& asked_by, const std::string& input) {
  ProcessOptions options;
  options.folder = team_folder(workspace, asked_by);
  options.input = input;
  options.seen = [&](std::string_view piece) { session.ui.error(std::string(piece)); };
  return run_process({"/bin/sh", "-c", line}, options).status;
}

}  // namespace tributary::cli
