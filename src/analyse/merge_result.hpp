#pragma once
// A merge in progress, project by project: the two sides and what it would leave.
#include <string>
#include <vector>

#include "tributary/analyse.hpp"

namespace tributary {

struct MergeSide {
  std::string name;  ///< of the source
  std::string commit;
  const Source* incoming = nullptr;  ///< the source the merge is judged for, whichever side this is
  const Project* project = nullptr;  ///< null: this side has no such project
};

struct Merge {
  MergeSide target, source;
  const Project* result = nullptr;  ///< null: the result has no such project
};

/// One per incoming source and project that either side has; empty where no merge with a known result is judged.
std::vector<Merge> merges_of(const Analysis& analysis);

}  // namespace tributary
