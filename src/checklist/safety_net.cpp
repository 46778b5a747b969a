// What the policy wants to have in hand before anything is changed: a backup, a way back, the drift on paper.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "checklist/items.hpp"

namespace tributary::checklist {
namespace {

const BackupFound* backup_of(const Desk& desk, const std::string& database) {
  for (const auto& one : desk.question.backups)
    if (std::find(one.databases.begin(), one.databases.end(), database) != one.databases.end()) return &one;
  return nullptr;
}

// "" = there is one that is whole and as new as the ledger.
std::string backup_problem(const Desk& desk, const std::string& id, ChecklistItem& item) {
  const auto* found = backup_of(desk, id);
  if (!found) return fmt::format("no backup of {} was made from this repository", id);
  if (!found->problem.empty()) return fmt::format("the backup in {} is damaged: {}", found->folder, found->problem);
  const auto* database = database_of(desk.analysis, id);
  auto newest = database ? newest_row(*database) : "";
  if (found->at < newest)
    return fmt::format("{}'s newest backup is of {}; its ledger has changed since, {}", id, minute(found->at),
                       minute(newest));
  item.evidence.push_back(fmt::format("{} was saved {} to {}; {}", id, minute(found->at), found->folder,
                                      found->not_read.empty()
                                          ? "every file fits its manifest"
                                          : "too large to be read back now: " + listed(found->not_read)));
  return {};
}

std::string not_reached(const Desk& desk, const std::string& what) {
  return fmt::format("{} the databases that worktrees point at, and none points at {}'s", what,
                     desk.question.environment);
}

}  // namespace

ChecklistItem backup_item(const Desk& desk, const std::vector<std::string>& databases) {
  auto out = item("backup", "Database backup created");
  out.state = ItemState::done;
  if (not_asked(out, desk, databases)) return out;
  if (!desk.question.reached) {
    if (out.state == ItemState::done) out.state = ItemState::needs_person;
    out.evidence.push_back(not_reached(desk, "`tributary backup` saves"));
    return out;
  }
  for (const auto& id : databases)
    if (auto problem = backup_problem(desk, id, out); !problem.empty()) {
      out.state = ItemState::fails;
      out.evidence.push_back(problem);
    }
  if (databases.empty()) out.evidence.push_back("no database is configured here: there is nothing to save");
  if (out.state == ItemState::fails) out.next.push_back("tributary backup");
  return out;
}

ChecklistItem way_back_item(const Desk& desk, const std::vector<std::string>& databases, const std::string& otherwise) {
  auto out = item("rollback-plan", "Rollback plan prepared");
  out.state = ItemState::done;
  if (not_asked(out, desk, databases)) return out;
  for (const auto& way : desk.question.ways_back) {
    if (std::find(databases.begin(), databases.end(), way.database) == databases.end()) continue;
    auto command = fmt::format("tributary runbook rollback --to {} --database {}", text::shell_word(way.to),
                               text::shell_word(way.database));
    if (!desk.question.reached) {
      out.state = ItemState::needs_person;
      out.evidence.push_back(not_reached(desk, "`tributary runbook rollback` writes the way back of"));
    } else if (!way.problem.empty()) {
      out.state = ItemState::fails;
      out.evidence.push_back(
          fmt::format("{}: no way back to {} could be written: {}", way.database, way.to, way.problem));
    } else {
      out.evidence.push_back(fmt::format("{}: the way back to {} is written by `{}`", way.database, way.to, command));
    }
  }
  if (out.evidence.empty()) out.evidence.push_back(otherwise);
  return out;
}

ChecklistItem drift_documented(const Desk& desk) {
  auto out = item("drift-documented", "Known drift documented");
  if (not_asked(out, desk, {})) return out;
  std::set<std::pair<std::string, std::string>> foreign;
  for (const auto& history : desk.analysis.histories)
    for (const auto& row : history.missing) foreign.insert({history.database, row.migration});
  auto rows = foreign.size();
  const auto& document = desk.question.drift_section;
  judge(out, desk, {.topics = {Topic::drift_notes}},
        rows == 0 ? "no ledger has a row without a folder: there is no drift to write down"
                  : fmt::format("the section in {} says what the ledgers say today", document));
  if (rows > 0 && document.empty()) {
    out.state = ItemState::needs_person;
    out.evidence = {counted(rows, "row is", "rows are") +
                    " without a folder somewhere, and the configuration names no "
                    "document (drift-section) whose section tributary could keep"};
    out.next = {"tributary drift --format markdown"};
  } else if (out.state != ItemState::done && !document.empty()) {
    out.next = {"tributary drift --into " + text::shell_word(document)};
  }
  std::vector<std::string> all;
  for (const auto& database : *desk.analysis.databases)
    if (!database.consumers.empty()) all.push_back(database.id);
  not_asked(out, desk, all);
  return out;
}

}  // namespace tributary::checklist
