#include "analyse/before.hpp"

#include <algorithm>
#include <set>

namespace tributary {
namespace {

std::set<std::string> projects_of(const Step& step) {
  std::set<std::string> projects;
  for (const auto& added : step.adds) projects.insert(added.project);
  return projects;
}

}  // namespace

Before::Before(const Sequence& sequence) {
  for (const auto& step : sequence.steps)
    for (const auto& project : projects_of(step)) by_project_[project].push_back(&step);
}

std::vector<const std::string*> Before::of(const Step& step) const {
  std::vector<const Step*> earlier;
  auto projects = projects_of(step);
  for (const auto& project : projects)
    for (const auto* other : by_project_.at(project)) {
      if (other->number >= step.number) break;
      earlier.push_back(other);
    }
  if (projects.size() > 1) {
    std::sort(earlier.begin(), earlier.end(), [](const Step* a, const Step* b) { return a->number < b->number; });
    earlier.erase(std::unique(earlier.begin(), earlier.end()), earlier.end());
  }
  std::vector<const std::string*> names;
  std::set<std::string> hard;
  for (const auto& need : step.needs)
    if (need.hard && hard.insert(need.source).second) names.push_back(&need.source);
  for (const auto* other : earlier)
    if (hard.empty() || hard.count(other->source) == 0) names.push_back(&other->source);
  return names;
}

}  // namespace tributary
