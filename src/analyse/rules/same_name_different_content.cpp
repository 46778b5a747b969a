// Two branches with one folder name and different scripts. git merges some such pairs silently and takes one; a copy
// overwrites one; the ledger knows only the name. Whichever ran first is recorded, and the other's change is nowhere.
#include <fmt/format.h>

#include "analyse/bare_sql.hpp"
#include "analyse/rules.hpp"
#include "analyse/since.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

// Nothing is lost: both do the same. To Prisma they are two scripts all the same.
Hit hit_for_same_sql(const Analysis& analysis, const Spot& mine, const Spot& other) {
  Hit hit;
  auto line = first_difference(*mine.migration->script, *other.migration->script).line;
  hit.place = place_of(mine, line);
  hit.related = {place_of(other, line)};
  hit.message = fmt::format("{} has the same SQL in {} but another text: the checksums differ", mine.migration->name,
                            other.source->name);
  hit.why = "Where one of the two texts has run, Prisma takes the other for an edited migration.";
  hit.help = fmt::format("Keep {}'s bytes: git checkout {} -- {}", other.source->name,
                         text::shell_word(other.source->name), text::shell_word(path_of(other) + "/migration.sql"));
  if (!is_target(analysis, *other.source)) hit.help = "Keep the bytes of the one that a database has, or of either.";
  hit.at_most = Severity::warning;
  hit.counts_for_earlier_as_warning = true;
  return hit;
}

Hit hit_for(const Analysis& analysis, const Spot& mine, const Spot& other, bool stacked) {
  if (same_sql(*mine.migration, *other.migration)) return hit_for_same_sql(analysis, mine, other);
  auto difference = first_difference(*mine.migration->script, *other.migration->script);
  Hit hit;
  hit.place = place_of(mine, difference.line);
  hit.related = {place_of(other, difference.line)};
  hit.message =
      fmt::format("{} has another script in {}: {}", mine.migration->name, other.source->name, described(difference));
  hit.why =
      "A merge keeps one of the two; the ledger knows only the name, so the other's change is lost without a word.";
  hit.help = stacked ? fmt::format("Put the change into a migration of its own: {} is already in {}.",
                                   mine.migration->name, other.source->name)
                     : "Keep one of them under this name and give the other a new stamp and description, unless a "
                       "database has it.";
  hit.counts_for_earlier_as_warning = true;
  return hit;
}

bool stacked(const Source& a, const Source& b) {
  auto holds = [](const Source& upper, const Source& lower) {
    for (const auto& name : upper.contains)
      if (name == lower.name) return true;
    return false;
  };
  return holds(a, b) || holds(b, a);
}

// Both added the folder since they parted. What the merge base has is edited-migration's business, and an older script
// of the target's is a source that is merely behind.
void look_at_shared(const Analysis& analysis, const Spot& at, const Spot& target, ScriptEdits& changes,
                    std::vector<Hit>& hits) {
  for (const auto& change : changes.between(*target.project->folder, *at.project->folder)) {
    if (!change.after || !change.after->script || !change.before->script || same_script(*change.before, *change.after))
      continue;
    const auto* base = at.project->base_folder.get();
    if (base ? base->find(change.after->name) != nullptr : in_past(analysis, *at.project, *change.after)) continue;
    hits.push_back(hit_for(analysis, {at.source, at.project, change.after},
                           {target.source, target.project, change.before}, false));
  }
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  ScriptEdits changes;
  for (const auto& at : all_projects(analysis)) {
    auto target = target_spot(analysis, *at.project);
    if (!is_target(analysis, *at.source) && target.project) look_at_shared(analysis, at, target, changes, hits);
  }
  auto groups =
      grouped(analysis, [](const Spot& spot) { return spot.migration->script ? spot.migration->name : std::string(); });
  auto alike = [](const Spot& a, const Spot& b) { return same_script(*a.migration, *b.migration); };
  for (const auto& group : groups)
    for (const auto& pair : unlike_pairs(analysis, group.second, alike))
      hits.push_back(hit_for(analysis, pair.first, pair.second, stacked(*pair.first.source, *pair.second.source)));
  return hits;
}

}  // namespace

namespace rule {
extern const Rule same_name_different_content = {"same-name-different-content",
                                                 Severity::error,
                                                 Needs::nothing,
                                                 "between sources and target",
                                                 "Two sources have one folder name with different scripts",
                                                 look};
}
}  // namespace tributary
