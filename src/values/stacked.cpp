#include "values/stacked.hpp"

#include <algorithm>
#include <set>

namespace tributary {
namespace {

bool holds(const Source& upper, const Source& lower) {
  return std::find(upper.contains.begin(), upper.contains.end(), lower.name) != upper.contains.end();
}

}  // namespace

std::vector<const Source*> common_sources(const Workspace& workspace, const Source& upper,
                                          const std::vector<const Source*>& merged) {
  std::set<std::string> held;
  for (const auto* source : merged) {
    held.insert(source->name);
    held.insert(source->contains.begin(), source->contains.end());
  }
  std::vector<const Source*> common, newest;
  for (const auto& name : upper.contains)
    if (const auto* lower = held.count(name) ? workspace.find(name) : nullptr; lower && !lower->dirty)
      common.push_back(lower);
  for (const auto* one : common) {
    bool below = std::any_of(common.begin(), common.end(), [&](const Source* other) {
      return other != one && holds(*other, *one) && !(holds(*one, *other) && one->name < other->name);
    });
    if (!below) newest.push_back(one);
  }
  return newest;
}

}  // namespace tributary
