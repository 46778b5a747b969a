// Two branches with one folder name and different scripts. git merges some such pairs silently and takes one; a copy
// overwrites one; the ledger knows only the name. Whichever ran first is recorded, and the other's change is nowhere.
#include <fmt/format.h>

#include "analyse/bare_sql.hpp"
#include "analyse/rules.hpp"
#include "analyse/since.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"
#include "prisma/script.hpp"

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

// Databases whose row has this text's checksum.
std::vector<std::string> ran(const Analysis& analysis, const Spot& spot) {
  std::vector<std::string> ids;
  if (!analysis.databases) return ids;
  for (const auto& database : *analysis.databases)
    for (const auto& row : database.rows)
      if (row.migration_name == spot.migration->name && row.applied() &&
          prisma::checksum_matches(spot.migration->script->checksums, row.checksum)) {
        ids.push_back(database.id);
        break;
      }
  return ids;
}

// Which text is the newer one, and which database has run which.
std::string history_of(const Analysis& analysis, const Spot& mine, const Spot& other) {
  std::string out;
  auto at = mine.project->changed_at.find(mine.migration->name);
  if (at != mine.project->changed_at.end() && at->second.first > 0 && at->second.second > 0 &&
      at->second.first != at->second.second)
    out += fmt::format(" {}'s text is the newer one.",
                       at->second.first > at->second.second ? mine.source->name : other.source->name);
  for (const auto* spot : {&mine, &other})
    if (auto ids = ran(analysis, *spot); !ids.empty())
      out += fmt::format(" {} has run {}'s.", list(ids), spot->source->name);
  return out;
}

// What the target has is what everybody else gets: it stays, and what the source has beyond it comes behind it.
std::string take_targets_text(const Analysis& analysis, const Spot& mine, const Spot& target) {
  auto help = fmt::format("{} checkout {} -- {}", git_in(*mine.source), text::shell_word(target.source->name),
                          text::shell_word(path_of(target)));
  if (auto ids = ran(analysis, mine); !ids.empty())
    return help + fmt::format(
                      "; {} has run the other text, so that Prisma calls it edited there: what differs has to be "
                      "changed in it by hand, with the new checksum, or that database made anew",
                      list(ids));
  return help + "; what this source has beyond it goes into a migration of its own";
}

Hit hit_for(const Analysis& analysis, const Spot& mine, const Spot& other, bool stacked) {
  if (same_sql(*mine.migration, *other.migration)) return hit_for_same_sql(analysis, mine, other);
  auto difference = first_difference(*mine.migration->script, *other.migration->script);
  Hit hit;
  hit.place = place_of(mine, difference.line);
  hit.related = {place_of(other, difference.line)};
  hit.message =
      fmt::format("{} has another script in {}: {}", mine.migration->name, other.source->name, described(difference));
  hit.why = std::string(
                "A merge keeps one of the two; the ledger knows only the name, so the other's change is lost without a "
                "word.") +
            history_of(analysis, mine, other);
  hit.help = stacked ? fmt::format("Put the change into a migration of its own: {} is already in {}.",
                                   mine.migration->name, other.source->name)
                     : "Keep one of them under this name and give the other a new stamp and description, unless a "
                       "database has it.";
  if (is_target(analysis, *other.source)) hit.help = take_targets_text(analysis, mine, other);
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
                                                 Group::sources,
                                                 {Topic::history, Topic::content},
                                                 "Two sources have one folder name with different scripts",
                                                 look};
}
}  // namespace tributary
