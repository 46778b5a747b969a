// Two environments whose ledgers say the same and whose structures differ: somebody changed one of them by hand, pushed
// a schema, or restored a dump. What was tried out in the one says nothing of the other. Silent where the ledgers
// differ: then it is the migrations that make the difference.
#include <fmt/format.h>

#include <set>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "sql/kinds.hpp"
#include "tributary/catalog.hpp"

namespace tributary {
namespace {

std::set<std::string> ran_in(const EnvironmentLook& look) {
  std::set<std::string> names;
  for (const auto& row : look.database.rows)
    if (!row.rolled_back()) names.insert(row.migration_name + (row.failed() ? " failed" : ""));
  return names;
}

bool comparable(const EnvironmentLook& a, const EnvironmentLook& b) {
  return a.problem.empty() && b.problem.empty() && a.structure && b.structure &&
         a.consumer.project == b.consumer.project && a.database.id != b.database.id && !ran_in(a).empty() &&
         ran_in(a) == ran_in(b);
}

std::string said(const Difference& difference, const EnvironmentLook& here, const EnvironmentLook& there) {
  auto object = object_text(difference.object);
  if (difference.fact.empty())
    return fmt::format("{} is in {} and not in {}", object, difference.left ? here.name : there.name,
                       difference.left ? there.name : here.name);
  return fmt::format("{}: {} is {} in {} and {} in {}", object, difference.fact, difference.left.value_or("not set"),
                     here.name, difference.right.value_or("not set"), there.name);
}

void look_at(const EnvironmentLook& before, const EnvironmentLook& after, std::vector<Hit>& hits) {
  auto drift = structure_drift(*after.structure, *before.structure, {}, after.database.schema);
  std::set<ObjectName> told;
  for (const auto& difference : drift) {
    if (!told.insert(difference.object).second) continue;
    Hit hit;
    hit.place.source = after.consumer.source, hit.place.project = after.consumer.project;
    hit.message = said(difference, after, before);
    hit.why =
        "Both ran the same migrations, so one of them was changed by hand: what was tried out in one may fail in "
        "the other.";
    hit.help = "Write a migration that makes both alike (CREATE … IF NOT EXISTS), or undo the change by hand.";
    hit.database = after.database.id;
    hit.key = before.name + ":" + after.name + ":" + object_text(difference.object);
    hits.push_back(std::move(hit));
  }
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  const auto& all = analysis.environments;
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = i + 1; j < all.size(); ++j)
      if (comparable(all[i], all[j])) look_at(all[i], all[j], hits);
  return hits;
}

}  // namespace

namespace rule {
extern const Rule environment_drift = {"environment-drift",
                                       Severity::warning,
                                       Needs::environments,
                                       Group::environments,
                                       {},
                                       "Two environments ran the same migrations and have different structures",
                                       look};
}
}  // namespace tributary
