#pragma once
// The team's own commands, which the configuration in the target's commit names.
#include <string>

#include "cli/command.hpp"
#include "tributary/workspace.hpp"

namespace tributary::cli {

/// Where they run: the target's worktree. Throws Error where it is checked out nowhere; `asked_by` is the option.
const std::string& team_folder(const Workspace& workspace, const std::string& asked_by);

/// Runs `line` in a shell there, with what it says on our standard error. Returns its exit code. Throws Error.
int run_team_command(const Session& session, const Workspace& workspace, const std::string& line,
                     const std::string& asked_by, const std::string& input = {});

}  // namespace tributary::cli
