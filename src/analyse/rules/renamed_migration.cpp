// To Prisma the name is the migration. Under a new name a script that has run is a new migration: it runs again
// wherever the old name is applied and fails with "already exists" (42P07, 42701), while the old name's row has no
// folder any more. Only equal SQL counts, whatever its comments and blanks; nothing is guessed from similar scripts.
#include <fmt/format.h>

#include "analyse/rules.hpp"
#include "analyse/since.hpp"
#include "analyse/walk.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "values/command_lines.hpp"

namespace tributary {
namespace {

/// What each database that ran it under this name has to be told before the next deploy.
std::string recorded_first(const Analysis& analysis, const Spot& mine, const std::string& name) {
  auto have = applied_in(analysis, mine.migration->name);
  if (have.empty()) return "";
  return fmt::format("Before the next deploy to {}, which ran it as {}: {}. Then ", list(have), mine.migration->name,
                     typed::in_project(*mine.source, *mine.project, typed::resolve_applied(*mine.project, name)));
}

Hit hit_for(const Analysis& analysis, const Spot& mine, const Spot& theirs) {
  const auto* base = mine.project->base_folder.get();
  bool had_it = base && base->find(theirs.migration->name);
  Hit hit;
  hit.place = place_of(mine);
  hit.related = {place_of(theirs)};
  bool alike = same_script(*mine.migration, *theirs.migration);
  hit.message = fmt::format("{} is {}'s {} under another name{}{}", mine.migration->name, theirs.source->name,
                            theirs.migration->name, alike ? "" : " but for comments and blanks",
                            had_it ? ": it was renamed after it had been merged" : "");
  hit.why = "Prisma knows a migration by its name alone: the same script would run a second time and fail.";
  hit.help = typed::move_folder(*mine.source, *mine.project, *mine.migration, theirs.migration->name);
  // Under the target's name its text would have another checksum.
  if (!alike) hit.help = typed::remove_folder(*mine.source, *mine.project, *mine.migration);
  hit.help = recorded_first(analysis, mine, theirs.migration->name) + hit.help;
  hit.key = theirs.migration->name;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  TargetsSql sql(analysis);
  for (const auto& spot : answerable(analysis)) {
    if (is_target(analysis, *spot.source)) continue;
    auto target = target_spot(analysis, *spot.project);
    if (const auto* theirs = sql.under_another_name(spot))
      hits.push_back(hit_for(analysis, spot, {target.source, target.project, theirs}));
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule renamed_migration = {"renamed-migration",
                                       Severity::error,
                                       Needs::target,
                                       Group::sources,
                                       {Topic::history},
                                       "A source has a migration of the target under another name",
                                       look};
}
}  // namespace tributary
