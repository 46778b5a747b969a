// A stamp of 14 digits that is no moment (month 13, hour 28, second 61) was typed or counted up by hand. Prisma never
// looks at the time in it, so it works; but tools that read it as a time fail, and the next hand-made stamp tends to
// collide.
#include <fmt/format.h>

#include "analyse/rules.hpp"
#include "analyse/spelling.hpp"
#include "analyse/walk.hpp"
#include "prisma/names.hpp"

namespace tributary {
namespace {

/// "00000000000000_init": what a squashed history is called, so that it is listed before everything.
bool is_baseline(const prisma::NameParts& parts) {
  return parts.digits.find_first_not_of('0') == std::string::npos;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& spot : named(analysis)) {
    auto parts = prisma::take_apart(spot.migration->name);
    if (parts.digits.size() != 14 || parts.at || is_baseline(parts)) continue;
    Hit hit;
    hit.place = place_of(spot);
    hit.message = fmt::format("{} is stamped with a moment that does not exist: {}", spot.migration->name,
                              readable_stamp(parts.digits));
    hit.why = "Whatever reads the stamp as a time fails on it; Prisma itself only sorts by it.";
    hit.help = rename_help(analysis, spot, well_formed_name(spot.migration->name));
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule impossible_stamp = {"impossible-stamp",
                                      Severity::warning,
                                      Needs::nothing,
                                      Group::names,
                                      {},
                                      "A migration's stamp is no moment that exists, such as hour 28",
                                      look};
}
}  // namespace tributary
