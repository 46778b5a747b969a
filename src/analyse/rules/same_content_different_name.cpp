// One script under two names runs twice once both are merged: the second run fails with "already exists" (42P07, 42701,
// 42710) and blocks every deploy after it. It comes from cherry-picks with a new stamp and from two people making the
// same change. Scripts that do nothing may repeat. Twice in the target is a warning: there both have run already.
#include <fmt/format.h>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

bool has(const Spot& spot, const std::string& name) {
  return spot.project->folder->find(name) != nullptr;
}

// Not both of these run because of this pair, or another pair says so already.
bool said_elsewhere(const Analysis& analysis, const Spot& mine, const Spot& other) {
  if (mine.source == other.source) return false;
  if (is_target(analysis, *other.source)) return !has(mine, other.migration->name);  // renamed-migration
  return has(other, mine.migration->name) || has(mine, other.migration->name);
}

Hit hit_for(const Analysis& analysis, const Spot& mine, const Spot& other) {
  Hit hit;
  hit.place = place_of(mine, 1);
  hit.related = {place_of(other, 1)};
  hit.message =
      fmt::format("{} has the script of {} in {}", mine.migration->name, other.migration->name, other.source->name);
  hit.why = "Both would run, and the second would fail on what the first has made.";
  hit.help = fmt::format("Keep one of the two names on both branches; here: {} rm -r {}", git_in(*mine.source),
                         text::shell_word(path_of(mine)));
  hit.counts_for_earlier_as_warning = true;
  if (is_target(analysis, *mine.source)) {
    hit.at_most = Severity::warning;
    hit.help = "Leave both where databases have them; `tributary check --write-baseline` keeps this out of the report.";
  }
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  auto groups = grouped(analysis, [](const Spot& spot) {
    const auto& script = spot.migration->script;
    return script && !does_nothing(*script) ? script->checksums.lf : std::string();
  });
  auto alike = [](const Spot& a, const Spot& b) { return a.migration->name == b.migration->name; };
  std::vector<Hit> hits;
  for (const auto& group : groups)
    for (const auto& pair : unlike_pairs(analysis, group.second, alike))
      if (!said_elsewhere(analysis, pair.first, pair.second))
        hits.push_back(hit_for(analysis, pair.first, pair.second));
  return hits;
}

}  // namespace

namespace rule {
extern const Rule same_content_different_name = {"same-content-different-name",
                                                 Severity::error,
                                                 Needs::nothing,
                                                 "between sources and target",
                                                 "Two migrations of different names have the same script",
                                                 look};
}
}  // namespace tributary
