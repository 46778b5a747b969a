#pragma once
// Which candidate stands on which: by commits, or because it holds all of the other's own folders and more.
#include <vector>

#include "plan/own.hpp"

namespace tributary::plan {

struct Stack {
  std::size_t upper = 0, lower = 0;  ///< indices into Folders::candidates
  bool by_commits = false;           ///< lower's commit is an ancestor of upper's; else only its folders are contained
};

/// Ordered by upper, then lower. Pairs that contain each other (same commit, same folders) are no stack.
std::vector<Stack> find_stacks(const Folders& folders);

}  // namespace tributary::plan
