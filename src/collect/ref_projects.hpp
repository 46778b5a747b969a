#pragma once
// Projects of commits. Thousands of refs differ in code and agree in what Prisma reads, so an answer is found again:
// first by the ids of those entries of the root that ever mattered, then by the questions that find_projects asked of
// a tree and what the tree answered (the way of a monorepo, where apps/ differs in every commit).
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "collect/commit_tree.hpp"
#include "collect/repository.hpp"

namespace tributary {

struct CommitProjects {
  std::vector<Project> projects;
  std::vector<Obstacle> obstacles;  ///< of the commit's tree as a whole
};

class CommitProjectFinder {
 public:
  CommitProjectFinder(const Objects& objects, ProjectSearch search, ContentStore& store);
  ~CommitProjectFinder();

  /// Of a commit, 40 hex; null where the commit or its tree is gone.
  std::shared_ptr<const CommitProjects> of_commit(const std::string& commit);

 private:
  struct Node;
  using Found = std::shared_ptr<const CommitProjects>;
  Found of_tree(const ObjectId& root);
  Found recall(const CommitTree& commit) const;
  Found search(const CommitTree& commit);

  const Objects& objects_;
  ProjectSearch search_;
  ContentStore& store_;
  std::unique_ptr<Node> known_;
  std::unordered_map<ObjectId, Found, ObjectIdHash> by_commit_;
  std::set<std::string, std::less<>> touched_;           // first parts of all paths that any search looked at
  std::unordered_map<std::string, Found> by_signature_;  // of root trees, as far as touched_ tells them apart
};

}  // namespace tributary
