#pragma once
#include "tributary/workspace.hpp"

namespace tributary {

/// How many migrations of both have the same name.
std::size_t names_in_common(const MigrationsFolder& a, const MigrationsFolder& b);

/// Project::target_path of every source: the target's project with the migrations at the same place, else at the same
/// path, else the one that shares most scripts; first of all one of the same provider. The target's own projects stand
/// for themselves.
void match_projects(Workspace& workspace);

/// own, stale and shared of every project, against the target's folders and Target::past, in the project's listing
/// order.
void classify(Workspace& workspace);

}  // namespace tributary
