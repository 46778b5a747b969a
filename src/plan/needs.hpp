#pragma once
// Which candidate must not come before which, and why.
#include <map>
#include <string>
#include <vector>

#include "plan/order.hpp"
#include "plan/own.hpp"
#include "plan/stacks.hpp"
#include "tributary/plan.hpp"

namespace tributary::plan {

struct Needs {
  std::map<std::string, std::size_t> index;  ///< candidates by their source's name
  std::vector<Stack> stacks;
  std::vector<KnownNeed> known;  ///< those between two different candidates
};

Needs gather_needs(const Folders& folders, const std::vector<KnownNeed>& known);

/// Candidates in the order to merge; each inner list is one circle of sources that need each other, mostly of one.
std::vector<std::vector<std::size_t>> merge_order(const Folders& folders, const Needs& needs);

/// Hard ones first. Of a stack only the branches directly below.
std::vector<Need> needs_of(const Folders& folders, const Needs& needs, std::size_t candidate);

}  // namespace tributary::plan
