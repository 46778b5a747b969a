// A stamp far ahead of the clock sorts after everything that is made until that day: each migration that colleagues
// create meanwhile comes before it and is late from birth. Fourteen hours is the most that a local time taken for UTC
// explains.
#include <fmt/format.h>

#include "analyse/rules.hpp"
#include "analyse/spelling.hpp"
#include "analyse/walk.hpp"
#include "prisma/names.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  if (analysis.now == 0) return hits;
  for (const auto& spot : named(analysis)) {
    auto parts = prisma::take_apart(spot.migration->name);
    if (!parts.at || *parts.at <= analysis.now + std::int64_t{3600} * analysis.policy.future_hours) continue;
    Hit hit;
    hit.place = place_of(spot);
    hit.message =
        fmt::format("{} is stamped in the future: {} UTC", spot.migration->name, readable_stamp(parts.digits));
    hit.why =
        "Until then every new migration sorts before it, so a fresh database and a deployed one run them in different "
        "order.";
    hit.help = rename_help(analysis, spot, prisma::stamp_text(analysis.now) + "_" + parts.description);
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule future_stamp = {"future-stamp",
                                  Severity::warning,
                                  Needs::nothing,
                                  Group::names,
                                  {},
                                  "A migration is stamped more than 14 hours ahead of now",
                                  look};
}
}  // namespace tributary
