// A row whose folder this source does not have. In a shared database that is everyday life, as long as some branch owns
// the folder: the work of a colleague, not merged yet. Where nobody in the repository has it, its SQL cannot be
// replayed any more. Rolled-back rows count for Prisma before 7.9, but changed nothing; failed ones are
// failed-migration's.
#include <fmt/format.h>

#include "analyse/consumers.hpp"
#include "analyse/rules.hpp"
#include "analyse/since.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "values/command_lines.hpp"

namespace tributary {
namespace {

std::string whose(const Owner& owner) {
  auto name = owner.source.empty() ? owner.ref : owner.source;
  if (owner.commit.empty()) return name + ", uncommitted";
  return fmt::format("{}, commit {}", name, owner.commit.substr(0, 10));
}

Place place_of_owner(const Workspace& workspace, const Owner& owner, const std::string& migration) {
  Place place;
  place.source = owner.source;
  place.migration = migration;
  place.commit = owner.commit;
  const auto* source = workspace.find(owner.source);
  if (!source) return place;
  for (const auto& project : source->projects)
    if (const auto* found = project.folder ? project.folder->find(migration) : nullptr)
      return place_of({source, &project, found});
  return place;
}

// A merge of what is contained already brings nothing, and git refuses one over uncommitted changes.
std::string from_target(const Analysis& analysis, const Consumer& consumer, const MissingRow& row) {
  const auto& source = *consumer.at.source;
  const auto& target = analysis.workspace.target;
  if (!target.commit.empty() && source.merge_base == target.commit)
    return typed::restore_folder(source, *consumer.at.project, row.migration, row.owner->source);
  auto merge = typed::merge(source, row.owner->source);
  return source.dirty ? "Commit what is changed here, then: " + merge : merge;
}

// Nothing of it is applied: its row only goes on counting for a Prisma before 7.9.
void say_rolled_back(const Consumer& consumer, const MissingRow& row, const std::string& where, Hit& hit) {
  hit.message = fmt::format("{} has a rolled-back row of {}, {}", consumer.database->id, row.migration, where);
  hit.why =
      "Nothing of it is in the database; this version of Prisma counts the row all the same, so that `prisma migrate "
      "dev` demands a reset. From 7.9 on it is ignored.";
  hit.help = "Nothing needs to be done: `prisma migrate deploy` is not stopped by it.";
  hit.at_most = Severity::info;
}

void say_owned(const Analysis& analysis, const Consumer& consumer, const MissingRow& row, Hit& hit) {
  hit.message =
      fmt::format("{} has applied {}, whose folder is in {}", consumer.database->id, row.migration, whose(*row.owner));
  hit.why =
      "The folder comes with that branch. Until then `prisma migrate dev` here demands a reset, which would drop the "
      "other's work.";
  hit.help = fmt::format("`tributary drift {}` shows how to create a migration here without that reset",
                         text::shell_word(consumer.at.source->name));
  if (row.owner->source == analysis.workspace.target.name) hit.help = from_target(analysis, consumer, row);
  if (row.rolled_back) say_rolled_back(consumer, row, "whose folder is in " + whose(*row.owner), hit);
  if (!row.rolled_back && !row.content_matches && !row.checksum.empty())
    hit.why =
        "The script there is not the one that ran (another checksum): it was edited since, or is another one of that "
        "name.";
  hit.related = {place_of_owner(analysis.workspace, *row.owner, row.migration)};
  hit.at_most = Severity::info;
}

// The target's own past: taken out by a commit, the folder is still in git, where every clone finds it.
void say_taken_out(const Analysis& analysis, const Consumer& consumer, const MissingRow& row, const PastMigration& past,
                   Hit& hit) {
  const auto& target = analysis.workspace.target.name;
  hit.message = fmt::format("{} has applied {}, which {} had until commit {} took it out", consumer.database->id,
                            row.migration, target, past.taken_out_by.substr(0, 12));
  hit.why = "What it did to the database stays, and no new database will get it.";
  hit.help = fmt::format("{} checkout {} -- {}", git_in(*consumer.at.source), past.last_seen.substr(0, 12),
                         text::shell_word(past.path));
}

void say_ownerless(const Consumer& consumer, const MissingRow& row, Hit& hit) {
  hit.message = fmt::format("{} has applied {}, and no branch or worktree of this repository has that folder",
                            consumer.database->id, row.migration);
  hit.why = "What it did to the database cannot be replayed: no new database will get it.";
  hit.help = fmt::format("Look for it in everything git remembers: {} log --all --reflog --oneline -- {}",
                         git_in(*consumer.at.source), text::shell_word(":(glob)**/" + row.migration + "/*"));
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& consumer : consumers(analysis)) {
    for (const auto& row : consumer.history->missing) {
      if (row.failed) continue;
      Hit hit;
      hit.place = place_in(consumer, row.migration);
      const auto* past = past_of(analysis, *consumer.at.project, row.migration);
      if (row.rolled_back && !row.owner)
        say_rolled_back(consumer, row,
                        past && !past->taken_out_by.empty() ? "whose folder was taken out" : "whose folder is gone",
                        hit);
      else if (row.owner)
        say_owned(analysis, consumer, row, hit);
      else if (past && !past->taken_out_by.empty())
        say_taken_out(analysis, consumer, row, *past, hit);
      else
        say_ownerless(consumer, row, hit);
      hit.database = consumer.database->id;
      hit.key = consumer.database->id;
      hits.push_back(hit);
    }
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule unknown_row = {"unknown-row",
                                 Severity::error,
                                 Needs::ledger,
                                 Group::ledger,
                                 {},
                                 "The ledger has a row whose folder this source does not have",
                                 look};
}
}  // namespace tributary
