// Some teams want each migration to say which epic, story or feature it belongs to, so that a row of the ledger leads
// back to the work. Off unless the policy turns it on; only what is not merged yet is asked.
#include <fmt/format.h>

#include "analyse/rules.hpp"
#include "analyse/spelling.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"
#include "prisma/names.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& spot : named(analysis)) {
    auto parts = prisma::take_apart(spot.migration->name);
    if (is_target(analysis, *spot.source) || names_epic(parts.description, analysis.policy.epic_words)) continue;
    Hit hit;
    hit.place = place_of(spot);
    hit.message =
        fmt::format("{} does not name its {}", spot.migration->name, text::join(analysis.policy.epic_words, ", "));
    hit.why = "The team's policy asks for it: a row of the ledger should lead back to the work it belongs to.";
    auto word = analysis.policy.epic_words.empty() ? "epic" : analysis.policy.epic_words.front();
    hit.help =
        rename_help(analysis, spot, (parts.digits.empty() ? "" : parts.digits + "_") + word + "N_" + parts.description);
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule missing_epic = {"missing-epic",
                                  Severity::off,
                                  Needs::nothing,
                                  Group::names,
                                  {},
                                  "A migration's name does not say which epic, story or feature it belongs to",
                                  look};
}
}  // namespace tributary
