#pragma once
#include <map>
#include <string>
#include <vector>

#include "collect/repository.hpp"

namespace tributary {

/// A commit that adds a file.
struct Introduction {
  std::string commit, blob;
};

/// Who adds which file of `folders` (from the root), by path, newest first, over every branch, remote branch, tag and
/// `tips`. One `git log`. A shallow clone's boundary, which seems to add everything, is left out.
std::map<std::string, std::vector<Introduction>> introductions(const Repository& repository,
                                                               const std::vector<std::string>& folders,
                                                               const std::vector<std::string>& tips);

/// Whether `commit` is `tip` or an ancestor of it.
bool reaches(const Repository& repository, const std::string& commit, const std::string& tip);

/// The oldest of `added` (newest first) that `tip` reaches, those of the same blob before others; "" = none.
std::string introduced_by(const Repository& repository, const std::vector<Introduction>& added, const std::string& blob,
                          const std::string& tip);

}  // namespace tributary
