// To Prisma the name is the migration. Under a new name a script that has run is a new migration: it runs again
// wherever the old name is applied and fails with "already exists" (42P07, 42701), while the old name's row has no
// folder any more. Only equal SQL counts, whatever its comments and blanks; nothing is guessed from similar scripts.
#include <fmt/format.h>

#include "analyse/bare_sql.hpp"
#include "analyse/rules.hpp"
#include "analyse/since.hpp"
#include "analyse/walk.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

using ByContent = std::multimap<std::string, const Migration*>;  // by the bare SQL

ByContent by_content(const Project& target) {
  ByContent all;
  for (const auto& migration : target.folder->migrations)
    if (migration.script && !does_nothing(*migration.script)) all.emplace(bare_sql(*migration.script), &migration);
  return all;
}

Hit hit_for(const Spot& mine, const Spot& theirs) {
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
  auto to = join_path(mine.project->migrations_dir, theirs.migration->name);
  hit.help = fmt::format("{} mv {} {}", git_in(*mine.source), text::shell_word(path_of(mine)), text::shell_word(to));
  // Under the target's name its text would have another checksum.
  if (!alike) hit.help = fmt::format("{} rm -r {}", git_in(*mine.source), text::shell_word(path_of(mine)));
  hit.key = theirs.migration->name;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  std::map<const Project*, ByContent> contents;
  for (const auto& spot : answerable(analysis)) {
    auto target = target_spot(analysis, *spot.project);
    if (is_target(analysis, *spot.source) || !target.project || !spot.migration->script) continue;
    auto [known, fresh] = contents.try_emplace(target.project);
    if (fresh) known->second = by_content(*target.project);
    auto same = known->second.equal_range(bare_sql(*spot.migration->script));
    for (auto it = same.first; it != same.second; ++it) {
      if (spot.project->folder->find(it->second->name)) continue;  // has both: same-content-different-name
      hits.push_back(hit_for(spot, {target.source, target.project, it->second}));
      break;
    }
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule renamed_migration = {"renamed-migration",
                                       Severity::error,
                                       Needs::target,
                                       "between sources and target",
                                       "A source has a migration of the target under another name",
                                       look};
}
}  // namespace tributary
