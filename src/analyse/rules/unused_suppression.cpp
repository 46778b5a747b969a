// A comment or an entry of the allow-list that takes nothing out any more will one day take out what nobody has looked
// at. Only where the rule could look and nothing outside of the script decides; never of an applied script, whose text
// must not change.
#include <fmt/format.h>

#include <algorithm>

#include "analyse/rules.hpp"
#include "analyse/suppressions.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

void unused_comments(const Analysis& analysis, const SuppressionsUsed& used, std::vector<Hit>& hits) {
  for (const auto& use : used.comments) {
    const auto& comment = *use.comment;
    bool idle = use.took.empty() && !comment.because.empty() && !is_target(analysis, *use.spot.source);
    if (!idle || !used.would_show(analysis, comment.rule, use.spot.source->name)) continue;
    if (!applied_in(analysis, use.spot.migration->name).empty()) continue;
    Hit hit;
    hit.place = place_of(use.spot, comment.line);
    hit.message = fmt::format("{}: the comment allows {}, which finds nothing {}", use.spot.migration->name,
                              comment.rule, comment.whole_file ? "in this script" : "at that statement");
    hit.why = "Left there, it may one day hide a finding that nobody has looked at.";
    hit.help =
        "Take the comment out, or put it before the statement it is meant for (before the first one: for the whole "
        "script).";
    hit.key = comment.rule + (comment.whole_file ? "" : " " + comment.because);
    hits.push_back(hit);
  }
}

bool holds_it(const Analysis& analysis, const SuppressionsUsed& used, const Allow& entry,
              const std::vector<Spot>& spots) {
  return std::any_of(spots.begin(), spots.end(), [&](const Spot& spot) {
    return spot.migration->name == entry.migration && text::glob(entry.source, spot.source->name) &&
           used.would_show(analysis, entry.rule, spot.source->name);
  });
}

// An entry for whatever comes (with * or ?) is policy; one for a migration that is not here may be for a branch
// elsewhere.
void unused_entries(const Analysis& analysis, const SuppressionsUsed& used, std::vector<Hit>& hits) {
  if (analysis.policy.allow.empty()) return;
  auto spots = answerable(analysis);
  for (std::size_t i = 0; i < analysis.policy.allow.size(); ++i) {
    const auto& entry = analysis.policy.allow[i];
    bool named = entry.migration.find_first_of("*?") == std::string::npos;
    if (used.allowed[i] || !named || !holds_it(analysis, used, entry, spots)) continue;
    Hit hit;
    hit.place.source = analysis.workspace.target.name;
    hit.place.migration = entry.migration;
    hit.message = fmt::format("The configuration allows {} for {}, and the rule finds nothing there", entry.rule,
                              entry.migration);
    hit.why = "Left there, it may one day hide a finding that nobody has looked at.";
    hit.help = "Take the entry out of `allow` in the configuration.";
    hit.key = "allow-list " + entry.rule;
    hits.push_back(hit);
  }
}

std::vector<Hit> look_last(const Analysis& analysis, const SuppressionsUsed& used) {
  std::vector<Hit> hits;
  unused_comments(analysis, used, hits);
  unused_entries(analysis, used, hits);
  return hits;
}

}  // namespace

namespace rule {
extern const Rule unused_suppression = {"unused-suppression",
                                        Severity::warning,
                                        Needs::nothing,
                                        Group::sql,
                                        {Topic::suppression},
                                        "A comment or an entry of the allow-list takes no finding out",
                                        nullptr,
                                        look_last};
}
}  // namespace tributary
