#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "analyse/walk.hpp"

namespace tributary {

/// Of a project's list (loose files, links…) what the target does not have too: that is reported on the target, once.
template <class List>
std::vector<std::string> only_here(const Analysis& analysis, const Spot& at, List list_of) {
  std::vector<std::string> names = list_of(*at.project);
  const auto* target = is_target(analysis, *at.source) ? nullptr : target_project(analysis, *at.project);
  if (!target) return names;
  std::vector<std::string> known = list_of(*target);
  std::erase_if(names,
                [&](const std::string& name) { return std::find(known.begin(), known.end(), name) != known.end(); });
  return names;
}

}  // namespace tributary
