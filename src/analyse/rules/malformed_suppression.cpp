// A comment meant to allow a finding that names no known rule or no reason allows nothing: said, so that nobody thinks
// it does.
#include <fmt/format.h>

#include "analyse/rules.hpp"
#include "analyse/suppressions.hpp"
#include "base/nearest.hpp"

namespace tributary {
namespace {

std::string meant(const std::string& id) {
  std::vector<std::string> ids;
  for (const auto& rule : rules())
    if (can_be_allowed_in_sql(rule)) ids.push_back(rule.id);
  auto close = text::nearest(id, ids);
  return close.empty() ? "`tributary explain` lists the rules." : fmt::format("Did you mean {}?", close);
}

/// What is wrong with the comment and what to do; "" where nothing is.
std::pair<std::string, std::string> fault(const Suppression& comment) {
  const auto* rule = find_rule(comment.rule);
  if (comment.rule.empty()) return {"the comment names no rule to allow", "Write: -- tributary: allow RULE because …"};
  if (!rule) return {"the comment allows " + comment.rule + ", which is no rule", meant(comment.rule)};
  if (!can_be_allowed_in_sql(*rule))
    return {"the comment allows " + comment.rule + ", which no script can",
            "Allow it in the target's tributary.yaml, where it is reviewed."};
  if (comment.because.empty())
    return {"the comment allows " + comment.rule + " without a reason, so it allows nothing",
            fmt::format("Write: -- tributary: allow {} because …", comment.rule)};
  return {};
}

std::vector<Hit> look_last(const Analysis& analysis, const SuppressionsUsed& used) {
  std::vector<Hit> hits;
  for (const auto& use : used.comments) {
    auto [what, help] = fault(*use.comment);
    if (what.empty() || is_target(analysis, *use.spot.source)) continue;
    Hit hit;
    hit.place = place_of(use.spot, use.comment->line);
    hit.message = use.spot.migration->name + ": " + what;
    hit.why = "A finding that it is meant for stays in the report.";
    hit.help = help;
    hit.key = use.comment->rule;
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule malformed_suppression = {"malformed-suppression",
                                           Severity::warning,
                                           Needs::nothing,
                                           Group::sql,
                                           {Topic::suppression},
                                           "A comment that should allow a finding names no known rule or no reason",
                                           nullptr,
                                           look_last};
}
}  // namespace tributary
