// The gate judges by the target's configuration, but a comment in a script comes with the source that is judged: it is
// told, so that whoever merges has read the reason. A warning where the finding was an error.
#include <fmt/format.h>

#include <algorithm>

#include "analyse/rules.hpp"
#include "analyse/suppressions.hpp"

namespace tributary {
namespace {

std::vector<Hit> look_last(const Analysis& analysis, const SuppressionsUsed& used) {
  std::vector<Hit> hits;
  for (const auto& use : used.comments) {
    if (use.took.empty() || is_target(analysis, *use.spot.source)) continue;
    auto worst = *std::max_element(use.took.begin(), use.took.end());
    Hit hit;
    hit.place = place_of(use.spot, use.comment->line);
    hit.message =
        fmt::format("{} takes {} of {} out of the report: {}", use.spot.migration->name,
                    plural(use.took.size(), severity_name(worst), "findings"), use.comment->rule, use.comment->because);
    hit.why = "The comment comes with the source itself; who merges it answers for the reason.";
    hit.help = fmt::format("Review the reason; `tributary explain {}` says what the rule is about.", use.comment->rule);
    hit.key = use.comment->rule + " " + use.comment->because;
    if (worst < Severity::error) hit.at_most = Severity::info;
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule suppressed_by_source = {"suppressed-by-source",
                                          Severity::warning,
                                          Needs::nothing,
                                          Group::sources,
                                          {},
                                          "A comment in an own migration takes a finding out of the report",
                                          nullptr,
                                          look_last};
}
}  // namespace tributary
