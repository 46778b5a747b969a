#pragma once
// The commits that are not in the target: one walk answers containment, ancestry and merge bases for thousands of refs.
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "collect/repository.hpp"

namespace tributary {

/// Commits by number, children before parents; a parent that is not in the graph has a number from `outside`.
struct CommitGraph {
  std::vector<ObjectId> commits;
  std::vector<std::vector<int>> parents;  ///< >= 0: index into commits; < 0: outside[-1 - n]
  std::vector<ObjectId> outside;
  std::unordered_map<ObjectId, int, ObjectIdHash> index;

  int find(const ObjectId& id) const;  ///< -1: not in the graph
};

/// `git rev-list --topo-order --parents` of `tips` without what `without` reaches. Throws Error with git's message.
CommitGraph walk_commits(const Repository& repository, const std::vector<ObjectId>& tips,
                         const std::optional<ObjectId>& without);

/// Answers about the target's own history; it is walked only when a question needs it.
class TargetHistory {
 public:
  TargetHistory(const Repository& repository, ObjectId target) : repository_(&repository), target_(target) {}
  /// Those that are not an ancestor of another one.
  std::vector<ObjectId> newest(std::vector<ObjectId> commits);

 private:
  bool is_ancestor(int older, int newer) const;

  const Repository* repository_;
  ObjectId target_;
  std::optional<CommitGraph> graph_;
  std::map<std::vector<ObjectId>, std::vector<ObjectId>> known_;
};

/// Merge bases with the target for each commit of `unmerged`, by its number. A commit with several best ones has them
/// all.
std::vector<std::vector<ObjectId>> merge_bases(const CommitGraph& unmerged, TargetHistory& target);

}  // namespace tributary
