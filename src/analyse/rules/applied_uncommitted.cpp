// A row whose folder exists on one disk only. Everybody who shares the database sees a row that nobody can explain, and
// if that worktree is cleaned the SQL is gone for good. Reported where the folder lies.
#include <fmt/format.h>

#include <set>

#include "analyse/consumers.hpp"
#include "analyse/rules.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

bool committed_somewhere(const Analysis& analysis, const Migration& migration) {
  for (const auto& at : all_projects(analysis)) {
    const auto* other = at.project->folder->find(migration.name);
    if (other && other->tracking == Tracking::committed && same_script(*other, migration)) return true;
  }
  return false;
}

Hit hit_for(const Consumer& consumer, const Spot& spot) {
  Hit hit;
  hit.place = place_of(spot);
  hit.message = fmt::format("{} is applied in {} and committed nowhere", spot.migration->name, consumer.database->id);
  hit.why = "To everybody else it is a row that no folder explains; if this worktree is cleaned, its SQL is lost.";
  hit.help =
      fmt::format("{} add {}", git_in(*spot.source), text::shell_word(path_of(spot))) + " && " +
      fmt::format("{} commit -m {}", git_in(*spot.source), text::shell_word("Add migration " + spot.migration->name));
  hit.database = consumer.database->id;
  hit.key = consumer.database->id;
  return hit;
}

// The untracked folder of that name in the consumer's own project.
Spot own_untracked(const Consumer& consumer, const std::string& name) {
  const auto* migration = consumer.at.project->folder->find(name);
  if (!migration || !migration->script || migration->tracking != Tracking::untracked) return {};
  return {consumer.at.source, consumer.at.project, migration};
}

// The untracked folder of another source that owns a row the consumer does not know.
Spot owners_untracked(const Analysis& analysis, const MissingRow& row) {
  const auto* source = row.owner && row.owner->commit.empty() ? analysis.workspace.find(row.owner->source) : nullptr;
  if (!source) return {};
  for (const auto& project : source->projects)
    if (const auto* found = project.folder ? project.folder->find(row.migration) : nullptr)
      if (found->script && found->tracking == Tracking::untracked) return {source, &project, found};
  return {};
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  std::set<std::pair<const Migration*, std::string>> said;
  auto say = [&](const Consumer& consumer, const Spot& spot) {
    if (!spot.migration || committed_somewhere(analysis, *spot.migration)) return;
    if (said.emplace(spot.migration, consumer.database->id).second) hits.push_back(hit_for(consumer, spot));
  };
  for (const auto& consumer : consumers(analysis)) {
    for (const auto& row : consumer.database->rows)
      if (row.applied()) say(consumer, own_untracked(consumer, row.migration_name));
    for (const auto& row : consumer.history->missing)
      if (row.applied) say(consumer, owners_untracked(analysis, row));
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule applied_uncommitted = {"applied-uncommitted",
                                         Severity::error,
                                         Needs::ledger,
                                         Group::ledger,
                                         {},
                                         "A database has applied a migration that is committed nowhere",
                                         look};
}
}  // namespace tributary
