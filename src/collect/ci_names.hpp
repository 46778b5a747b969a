#pragma once
// CI checks commits out, not branches; what the branch is called stands in variables of its own.
#include <map>
#include <string>
#include <vector>

#include "tributary/workspace.hpp"

namespace tributary {

/// The branch that the CI's variables name; "" = none does. Only data: it names a source and is never handed to git.
std::string branch_by_ci(const std::map<std::string, std::string>& environment);

/// Gives it, as its name, to the detached worktree that `repository` stands in.
void name_by_ci(std::vector<Source>& worktrees, const std::string& repository,
                const std::map<std::string, std::string>& environment);

}  // namespace tributary
