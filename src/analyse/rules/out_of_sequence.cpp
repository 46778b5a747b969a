// The proposed sequence merges the source with the earliest own migration first, stacks from below, and what the SQL
// needs before what needs it. A source that overtakes makes the migrations of those it passed late; where it needs
// them, its scripts fail.
#include <fmt/format.h>

#include <algorithm>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

bool share_a_project(const Step& a, const Step& b) {
  return std::any_of(a.adds.begin(), a.adds.end(), [&](const MigrationRef& mine) {
    return std::any_of(b.adds.begin(), b.adds.end(),
                       [&](const MigrationRef& other) { return other.project == mine.project; });
  });
}

const Need* need_of(const Step& step, const std::string& source) {
  for (const auto& need : step.needs)
    if (need.source == source) return &need;
  return nullptr;
}

Spot first_own(const Source& source) {
  for (const auto& project : source.projects)
    if (!project.own.empty()) return {&source, &project, project.folder->find(project.own.front())};
  return {&source, nullptr, nullptr};
}

std::string why(const Step& step, const std::vector<std::string>& before) {
  for (const auto& need : step.needs)
    if (need.hard) return fmt::format("It needs {}: {}.", need.source, need.because);
  for (const auto& need : step.needs)
    if (std::find(before.begin(), before.end(), need.source) != before.end())
      return fmt::format("{}: {}.", need.source, need.because);
  return "Merged first, it would make their earlier migrations late: they would sort before the target's newest.";
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  const auto& steps = analysis.sequence.steps;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto* source = analysis.workspace.find(steps[i].source);
    if (!source) continue;
    std::vector<std::string> before;
    Hit hit;
    for (std::size_t j = 0; j < steps.size(); ++j) {
      const auto* other = analysis.workspace.find(steps[j].source);
      const auto* need = need_of(steps[i], steps[j].source);
      bool hard = need && need->hard;
      if (!other || j == i || (j > i && !hard) || (!need && !share_a_project(steps[i], steps[j]))) continue;
      before.push_back(other->name);
      hit.related.push_back(place_of(first_own(*other)));
      if (hard) hit.at_least = Severity::error;
    }
    if (before.empty()) continue;
    hit.place = place_of(first_own(*source));
    hit.message = fmt::format("{} comes after {} in the proposed sequence", source->name, list(before));
    hit.why = why(steps[i], before);
    hit.help = fmt::format("Merge {} first, or together: tributary merge {} {}", before.size() == 1 ? "it" : "them",
                           text::shell_word(before.front()), text::shell_word(source->name));
    if (before.size() > 1) hit.help = "Merge in the order that `tributary plan` shows.";
    hit.key = source->name;
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule out_of_sequence = {"out-of-sequence",
                                     Severity::warning,
                                     Needs::nothing,
                                     "between sources and target",
                                     "Other unmerged sources come before this one in the proposed sequence",
                                     look};
}
}  // namespace tributary
