#pragma once
// The checklists of a migration policy: before a merge, after it, for a deployment, for the weekly meeting. Each item
// is ticked by evidence, and by a person's name where only a person can know.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tributary/analyse.hpp"
#include "tributary/report.hpp"

namespace tributary {

/// needs_person: what could be looked at was, and somebody has to say yes to it. not_checked: nobody looked.
enum class ItemState { done, fails, needs_person, not_checked };
const char* item_state_name(ItemState state);  ///< "done", "fails", "needs-person", "not-checked"

/// A person's word for one item. It holds for what `given_for` was computed of, and for nothing later.
struct Tick {
  std::string list;       ///< ChecklistQuestion's list and subject: "before feature/epic-3"
  std::string item, by;   ///< ChecklistItem::id; a name
  std::string at;         ///< "2025-10-17 09:12 UTC"
  std::string given_for;  ///< ChecklistItem::stands_for
  bool operator==(const Tick&) const = default;
};

struct ChecklistItem {
  std::string id;     ///< kebab-case, stable: what --tick takes
  std::string title;  ///< what the policy asks for
  std::string phase;  ///< "before", "during", "after" the deployment; "" = the list has one phase
  ItemState state = ItemState::not_checked;
  std::vector<std::string> evidence;  ///< sentences: what was looked at and what was seen
  std::vector<std::string> next;      ///< command lines
  /// Of the commits and ledger rows it was judged by, 16 hex; a tick given for another value has expired.
  std::string stands_for;
  std::optional<Tick> tick;  ///< by whom it is done
  bool operator==(const ChecklistItem&) const = default;
};

struct Checklist {
  std::string list;                    ///< "before feature/epic-3": what ticks are kept under
  std::string title;                   ///< "Before feature/epic-3 is merged into main"
  std::vector<std::string> looked_at;  ///< "main at 12d75fda", "americano: 19 rows, the newest of …"
  std::vector<ChecklistItem> items;
  bool operator==(const Checklist&) const = default;

  std::size_t count(ItemState state) const;
  bool fails() const { return count(ItemState::fails) > 0; }
};

/// A command of the team's own, from the configuration in the target's commit.
struct TeamCommand {
  enum class When { before, after, deployment };
  std::string item;  ///< the item it ticks: "tests", "build", "critical-queries"…, or one of its own
  std::string run;   ///< for /bin/sh, in the target's worktree
  When when = When::after;
  bool operator==(const TeamCommand&) const = default;
};
struct CommandRun {
  TeamCommand command;
  int status = 0;
  double seconds = 0;
  bool operator==(const CommandRun&) const = default;
};

/// A backup that stands on this machine.
struct BackupFound {
  std::string folder, at;              ///< `at` as a ledger's times are written
  std::vector<std::string> databases;  ///< ids that have a dump in it
  std::string problem;                 ///< "" = every file that was read back fits the manifest
  std::vector<std::string> not_read;   ///< files too large to be read back now
  bool operator==(const BackupFound&) const = default;
};

/// Whether the way back from a database's newest row could be written.
struct WayBack {
  std::string database, to;  ///< the newest row's migration
  std::string problem;       ///< "" = it could
  bool operator==(const WayBack&) const = default;
};

struct ChecklistQuestion {
  enum class List { before, after, deployment, weekly } list = List::before;
  std::vector<std::string> sources;  ///< before and after: names; empty for after = the target as it is
  std::string environment;           ///< deployment: as it was asked for
  bool is_environment = false;       ///< deployment: that is one of the team's environments, not a database
  bool reached = true;               ///< deployment: a worktree points at the database, so backup and runbook see it
  std::string database;              ///< deployment: Database::id
  std::string staging;               ///< deployment: Database::id it must have run on before; "" = none is named
  std::int64_t now = 0;              ///< seconds since the epoch
  Verdict verdict;                   ///< judged for the sources (before), the target (after, deployment), or for all
  std::vector<History> merged;       ///< before: the merged folder against each database
  std::vector<std::string> schema_conflicts;  ///< before: sentences of the merge of schema.prisma
  std::string no_merge_because;               ///< before: why the merge could not be planned
  std::vector<BackupFound> backups;           ///< newest first
  std::vector<WayBack> ways_back;
  bool rehearsal_asked = false;
  std::string rehearsal_problem;  ///< why there is none although it was asked for
  std::string drift_section;      ///< the document that the configuration names; "" = none
  std::vector<TeamCommand> commands;
  std::vector<CommandRun> runs;  ///< --run
  std::vector<Tick> ticks;       ///< of every list
  bool operator==(const ChecklistQuestion&) const = default;
};

/// Pure. Every item of the list, in the policy's order.
Checklist make_checklist(const Analysis& analysis, const ChecklistQuestion& question);
/// "before feature/epic-3", "deployment production": what ticks are kept under.
std::string checklist_name(const Analysis& analysis, const ChecklistQuestion& question);

/// Text, Markdown or JSON.
std::string render_checklist(const Checklist& checklist, const std::string& version, Format format, const Style& style);

/// Ticks are kept under git's common directory, newest last. Throws Error where the file is none of ours.
std::vector<Tick> read_ticks(const std::string& common_dir);
/// In place of an older one for the same item of the same list.
void write_tick(const std::string& common_dir, const Tick& tick);

}  // namespace tributary
