#pragma once
#include <string>
#include <vector>

#include "collect/repository.hpp"

namespace tributary {

/// The main worktree (unless bare) and every linked one, as Sources without projects; the main one first, then by path.
/// `name` is the worktree's own name here: the main folder's, or the one under <common dir>/worktrees.
std::vector<Source> list_worktrees(const Repository& repository, std::vector<Obstacle>& obstacles);

/// <common dir> for the main worktree, <common dir>/worktrees/NAME for a linked one.
std::string git_dir_of(const Repository& repository, const Source& worktree);

}  // namespace tributary
