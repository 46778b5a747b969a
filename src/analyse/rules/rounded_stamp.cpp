// `prisma migrate dev` stamps to the second. A full hour was typed by hand, and hand-made stamps are why two branches
// choose the same one. Common and mostly harmless: information only, and the target's past is told in one finding.
#include <fmt/format.h>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "prisma/names.hpp"

namespace tributary {
namespace {

bool rounded(const Spot& spot) {
  auto parts = prisma::take_apart(spot.migration->name);
  return parts.at && parts.digits.ends_with("0000");
}

Hit hit_for(const Spot& spot) {
  Hit hit;
  hit.place = place_of(spot);
  hit.message = fmt::format("{} is stamped to a full hour", spot.migration->name);
  hit.why = "Rounded stamps are typed by hand, and two people easily choose the same one.";
  hit.help = "Create migrations with `tributary new NAME`, which stamps them to the second.";
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  std::map<const Project*, std::vector<Spot>> past;
  for (const auto& spot : named(analysis)) {
    if (!rounded(spot)) continue;
    if (is_target(analysis, *spot.source))
      past[spot.project].push_back(spot);
    else
      hits.push_back(hit_for(spot));
  }
  for (const auto& entry : past) {
    auto hit = hit_for(entry.second.front());
    std::vector<std::string> names;
    for (const auto& spot : entry.second) names.push_back(spot.migration->name);
    for (std::size_t i = 1; i < entry.second.size(); ++i) hit.related.push_back(place_of(entry.second[i]));
    if (names.size() > 1)
      hit.message = fmt::format("{} migrations are stamped to a full hour: {}", names.size(), list(names));
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule rounded_stamp = {"rounded-stamp",
                                   Severity::info,
                                   Needs::nothing,
                                   Group::names,
                                   {},
                                   "A migration's stamp is a full hour, so it was typed by hand",
                                   look};
}
}  // namespace tributary
