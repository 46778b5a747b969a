// Everything that a migration makes is in the database, and the ledger has no row of it: the schema was pushed (`db
// push`), the script was run by hand, or its row was deleted. `migrate deploy` runs it and fails with "already exists"
// (P3018, 42P07). Or the history was squashed: the rows of the folders that it replaced are there, and its own is not.
// Whoever made the objects, the script fails on them; so a script that ran and is not known silences nothing.
#include <fmt/format.h>

#include <algorithm>

#include "analyse/applied.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"
#include "analyse/since.hpp"
#include "values/command_lines.hpp"

namespace tributary {
namespace {

/// Another script made it, which is none that the folder once held and has no more (a squashed history): then two
/// branches made one thing, and object-created-twice is the word for it.
bool made_by_another(const Analysis& analysis, const Consumer& consumer, const Applied& applied,
                     const ScriptChanges& script) {
  const auto& project = *consumer.at.project;
  return std::any_of(script.changes.begin(), script.changes.end(), [&](const Change& change) {
    const auto* made = change.verb == Verb::create ? applied.made.latest(object_key(change.object)) : nullptr;
    if (!made) return false;
    const auto& name = applied.rows[made->at].migration;
    bool squashed = (project.base_folder && project.base_folder->find(name)) || past_of(analysis, project, name);
    return !squashed;
  });
}

/// Rows of applied migrations that this folder has no more, while everything that this one makes is there.
std::size_t replaced_rows(const Consumer& consumer) {
  const auto& missing = consumer.history->missing;
  return static_cast<std::size_t>(
      std::count_if(missing.begin(), missing.end(), [](const MissingRow& row) { return row.applied; }));
}

std::string why(const Consumer& consumer, const Applied& applied) {
  if (auto rows = replaced_rows(consumer); rows > 0)
    return fmt::format(
        "Its ledger has {} without a folder here: where this one stands for them (a squashed history, a baseline), it "
        "is to be recorded, not run; `prisma migrate deploy` will run it and fail with \"already exists\".",
        plural(rows, "applied row", "applied rows"));
  std::string also =
      applied.unknown.empty() ? "" : fmt::format(", or {} made them, whose script is not known", applied.unknown);
  return fmt::format(
      "The schema was pushed, the script was run by hand, or its row was deleted{}; `prisma migrate deploy` will run "
      "it and fail with \"already exists\".",
      also);
}

Hit hit_for(const Consumer& consumer, const Applied& applied, const std::string& migration,
            const std::vector<std::string>& there) {
  Hit hit;
  hit.place = place_in(consumer, migration);
  hit.message =
      fmt::format("{} has no row of {}, but all that it makes: {}", consumer.database->id, migration, list(there));
  hit.why = why(consumer, applied);
  hit.help = fmt::format("Where they are what the script makes: {}",
                         in_project(consumer, typed::resolve_applied(*consumer.at.project, migration)));
  hit.database = consumer.database->id;
  hit.key = consumer.database->id;
  return hit;
}

void look_at(const Analysis& analysis, const Consumer& consumer, const Applied& applied, const Present& present,
             std::vector<Hit>& hits) {
  for (const auto& migration : consumer.at.project->folder->migrations) {
    const auto* row = row_of(*consumer.database, migration.name);
    if (!migration.script || (row && !row->rolled_back())) continue;
    auto read = analysis.changes.find(migration.script->blob);
    if (read == analysis.changes.end()) continue;
    if (made_by_another(analysis, consumer, applied, *read->second)) continue;
    auto there = all_it_makes(*read->second, *consumer.at.project->folder, applied, present);
    if (!there.empty()) hits.push_back(hit_for(consumer, applied, migration.name, there));
  }
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  std::map<std::string, Applied> by_database;
  for (const auto& consumer : consumers(analysis)) {
    auto structure = analysis.structures.find(consumer.database->id);
    if (structure == analysis.structures.end() || !structure->second || !consumer.database->has_ledger) continue;
    auto [at, fresh] = by_database.try_emplace(consumer.database->id);
    if (fresh) at->second = applied_scripts(analysis, *consumer.database);
    look_at(analysis, consumer, at->second, Present(*structure->second, *consumer.database), hits);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule objects_without_row = {
    "objects-without-row",
    Severity::error,
    Needs::structure,
    Group::ledger,
    {Topic::structure},
    "All that a migration makes is in the database, but the ledger has no row of it",
    look};
}
}  // namespace tributary
