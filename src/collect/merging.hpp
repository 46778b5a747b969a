#pragma once
// A merge before it is committed: its incoming commits as sources, its result as a tree of files.
#include "collect/ref_projects.hpp"
#include "collect/repository.hpp"

namespace tributary {

/// Makes the target's source its commit and adds one ref source per incoming commit, in the place of a worktree that
/// has the same commit checked out. Returns their commits, 40 hex. Throws Error where one cannot be found.
std::vector<std::string> add_incoming(const Repository& repository, const MergeInProgress& merging,
                                      Workspace& workspace);

/// The sources add_incoming() added, by their final names.
std::vector<std::string> incoming_names(const std::vector<std::string>& commits, const Workspace& workspace);

/// What the merge would leave, with its projects. Throws Error where the tree or index cannot be read.
Source read_result(const Repository& repository, const std::string& worktree, const MergeInProgress& merging,
                   const ProjectSearch& search, ContentStore& store);

}  // namespace tributary
