#pragma once
// The merges of a history, as git lists them.
#include <set>
#include <string>
#include <vector>

#include "collect/repository.hpp"

namespace tributary {

/// A commit that joined others' work, with the commits it joined.
struct PastMerge {
  std::string commit;
  std::vector<std::string> sides;  ///< parents; of a squash merge the parent and the squashed commit
  bool squash = false;
};

/// The newest `most` merges that `tip` reaches and `without` does not ("" = all), then squash merges of its
/// first-parent history.
std::vector<PastMerge> merges_behind(const Repository& repository, const std::string& tip, const std::string& without,
                                     std::size_t most);

/// All best common ancestors; empty = unrelated, or one is not here.
std::vector<std::string> all_merge_bases(const Repository& repository, const std::string& a, const std::string& b);

/// Commits after `merge` on a way to `tip` that may hold another schema or other migrations than their parent: merges,
/// and those that change a file of `pathspecs`.
std::vector<std::string> changed_since(const Repository& repository, const std::string& merge, const std::string& tip,
                                       const std::vector<std::string>& pathspecs);

std::string subject_of(const Repository& repository, const std::string& commit);

}  // namespace tributary
