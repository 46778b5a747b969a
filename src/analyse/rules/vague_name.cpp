// A name is all that `migrate status`, the ledger and a colleague resolving a failed deploy get to see. When words such
// as `update`, `changes`, `fix` or `misc` are taken away and nothing is left, it says nothing.
#include <fmt/format.h>

#include <map>
#include <string>
#include <vector>

#include "analyse/rules.hpp"
#include "analyse/spelling.hpp"
#include "analyse/suppressions.hpp"
#include "analyse/walk.hpp"
#include "prisma/names.hpp"

namespace tributary {
namespace {

Hit hit_for(const Analysis& analysis, const Spot& spot) {
  auto digits = prisma::take_apart(spot.migration->name).digits;
  Hit hit;
  hit.place = place_of(spot);
  hit.message = fmt::format("{} does not say what it changes", spot.migration->name);
  hit.why = "The name is all that the ledger and `prisma migrate status` show of it.";
  hit.help = rename_help(analysis, spot, (digits.empty() ? "" : digits + "_") + "add_THING_TO_TABLE");
  return hit;
}

/// What the target has since long is said once for all of a project: nobody renames it any more.
Hit hit_for_all(const Analysis& analysis, const std::vector<Spot>& old) {
  auto hit = hit_for(analysis, old.front());
  if (old.size() == 1) return hit;
  hit.message = fmt::format("{} and {} more of {} do not say what they change", old.front().migration->name,
                            old.size() - 1, old.front().source->name);
  for (std::size_t i = 1; i < old.size(); ++i) hit.related.push_back(place_of(old[i]));
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  std::map<std::string, std::vector<Spot>> old;
  for (const auto& spot : named(analysis)) {
    auto parts = prisma::take_apart(spot.migration->name);
    if (parts.description.empty() || !descriptive_words(parts.description, analysis.policy).empty()) continue;
    if (is_target(analysis, *spot.source) && !is_allowed(analysis, spot, "vague-name"))
      old[spot.project->path].push_back(spot);
    else
      hits.push_back(hit_for(analysis, spot));
  }
  for (const auto& [project, spots] : old) hits.push_back(hit_for_all(analysis, spots));
  return hits;
}

}  // namespace

namespace rule {
extern const Rule vague_name = {"vague-name",
                                Severity::warning,
                                Needs::nothing,
                                Group::names,
                                {},
                                "Nothing descriptive is left of a name without words like update, changes or fix",
                                look};
}
}  // namespace tributary
