// Two migrations with one description and different stamps: often the same work done twice, or a copy with a new
// stamp whose script was edited afterwards. In the ledger nobody can tell them apart by name.
#include <fmt/format.h>

#include "analyse/bare_sql.hpp"
#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "prisma/names.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  auto groups = grouped(analysis, [](const Spot& spot) {
    auto parts = prisma::take_apart(spot.migration->name);
    return parts.well_formed ? parts.description : std::string();
  });
  std::vector<Hit> hits;
  for (const auto& group : groups) {
    auto same_name = [](const Spot& a, const Spot& b) { return a.migration->name == b.migration->name; };
    for (const auto& pair : unlike_pairs(analysis, group.second, same_name)) {
      const auto &spot = pair.first, &other = pair.second;
      if (same_sql(*spot.migration, *other.migration)) continue;  // renamed-migration, same-content-different-name
      Hit hit;
      hit.place = place_of(spot);
      hit.related = {place_of(other)};
      hit.message =
          fmt::format("{} is described like {} in {}", spot.migration->name, other.migration->name, other.source->name);
      hit.why = "The same work may have been done twice, and nobody can tell the two apart by name.";
      hit.help = fmt::format("Compare the two scripts; if both are meant, say in the name how {} differs.",
                             spot.migration->name);
      hit.counts_for_earlier_as_warning = true;
      hits.push_back(hit);
    }
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule repeated_description = {"repeated-description",
                                          Severity::info,
                                          Needs::nothing,
                                          Group::names,
                                          {Topic::company},
                                          "Two migrations with different stamps have the same description",
                                          look};
}
}  // namespace tributary
