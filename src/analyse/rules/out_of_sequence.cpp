// The proposed sequence merges the source with the earliest own migration first, stacks from below, and what the SQL
// needs before what needs it. A source that overtakes makes the migrations of those it passed late; where it needs
// them, its scripts fail.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analyse/before.hpp"
#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

Spot first_own(const Source& source) {
  for (const auto& project : source.projects)
    if (!project.own.empty()) return {&source, &project, project.folder->find(project.own.front())};
  return {&source, nullptr, nullptr};
}

std::string why(const Step& step) {
  for (const auto& need : step.needs)
    if (need.hard) return fmt::format("It needs {}: {}.", need.source, need.because);
  for (const auto& need : step.needs) return fmt::format("{}: {}.", need.source, need.because);
  return "Merged first, it would make their earlier migrations late: they would sort before the target's newest.";
}

/// Every own script was read, and all of each.
bool read_whole(const Analysis& analysis, const Source& source) {
  for (const auto& project : source.projects)
    for (const auto& name : project.own) {
      const auto* migration = project.folder->find(name);
      if (!migration || !migration->script) return false;
      auto read = analysis.changes.find(migration->script->blob);
      if (read == analysis.changes.end()) return false;
      for (const auto& change : read->second->changes)
        if (change.verb == Verb::opaque) return false;
    }
  return true;
}

/// Whichever of them comes first, deploy runs the rest to the same end.
bool have_nothing_to_do_with_each_other(const Analysis& analysis, const Source& source,
                                        const std::vector<const std::string*>& before) {
  std::set<std::string> others;
  for (const auto* name : before) {
    const auto* other = analysis.workspace.find(*name);
    if (!other || !read_whole(analysis, *other)) return false;
    others.insert(*name);
  }
  const auto& clashes = analysis.relations.clashes;
  return read_whole(analysis, source) && std::none_of(clashes.begin(), clashes.end(), [&](const Clash& clash) {
           return (clash.here.source == source.name && others.count(clash.there.source)) ||
                  (clash.there.source == source.name && others.count(clash.here.source));
         });
}

Hit hit_for(const Analysis& analysis, const Step& step, const Source& source,
            const std::vector<const std::string*>& before) {
  constexpr std::size_t shown = 3;
  Hit hit;
  std::vector<std::string> first;
  for (std::size_t i = 0; i < before.size() && i < shown; ++i) {
    first.push_back(*before[i]);
    if (const auto* other = analysis.workspace.find(*before[i])) hit.related.push_back(place_of(first_own(*other)));
  }
  auto more = before.size() > shown ? fmt::format(" and {} more", before.size() - shown) : "";
  for (const auto& need : step.needs)
    if (need.hard) hit.at_least = Severity::error;
  if (step.needs.empty() && have_nothing_to_do_with_each_other(analysis, source, before)) hit.at_most = Severity::info;
  hit.place = place_of(first_own(source));
  hit.message = fmt::format("{} comes after {}{} in the proposed sequence", source.name, list(first), more);
  hit.why = why(step);
  hit.help = before.size() > 1 ? "Merge in the order that `tributary plan` shows."
                               : fmt::format("Merge it first, or together: tributary merge {} {}",
                                             text::shell_word(first.front()), text::shell_word(source.name));
  hit.key = source.name;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  Before before(analysis.sequence);
  for (const auto& step : analysis.sequence.steps) {
    const auto* source = analysis.workspace.find(step.source);
    auto names = before.of(step);
    if (source && !names.empty()) hits.push_back(hit_for(analysis, step, *source, names));
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule out_of_sequence = {"out-of-sequence",
                                     Severity::warning,
                                     Needs::nothing,
                                     Group::sources,
                                     {Topic::turn, Topic::waits},
                                     "Other unmerged sources come before this one in the proposed sequence",
                                     look};
}
}  // namespace tributary
