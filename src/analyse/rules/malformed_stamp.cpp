// Prisma runs migrations in the order of their names and gives each a prefix of 14 digits, the UTC time of its making,
// and an underscore. It does not insist: a folder named otherwise is a migration all the same, but its place among the
// others is decided by how its characters happen to sort, and versions of Prisma sort some of them differently.
#include <fmt/format.h>

#include <map>
#include <set>

#include "analyse/rules.hpp"
#include "analyse/spelling.hpp"
#include "analyse/walk.hpp"
#include "prisma/names.hpp"

namespace tributary {
namespace {

std::string what_is_wrong(const prisma::NameParts& parts) {
  if (parts.digits.empty()) return "has no stamp";
  if (parts.digits.size() != 14) return fmt::format("has a stamp of {} digits instead of 14", parts.digits.size());
  if (parts.description.empty()) return "has no description after its stamp";
  return "has no underscore after its stamp";
}

/// How a name is numbered, as far as neighbours share it: "<4 digits>_" of names that are filled up with zeros, one
/// shape for numbers that are counted up. "" where it has no number.
std::string shape(const std::string& name) {
  if (!prisma::is_numbered(name)) return "";
  auto digits = prisma::take_apart(name).digits.size();
  return (digits < 6 ? "counted" : std::to_string(digits)) + name.substr(digits, 1);
}

/// The ways in which the target itself numbers: most of its migrations, or its newest.
std::set<std::string> patterns_of(const Project& target) {
  std::map<std::string, std::size_t> count;
  for (const auto& migration : target.folder->migrations)
    if (auto its = shape(migration.name); !its.empty()) ++count[its];
  std::set<std::string> patterns;
  for (const auto& [its, times] : count)
    if (times * 2 >= target.folder->migrations.size()) patterns.insert(its);
  if (const auto* newest = prisma::newest_numbered(*target.folder, target.prisma)) patterns.insert(shape(newest->name));
  return patterns;
}

Hit hit_for(const Analysis& analysis, const Spot& spot) {
  const auto& name = spot.migration->name;
  Hit hit;
  hit.place = place_of(spot);
  hit.message = fmt::format("{} {}", name, what_is_wrong(prisma::take_apart(name)));
  hit.why = "Its place among the other migrations is decided by how its name happens to sort, not by when it was made.";
  hit.help = rename_help(analysis, spot, well_formed_name(name));
  return hit;
}

// What is merged keeps its names: one line for all of them.
Hit hit_for_past(const Analysis& analysis, const std::vector<Spot>& spots) {
  auto hit = hit_for(analysis, spots.front());
  std::vector<std::string> names;
  for (const auto& spot : spots) names.push_back(spot.migration->name);
  for (std::size_t i = 1; i < spots.size(); ++i) hit.related.push_back(place_of(spots[i]));
  if (names.size() > 1)
    hit.message =
        fmt::format("{} migrations are not named by a stamp of 14 digits, an underscore and a description: {}",
                    names.size(), list(names));
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  std::map<const Project*, std::vector<Spot>> past;
  std::map<const Project*, std::set<std::string>> patterns;
  for (const auto& spot : named(analysis)) {
    const auto& name = spot.migration->name;
    if (prisma::take_apart(name).well_formed) continue;
    if (is_target(analysis, *spot.source)) {
      past[spot.project].push_back(spot);
      continue;
    }
    auto target = target_spot(analysis, *spot.project);
    if (target.project) {
      auto [known, fresh] = patterns.try_emplace(target.project);
      if (fresh) known->second = patterns_of(*target.project);
      if (known->second.count(shape(name))) continue;
    }
    hits.push_back(hit_for(analysis, spot));
  }
  for (const auto& entry : past) hits.push_back(hit_for_past(analysis, entry.second));
  return hits;
}

}  // namespace

namespace rule {
extern const Rule malformed_stamp = {"malformed-stamp",
                                     Severity::warning,
                                     Needs::nothing,
                                     Group::names,
                                     {},
                                     "A migration's name is not 14 digits, an underscore and a description",
                                     look};
}
}  // namespace tributary
