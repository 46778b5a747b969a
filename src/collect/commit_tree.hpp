#pragma once
#include <memory>
#include <set>
#include <string>

#include "collect/objects.hpp"
#include "collect/tree.hpp"

namespace tributary {

/// The files of a commit, read from the object database. Folders that should be there and are not (partial clone,
/// damage) look empty and are named in `missing`; `touched` collects the first part of every path that was looked at,
/// links followed.
struct CommitTree {
  Tree tree;
  std::shared_ptr<std::set<std::string>> missing;
  std::shared_ptr<std::set<std::string, std::less<>>> touched;
};

/// `objects` must outlive the tree.
CommitTree commit_tree(const Objects& objects, const ObjectId& root);

}  // namespace tributary
