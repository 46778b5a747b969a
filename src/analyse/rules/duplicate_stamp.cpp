// Two migrations with one stamp are ordered by the rest of their names, which nobody meant to be an order: `add_index`
// runs before `create_table`. On a database that has one of them already the other still runs, whichever sorts first.
#include <fmt/format.h>

#include <algorithm>

#include "analyse/bare_sql.hpp"
#include "analyse/rules.hpp"
#include "analyse/spelling.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"
#include "prisma/names.hpp"

namespace tributary {
namespace {

// The number as it is compared: "062" and "62" are one to whoever counts.
std::string number_of(const std::string& name) {
  if (!prisma::is_numbered(name)) return "";
  auto digits = prisma::take_apart(name).digits;
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  return digits;
}

// A free one of the same width: behind the largest that any source has.
std::string next_free(const Groups& groups, const Spot& spot) {
  auto digits = prisma::take_apart(spot.migration->name).digits;
  for (const auto& group : groups)
    for (const auto& other : group.second) {
      auto theirs = prisma::take_apart(other.migration->name).digits;
      bool larger = project_key(*other.project) == project_key(*spot.project) && theirs.size() == digits.size();
      if (larger && theirs > digits) digits = theirs;
    }
  auto mine = prisma::take_apart(spot.migration->name).digits.size();
  return prisma::next_number(digits) + spot.migration->name.substr(mine);
}

std::string remedy(const Analysis& analysis, const Groups& groups, const Spot& spot) {
  const auto& name = spot.migration->name;
  bool stamped = prisma::take_apart(name).at.has_value();
  bool free = can_restamp(spot) && !is_target(analysis, *spot.source) && applied_in(analysis, name).empty();
  if (stamped && free) return restamp_command(analysis, spot.source->name, name);
  return rename_help(analysis, spot, stamped ? with_later_stamp(name, 1) : next_free(groups, spot));
}

Hit hit_for(const Analysis& analysis, const Groups& groups, const Spot& spot, const Spot& other) {
  const auto* target = target_project(analysis, *spot.project);
  const auto& version = target ? target->prisma : spot.project->prisma;
  bool first = prisma::listed_before(spot.migration->name, other.migration->name, version);
  const auto &before = first ? spot : other, &after = first ? other : spot;
  bool stamp = prisma::take_apart(spot.migration->name).digits.size() == 14;
  Hit hit;
  hit.place = place_of(spot);
  hit.related = {place_of(other)};
  hit.message = fmt::format("{} has the {} of {} in {}", spot.migration->name, stamp ? "stamp" : "number",
                            other.migration->name, other.source->name);
  hit.why =
      fmt::format("The rest of the names decides: {} runs before {}.", before.migration->name, after.migration->name);
  hit.help = remedy(analysis, groups, spot);
  hit.counts_for_earlier_as_warning = true;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  auto groups = grouped(analysis, [](const Spot& spot) { return number_of(spot.migration->name); });
  std::vector<Hit> hits;
  for (const auto& group : groups) {
    auto same_name = [](const Spot& a, const Spot& b) { return a.migration->name == b.migration->name; };
    for (const auto& pair : unlike_pairs(analysis, group.second, same_name)) {
      const auto &spot = pair.first, &other = pair.second;
      if (same_sql(*spot.migration, *other.migration)) continue;  // renamed-migration, same-content-different-name
      // Numbers that were merged long ago: nobody renames them, and days as numbers repeat by nature.
      bool past = is_target(analysis, *spot.source) && group.first.second.size() != 14;
      if (!past) hits.push_back(hit_for(analysis, groups, spot, other));
    }
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule duplicate_stamp = {"duplicate-stamp",
                                     Severity::warning,
                                     Needs::nothing,
                                     Group::names,
                                     {Topic::company, Topic::history},
                                     "Two migrations of different names have the same stamp",
                                     look};
}
}  // namespace tributary
