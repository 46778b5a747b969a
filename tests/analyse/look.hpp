#pragma once
// Runs the rules over a built workspace and says what they found, one line per finding.
#include <string>
#include <vector>

#include "support/build.hpp"
#include "tributary/analyse.hpp"

namespace tributary::testing {

/// Findings of one rule, in order: "warning feature/epic-3 20251016_x: message".
std::vector<std::string> found(const Analysis& analysis, const std::string& rule);
std::vector<Finding> findings_of(const Analysis& analysis, const std::string& rule);
/// As analyse() would list it: what the rule's card says goes along.
inline NotChecked not_checked(const std::string& rule, const std::string& source, const std::string& because) {
  const auto* card = find_rule(rule);
  return {rule, source, because, {card->group, card->topics}};
}
/// An Analysis of 2025-11-18 12:00 UTC with the sources in `order` as its sequence.
Analysis analysis_of(const Workspace& workspace, const std::vector<std::string>& order = {});
/// The same with every script read and related.
Analysis with_sql(Analysis analysis);
/// One source `feature` with these names as its own migrations, beside a target with one `20240101000001_init`.
Analysis own_names(const std::vector<std::string>& names);

}  // namespace tributary::testing
