#pragma once
#include <string>
#include <vector>

#include "collect/repository.hpp"

namespace tributary {

/// The target without its history, and its source put first in `worktrees`: a worktree where the branch is checked out,
/// else a new ref source. Throws Error where there is no such branch, with the choices.
Target choose_target(const Repository& repository, const std::string& wanted, std::vector<Source>& worktrees);

/// Every migration folder that the target's first-parent history held below one of `folders` (from the root), by
/// folder. One `git log`; fills `obstacles` where git cannot walk.
std::map<std::string, std::vector<PastMigration>> past_migrations(const Repository& repository,
                                                                  const std::string& commit,
                                                                  const std::vector<std::string>& folders,
                                                                  std::vector<Obstacle>& obstacles);

}  // namespace tributary
