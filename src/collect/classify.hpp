#pragma once
#include "tributary/workspace.hpp"

namespace tributary {

/// Project::target_path of every source: the target's project of the same path, else the one that shares most folder
/// names. The target's own projects stand for themselves.
void match_projects(Workspace& workspace);

/// own, stale and shared of every project, against the target's folders and Target::past, in the project's listing
/// order.
void classify(Workspace& workspace);

}  // namespace tributary
