#pragma once
#include <string>
#include <vector>

#include "cli/command.hpp"

namespace tributary::cli {

/// What the journal calls a run that copies these sources.
std::string copy_command(const std::vector<std::string>& sources);

/// The newest run by copy into the worktree `root`, by that name, where git brings what it has copied: no commit there
/// holds it, and these commits are its sources' and hold its folders. "" = it is none such.
std::string copies_that_come(const std::string& common_dir, const std::string& root,
                             const std::vector<std::string>& commits);

}  // namespace tributary::cli
