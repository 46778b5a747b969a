// The database ran these before one that the folder lists earlier. Prisma never compares the two orders, so nothing
// reports it; a new database runs them the other way round. Common where branches share a database, and mostly
// harmless. One finding per folder and database.
#include <fmt/format.h>

#include "analyse/consumers.hpp"
#include "analyse/rules.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& consumer : consumers(analysis)) {
    const auto& names = consumer.history->applied_out_of_order;
    if (names.empty()) continue;
    Hit hit;
    hit.place = place_in(consumer, names.front());
    for (std::size_t i = 1; i < names.size(); ++i) hit.related.push_back(place_in(consumer, names[i]));
    hit.message = fmt::format("{} ran {} before one that the folder lists earlier: {}", consumer.database->id,
                              plural(names.size(), "migration", "migrations"), list(names));
    hit.why = "A new database runs them in the folder's order; where the order matters the two differ.";
    hit.help = "Nothing, unless a replay on an empty database fails or gives another structure.";
    hit.database = consumer.database->id;
    hit.key = consumer.database->id + ":" + text::join(names, ",");
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule applied_out_of_order = {"applied-out-of-order",
                                          Severity::info,
                                          Needs::ledger,
                                          Group::ledger,
                                          {},
                                          "A database ran migrations in another order than the folder's",
                                          look};
}
}  // namespace tributary
