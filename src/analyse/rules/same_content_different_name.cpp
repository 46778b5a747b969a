// One script under two names runs twice once both are merged: the second run fails with "already exists" (42P07, 42701,
// 42710) and blocks every deploy after it. It comes from cherry-picks with a new stamp and from two people making the
// same change. Scripts that do nothing may repeat. Twice in the target is an error only where the second meets what the
// first has made: between the two it may have been taken away again.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "analyse/bare_sql.hpp"
#include "analyse/fold.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"
#include "prisma/names.hpp"
#include "values/command_lines.hpp"

namespace tributary {
namespace {

bool has(const Spot& spot, const std::string& name) {
  return spot.project->folder->find(name) != nullptr;
}

// Not both of these run because of this pair, or another pair says so already.
bool said_elsewhere(const Analysis& analysis, const Spot& mine, const Spot& other) {
  if (mine.source == other.source) return false;
  if (is_target(analysis, *other.source)) return !has(mine, other.migration->name);  // renamed-migration
  return has(other, mine.migration->name) || has(mine, other.migration->name);
}

bool may_run_twice(const Change& change) {
  switch (change.verb) {
    case Verb::create:
      return change.if_not_exists || change.or_replace;
    case Verb::drop:
      return change.if_exists;
    case Verb::alter:
      return change.object.kind == ObjectKind::column && change.aspect != Aspect::type;
    case Verb::comment:
    case Verb::grant:
    case Verb::read:
    case Verb::session:
      return true;
    default:
      return false;
  }
}

// Every statement finds its work done the second time: DROP … IF EXISTS, CREATE OR REPLACE, SET NOT NULL.
bool may_run_twice(const Analysis& analysis, const Migration& migration) {
  auto read = analysis.changes.find(migration.script->blob);
  if (read == analysis.changes.end() || !read->second || !read->second->problems.empty()) return false;
  const auto& changes = read->second->changes;
  // What comes with a statement (the columns of CREATE TABLE IF NOT EXISTS) is as its first change is.
  const Change* first = nullptr;
  return std::all_of(changes.begin(), changes.end(), [&](const Change& change) {
    bool comes_along = first && first->statement == change.statement && first->verb == Verb::create &&
                       is_relation(first->object.kind) && first->if_not_exists;
    if (!comes_along) first = &change;
    return comes_along || may_run_twice(change);
  });
}

/// Of the target's two the one that its folder lists later, and that one's script meets what is there already.
bool second_fails(const Analysis& analysis, const Spot& mine, const Spot& other) {
  const auto& project = *mine.project;
  bool mine_later = prisma::listed_before(other.migration->name, mine.migration->name, project.prisma);
  const auto& last = mine_later ? *mine.migration : *other.migration;
  Folding before;
  std::size_t at = 0;
  for (const auto* migration : prisma::listing(*project.folder, project.prisma)) {
    auto read = migration->script ? analysis.changes.find(migration->script->blob) : analysis.changes.end();
    if (read == analysis.changes.end()) continue;
    for (const auto& change : read->second->changes) {
      bool makes = change.verb == Verb::create && !change.if_not_exists && !change.or_replace;
      if (migration->name == last.name && makes && before.exists(object_key(change.object))) return true;
      before.apply(change, at);
    }
    if (migration->name == last.name) return false;
    ++at;
  }
  return false;
}

/// The one of the two that is to stay: what a database has, else what is merged first, else the earlier name.
bool stays(const Analysis& analysis, const Spot& mine, const Spot& other) {
  bool here = !applied_in(analysis, mine.migration->name).empty();
  bool there = !applied_in(analysis, other.migration->name).empty();
  if (here != there) return here;
  Ranks ranks(analysis);
  return std::pair(ranks.of(*mine.source), mine.migration->name) <
         std::pair(ranks.of(*other.source), other.migration->name);
}

std::string taken_out(const Spot& spot) {
  return typed::remove_folder(*spot.source, *spot.project, *spot.migration);
}

/// Twice in the target, and nothing can run both.
void say_in_target(const Analysis& analysis, const Spot& mine, const Spot& other, Hit& hit) {
  if (!second_fails(analysis, mine, other)) {
    hit.at_most = Severity::warning;
    hit.help = "Leave both where databases have them; `tributary check --write-baseline` keeps this out of the report.";
    return;
  }
  hit.why = "No new database can run both: the second fails on what the first has made.";
  const auto& gone = stays(analysis, mine, other) ? other : mine;
  auto have = applied_in(analysis, gone.migration->name);
  hit.help = taken_out(gone);
  if (!have.empty())
    hit.help =
        fmt::format("Take out {}, once {}'s row of it is dealt with: {}", gone.migration->name, list(have), hit.help);
}

Hit hit_for(const Analysis& analysis, const Spot& mine, const Spot& other) {
  Hit hit;
  hit.place = place_of(mine, 1);
  hit.related = {place_of(other, 1)};
  bool alike = same_script(*mine.migration, *other.migration);
  hit.message = fmt::format("{} has the {} of {} in {}", mine.migration->name, alike ? "script" : "SQL",
                            other.migration->name, other.source->name);
  hit.why = "Both would run, and the second would fail on what the first has made.";
  if (may_run_twice(analysis, *mine.migration)) {
    hit.why = "Both would run; the second would find it done, and stays in the history for ever.";
    hit.at_most = Severity::warning;
  }
  hit.counts_for_earlier_as_warning = true;
  // One of the two is told to go, never both: then nobody would have the migration.
  if (is_target(analysis, *mine.source))
    say_in_target(analysis, mine, other, hit);
  else if (is_target(analysis, *other.source) || !stays(analysis, mine, other))
    hit.help = fmt::format("Take this one out, and {} stays: {}", other.migration->name, taken_out(mine));
  else
    hit.help = fmt::format("Nothing here: {} is the one to take out of {}.", other.migration->name, other.source->name);
  return hit;
}

// Done again on purpose: one source repeats what can be repeated.
bool harmless(const Analysis& analysis, const Spot& mine, const Spot& other) {
  return mine.source == other.source && may_run_twice(analysis, *mine.migration);
}

std::vector<Hit> look(const Analysis& analysis) {
  std::map<const Script*, std::string> bare;
  auto groups = grouped(analysis, [&](const Spot& spot) {
    const auto* script = spot.migration->script.get();
    if (!script) return std::string();
    auto [known, fresh] = bare.try_emplace(script);
    if (fresh) known->second = bare_sql(*script);
    return known->second;
  });
  auto alike = [](const Spot& a, const Spot& b) { return a.migration->name == b.migration->name; };
  std::vector<Hit> hits;
  for (const auto& group : groups)
    for (const auto& pair : unlike_pairs(analysis, group.second, alike))
      if (!said_elsewhere(analysis, pair.first, pair.second) && !harmless(analysis, pair.first, pair.second))
        hits.push_back(hit_for(analysis, pair.first, pair.second));
  return hits;
}

}  // namespace

namespace rule {
extern const Rule same_content_different_name = {"same-content-different-name",
                                                 Severity::error,
                                                 Needs::nothing,
                                                 Group::sources,
                                                 {Topic::history, Topic::content},
                                                 "Two migrations of different names have the same script",
                                                 look};
}
}  // namespace tributary
