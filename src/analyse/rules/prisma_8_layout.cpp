// Prisma 8 keeps migration.json instead of migration.sql and orders migrations by what it says, not by name. To Prisma
// 5 to 7 such a folder is a migration without a script (P3015); read by their rules it would be misjudged, so it is
// only named.
#include <fmt/format.h>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  std::map<const Project*, std::vector<Spot>> found;
  for (const auto& spot : answerable(analysis))
    if (spot.migration->prisma8) found[spot.project].push_back(spot);
  std::vector<Hit> hits;
  for (const auto& entry : found) {
    Hit hit;
    hit.place = place_of(entry.second.front());
    hit.message = fmt::format("{} in {} in the layout of Prisma 8 (migration.json, no migration.sql)",
                              plural(entry.second.size(), "migration is", "migrations are"),
                              entry.second.front().project->migrations_dir);
    hit.why = "Prisma 5 to 7 stop at them with P3015, and their order and content are not judged here.";
    hit.help = "Keep one layout on all branches: merge the move to Prisma 8 first, or take it back on this branch.";
    hit.key = "layout";
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule prisma_8_layout = {"prisma-8-layout",
                                     Severity::error,
                                     Needs::nothing,
                                     Group::names,
                                     {Topic::unusable},
                                     "Migrations are in the layout of Prisma 8, which is not judged",
                                     look};
}
}  // namespace tributary
