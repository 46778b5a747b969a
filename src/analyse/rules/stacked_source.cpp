// A branch on top of another holds the other's migrations byte for byte, and adds its own. That is no conflict: the
// lower one merges first, the upper one then adds only the rest. Where the lower one is rewritten (rebase, restamp) the
// upper one is left with migrations that exist nowhere else any more.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

struct Below {
  std::set<std::string> sources;  // that hold some of this source's own migrations, or whose commits it contains
  std::size_t shared = 0, own = 0;
  Spot first;
};

bool is_unmerged(const Source& source) {
  return std::any_of(source.projects.begin(), source.projects.end(), [](const Project& p) { return !p.own.empty(); });
}

Hit hit_for(const Source& source, const Below& below) {
  std::vector<std::string> names(below.sources.begin(), below.sources.end());
  Hit hit;
  hit.place = place_of(below.first);
  hit.message =
      below.shared < below.own
          ? fmt::format("{} is stacked on {}: {} of its {} own migrations {} there, too", source.name, list(names),
                        below.shared, below.own, below.shared == 1 ? "is" : "are")
          : fmt::format("{} adds nothing to {}: all of its own migrations are there, too", source.name, list(names));
  hit.why = "Merged after it, this source adds only the rest; merged before it, it brings the other's work along.";
  hit.help = names.size() == 1
                 ? fmt::format("tributary merge {} {}", text::shell_word(names.front()), text::shell_word(source.name))
                 : "Merge in the order that `tributary plan` shows.";
  hit.key = source.name;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  auto groups = grouped(analysis, [](const Spot& spot) { return spot.migration->name; });
  std::map<const Source*, Below> stacks;
  for (const auto& group : groups) {
    const auto& lowest = group.second.front();
    for (const auto& spot : group.second) {
      if (is_target(analysis, *spot.source)) continue;
      auto& below = stacks[spot.source];
      ++below.own;
      if (!below.first.source) below.first = spot;
      if (spot.source == lowest.source || is_target(analysis, *lowest.source)) continue;
      if (!same_script(*spot.migration, *lowest.migration)) continue;
      ++below.shared;
      below.sources.insert(lowest.source->name);
    }
  }
  std::vector<Hit> hits;
  for (const auto& source : analysis.workspace.sources) {
    auto at = stacks.find(&source);
    if (at == stacks.end() || at->second.shared == 0) continue;
    for (const auto& name : source.contains) {
      const auto* lower = analysis.workspace.find(name);
      if (lower && !is_target(analysis, *lower) && is_unmerged(*lower)) at->second.sources.insert(name);
    }
    auto hit = hit_for(source, at->second);
    for (const auto& name : at->second.sources) {
      const auto* lower = analysis.workspace.find(name);
      hit.related.push_back(place_of_file({lower, nullptr, nullptr}, ""));
    }
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule stacked_source = {"stacked-source",
                                    Severity::info,
                                    Needs::nothing,
                                    Group::sources,
                                    {Topic::stack},
                                    "A source holds another unmerged source's migrations and adds to them",
                                    look};
}
}  // namespace tributary
