// Prisma runs migrations in the order of their names and gives each a prefix of 14 digits, the UTC time of its making,
// and an underscore. It does not insist: a folder named otherwise is a migration all the same, but its place among the
// others is decided by how its characters happen to sort, and versions of Prisma sort some of them differently.
#include <fmt/format.h>

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

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& spot : named(analysis)) {
    auto parts = prisma::take_apart(spot.migration->name);
    if (parts.well_formed) continue;
    Hit hit;
    hit.place = place_of(spot);
    hit.message = fmt::format("{} {}", spot.migration->name, what_is_wrong(parts));
    hit.why =
        "Its place among the other migrations is decided by how its name happens to sort, not by when it was made.";
    hit.help = rename_help(analysis, spot, well_formed_name(spot.migration->name));
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule malformed_stamp = {"malformed-stamp",
                                     Severity::warning,
                                     Needs::nothing,
                                     "names and folders",
                                     "A migration's name is not 14 digits, an underscore and a description",
                                     look};
}
}  // namespace tributary
