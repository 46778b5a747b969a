// Two migrations with one stamp are ordered by the rest of their names, which nobody meant to be an order: `add_index`
// runs before `create_table`. On a database that has one of them already the other still runs, whichever sorts first.
#include <fmt/format.h>

#include "analyse/rules.hpp"
#include "analyse/spelling.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"
#include "prisma/names.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  auto groups = grouped(analysis, [](const Spot& spot) {
    auto digits = prisma::take_apart(spot.migration->name).digits;
    return digits.size() == 14 ? digits : std::string();
  });
  std::vector<Hit> hits;
  for (const auto& group : groups) {
    auto same_name = [](const Spot& a, const Spot& b) { return a.migration->name == b.migration->name; };
    for (const auto& pair : unlike_pairs(analysis, group.second, same_name)) {
      const auto &spot = pair.first, &other = pair.second;
      if (same_script(*spot.migration, *other.migration)) continue;  // renamed-migration, same-content-different-name
      auto version = target_project(analysis, *spot.project) ? target_project(analysis, *spot.project)->prisma
                                                             : spot.project->prisma;
      bool first = prisma::listed_before(spot.migration->name, other.migration->name, version);
      const auto &before = first ? spot : other, &after = first ? other : spot;
      Hit hit;
      hit.place = place_of(spot);
      hit.related = {place_of(other)};
      hit.message =
          fmt::format("{} has the stamp of {} in {}", spot.migration->name, other.migration->name, other.source->name);
      hit.why = fmt::format("The rest of the names decides: {} runs before {}.", before.migration->name,
                            after.migration->name);
      bool free =
          can_restamp(spot) && !is_target(analysis, *spot.source) && applied_in(analysis, spot.migration->name).empty();
      hit.help = free ? "tributary restamp " + text::shell_word(spot.migration->name)
                      : rename_help(analysis, spot, with_later_stamp(spot.migration->name, 1));
      hit.counts_for_earlier_as_warning = true;
      hits.push_back(hit);
    }
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule duplicate_stamp = {"duplicate-stamp",
                                     Severity::warning,
                                     Needs::nothing,
                                     "names and folders",
                                     "Two migrations of different names have the same stamp",
                                     look};
}
}  // namespace tributary
