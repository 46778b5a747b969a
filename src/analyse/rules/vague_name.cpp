// A name is all that `migrate status`, the ledger and a colleague resolving a failed deploy get to see. When words such
// as `update`, `changes`, `fix` or `misc` are taken away and nothing is left, it says nothing.
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
    if (parts.description.empty() || !descriptive_words(parts.description, analysis.policy).empty()) continue;
    Hit hit;
    hit.place = place_of(spot);
    hit.message = fmt::format("{} does not say what it changes", spot.migration->name);
    hit.why = "The name is all that the ledger and `prisma migrate status` show of it.";
    hit.help = rename_help(analysis, spot, (parts.digits.empty() ? "" : parts.digits + "_") + "add_THING_TO_TABLE");
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule vague_name = {"vague-name",
                                Severity::warning,
                                Needs::nothing,
                                "names and folders",
                                "Nothing descriptive is left of a name without words like update, changes or fix",
                                look};
}
}  // namespace tributary
