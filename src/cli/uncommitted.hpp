#pragma once
#include <string>
#include <vector>

#include "tributary/plan.hpp"

namespace tributary::cli {

/// Files below the Prisma projects that a merge writes to which differ from the target's commit and which neither an
/// earlier merge of ours nor a git merge in progress explains; relative to the worktree's root.
std::vector<std::string> unexplained_changes(const Workspace& workspace, const MergePlan& plan);

}  // namespace tributary::cli
