#pragma once
#include <string>
#include <vector>

#include "collect/tree.hpp"

namespace tributary {

/// Holds a worktree's projects against those of its HEAD: Migration::tracking, Project::uncommitted and
/// deleted_on_disk, Source::dirty. Contents that differ only by what git itself converts (autocrlf) count as committed;
/// files git ignores and files that a sparse checkout leaves out are no change.
void compare_with_head(Source& worktree, const std::vector<Project>& committed);

}  // namespace tributary
