#pragma once
// What a file of a worktree says because a branch committed it, and not because a person wrote it there.
#include <functional>
#include <string>

#include "collect/tree.hpp"

namespace tributary {

/// Whether a file's text gives the value that is asked about.
using SaysIt = std::function<bool(const std::string& text)>;

/// Whether `file` (from the root of the worktree `tree`) has a value because a branch committed it: then the commit
/// that vouches has none or another, and nobody wrote it here by hand. A link that only the branch has committed is
/// its word, wherever it leads; any other link is followed to where the file really is.
bool only_a_branch_says(const Tree& tree, const ProjectSearch& search, const std::string& file, const SaysIt& says_it);

}  // namespace tributary
