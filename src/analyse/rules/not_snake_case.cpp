// Prisma itself makes descriptions of small letters, digits and underscores. Capitals, hyphens, blanks and dots sort
// differently in bytes (Prisma up to 6.5) and in a locale (from 6.6), two names that differ only in capitals are one
// folder on macOS and Windows, and a blank has to be quoted in every shell.
#include <fmt/format.h>

#include "analyse/rules.hpp"
#include "analyse/spelling.hpp"
#include "analyse/walk.hpp"
#include "prisma/names.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& spot : named(analysis)) {
    auto parts = prisma::take_apart(spot.migration->name);
    auto odd = first_odd_character(parts.description);
    if (odd.empty()) continue;
    Hit hit;
    hit.place = place_of(spot);
    hit.message = fmt::format("{} is not in snake_case: it holds {}", spot.migration->name, odd);
    hit.why =
        "Such characters sort differently between versions of Prisma, and some file systems confuse or refuse them.";
    hit.help = rename_help(analysis, spot, well_formed_name(spot.migration->name));
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule not_snake_case = {"not-snake-case",
                                    Severity::warning,
                                    Needs::nothing,
                                    Group::names,
                                    {},
                                    "A migration's description holds more than small letters, digits and underscores",
                                    look};
}
}  // namespace tributary
