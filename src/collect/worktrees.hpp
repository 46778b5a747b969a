#pragma once
#include <string>
#include <vector>

#include "collect/repository.hpp"

namespace tributary {

/// The main worktree (unless bare) and every linked one, as Sources without projects; the main one first, then by path.
/// `name` is the worktree's own name here: the main folder's, or the one under <common dir>/worktrees.
std::vector<Source> list_worktrees(const Repository& repository, std::vector<Obstacle>& obstacles);

}  // namespace tributary
