#pragma once
#include <string>

#include "collect/objects.hpp"
#include "collect/tree.hpp"

namespace tributary {

/// The files of an index, read with `git ls-files` (sparse and split ones too). `index_file` "" = the worktree's own;
/// `objects` must outlive the tree. Throws Error where git cannot read it.
Tree index_tree(const Objects& objects, const std::string& worktree, const std::string& index_file);

}  // namespace tributary
