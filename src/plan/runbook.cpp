#include "tributary/runbook.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "plan/own.hpp"
#include "plan/reasons.hpp"
#include "plan/rollback_history.hpp"
#include "prisma/names.hpp"
#include "tributary/error.hpp"
#include "values/command_lines.hpp"

namespace tributary {
namespace {

using namespace plan;

std::vector<std::string> ids_of(const std::vector<Database>& databases) {
  std::vector<std::string> ids;
  for (const auto& database : databases) ids.push_back(database.id);
  return ids;
}

RollbackFolder folder_for(const Analysis& analysis, const Database& database, const std::string& wanted) {
  for (const auto& consumer : database.consumers) {
    const auto* source = analysis.workspace.find(consumer.source);
    if (!source || (!wanted.empty() && source->name != wanted) || source->path.empty()) continue;
    for (const auto& project : source->projects)
      if (project.path == consumer.project && project.folder) return {source, &project};
  }
  throw Error(fmt::format("{} does not use {}", wanted.empty() ? "no worktree" : wanted, database.id), {},
              "tributary status lists which source uses which database");
}

bool looks_like_a_time(const std::string& text) {
  return text.size() >= 10 && text[4] == '-' && text[7] == '-';
}

// "2025-11-20", "2025-11-20 10:00" and "2025-11-20T10:00:00Z" compare as text with the ledger's times.
std::string as_ledger_time(std::string text) {
  if (text.size() == 10) text += "T23:59:59";
  if (text[10] == ' ') text[10] = 'T';
  if (text.back() == 'Z') text.pop_back();
  return text;
}

std::string newest_names(const Database& database) {
  std::vector<std::string> names;
  auto rows = applied_rows(database);
  for (auto row = rows.rbegin(); row != rows.rend() && names.size() < 5; ++row) names.push_back((*row)->migration_name);
  return names.empty() ? "its ledger has no applied migration" : "the newest applied are " + text::join(names, ", ");
}

bool was_applied(const Database& database, const std::string& name) {
  return std::any_of(database.rows.begin(), database.rows.end(),
                     [&](const LedgerRow& row) { return row.migration_name == name && row.applied(); });
}

// Of the folder's migrations, or (`shared`) of all that the ledger has.
std::string last_by(const Database& database, const RollbackFolder& folder, const std::string& time, bool shared) {
  auto limit = as_ledger_time(time);
  const LedgerRow* last = nullptr;
  for (const auto* row : applied_rows(database))
    if (row->finished_at->substr(0, limit.size()) <= limit &&
        (shared || folder.project->folder->find(row->migration_name)))
      last = row;
  if (!last)
    throw Error(fmt::format("no migration of {} was finished in {} by {}", folder.source->name, database.id, time), {},
                newest_names(database));
  return last->migration_name;
}

std::string target_of(const Database& database, const RollbackFolder& folder, const std::string& wanted, bool shared) {
  if (looks_like_a_time(wanted)) return last_by(database, folder, wanted, shared);
  if (folder.project->folder->find(wanted) || (shared && was_applied(database, wanted))) return wanted;
  throw Error(fmt::format("{} has no migration {}", folder.source->name, wanted), folder.project->migrations_dir,
              newest_names(database));
}

std::vector<KeptMigration> keep_folder(const RollbackFolder& folder, Rollback& out) {
  std::vector<KeptMigration> kept;
  bool behind = false;
  for (const auto* migration : prisma::listing(*folder.project->folder, folder.project->prisma)) {
    if (behind) {
      out.undone.push_back(migration->name);
      continue;
    }
    if (!migration->script)
      throw Error(fmt::format("{} cannot be replayed: {}", migration->name, migration->no_script_because),
                  folder.project->migrations_dir, "put its migration.sql back first");
    out.kept.push_back(migration->name);
    kept.push_back({migration->name, migration->script->checksums.as_is, ""});
    behind = migration->name == out.to;
  }
  return kept;
}

// What was applied up to then, in the order in which it was: names say nothing about that.
std::vector<KeptMigration> keep_rows(const Analysis& analysis, const Database& database, const RollbackFolder& folder,
                                     bool shared, Rollback& out) {
  auto history = history_up_to(analysis, database, folder, out.to, !shared);
  if (!history.nowhere.empty()) {
    bool has_all = std::all_of(history.nowhere.begin(), history.nowhere.end(),
                               [&](const std::string& name) { return folder.project->folder->find(name); });
    if (!shared || has_all || !folder.project->folder->find(out.to))
      throw Error(fmt::format("{} was applied in {} with a script that no branch has any more",
                              some_of(history.nowhere), database.id),
                  {},
                  fmt::format("collect the branch that has it with --refs, or go back to a migration of {}",
                              folder.source->name));
    out.notes.push_back(
        fmt::format("{} was applied with a script that no branch has any more, so that only {}'s "
                    "folder is replayed.",
                    some_of(history.nowhere), folder.source->name));
    return keep_rows(analysis, database, folder, false, out);
  }
  out.as_applied = shared;
  out.undone = std::move(history.undone);
  for (const auto& one : history.kept) out.kept.push_back(one.name);
  if (!history.edited.empty())
    out.notes.push_back(fmt::format("{} was edited after {} applied it: the script of today is replayed.",
                                    some_of(history.edited), database.id));
  return std::move(history.kept);
}

void add_notes(const Database& database, Rollback& out) {
  if (!was_applied(database, out.to))
    out.notes.push_back(fmt::format("{} has not applied {}: the rebuilt database will have it.", database.id, out.to));
  if (out.foreign.empty()) return;
  out.notes.push_back(fmt::format("{} of other sources {} not in the rebuilt database ({}): {}.",
                                  out.foreign.size() == 1 ? "1 row" : fmt::format("{} rows", out.foreign.size()),
                                  out.foreign.size() == 1 ? "is" : "are", some_of(out.foreign),
                                  "their owners deploy again from their worktrees"));
}

std::vector<const ScriptChanges*> undone_scripts(const Analysis& analysis, const Database& database,
                                                 const RollbackFolder& folder, const Rollback& out) {
  std::vector<const ScriptChanges*> scripts;
  for (const auto* row : applied_rows(database)) {
    if (std::count(out.kept.begin(), out.kept.end(), row->migration_name)) continue;
    const auto* script = script_named(analysis.workspace, folder, row->migration_name);
    auto changes = script ? analysis.changes.find(script->blob) : analysis.changes.end();
    if (changes != analysis.changes.end()) scripts.push_back(changes->second.get());
  }
  return scripts;
}

std::string forward_fix(const Analysis& analysis, const Database& database, const RollbackFolder& folder,
                        const Rollback& out) {
  std::vector<const ScriptChanges*> scripts;
  for (const auto& name : out.undone) {
    const auto* script = script_named(analysis.workspace, folder, name);
    if (!was_applied(database, name) || !script) continue;
    auto changes = analysis.changes.find(script->blob);
    if (changes != analysis.changes.end()) scripts.push_back(changes->second.get());
  }
  if (scripts.empty()) return "";
  return fmt::format(
             "-- Takes back {} applied behind {}. Review every line: what is dropped here takes its rows along.\n",
             scripts.size() == 1 ? "the 1 migration" : fmt::format("the {} migrations", scripts.size()), out.to) +
         undo_sql(scripts);
}

std::string message(const Database& database, const RollbackFolder& folder, const RollbackRequest& request,
                    const Rollback& out) {
  std::set<std::string> sources;
  for (const auto& consumer : database.consumers) sources.insert(consumer.source);
  std::vector<std::string> lost;
  for (const auto& name : out.undone)
    if (was_applied(database, name) && !std::count(out.foreign.begin(), out.foreign.end(), name)) lost.push_back(name);
  std::string text = fmt::format("DATABASE ROLLED BACK: {}\n\n", database.id);
  text += fmt::format("Rolled back to:  {} ({})\n", out.to,
                      out.as_applied ? "with all that was applied before it" : "folder of " + folder.source->name);
  text += fmt::format("Reason:          {}\n", request.reason.empty() ? "…" : request.reason);
  text +=
      fmt::format("Used by:         {}\n", text::join(std::vector<std::string>(sources.begin(), sources.end()), ", "));
  if (!lost.empty()) text += "No longer there: " + text::join(lost, "\n                 ") + "\n";
  if (!out.foreign.empty()) text += "Also no longer there, of other epics: " + text::join(out.foreign, ", ") + "\n";
  text += "Downtime:        (the script prints it at its end)\n\nWhat to do:\n";
  if (!lost.empty())
    text += fmt::format(
        "- First, by one person: take {} out of {} (git revert the commits that brought {}). Until then nobody runs\n"
        "  migrate deploy, in no pipeline either: it would bring back what was just removed.\n"
        "- Then everybody: pull {}.\n",
        lost.size() == 1 ? lost.front() : fmt::format("these {} migrations", lost.size()), folder.source->name,
        lost.size() == 1 ? "it" : "them", folder.source->name);
  else
    text += fmt::format("- Pull {}.\n", folder.source->name);
  text += "- " + typed::generate_and_validate(*folder.project) + "\n";
  if (!out.foreign.empty())
    text += fmt::format("- Whose migrations are listed as of other epics: {} in your worktree brings them back.\n",
                        typed::deploy(*folder.project));
  text += "- tributary status says where each worktree stands.\n";
  return text;
}

}  // namespace

const Database& rollback_database(const Analysis& analysis, const RollbackRequest& request) {
  if (!analysis.databases)
    throw Error("no database was asked, and a rollback needs its ledger", {}, "leave --offline out");
  const Database* found = nullptr;
  for (const auto& database : *analysis.databases) {
    if (!request.database.empty() && database.id != request.database) continue;
    if (found)
      throw Error("there are several databases", text::join(ids_of(*analysis.databases), ", "),
                  "name one with --database");
    found = &database;
  }
  if (!found)
    throw Error(request.database.empty() ? "no database is configured" : "there is no database " + request.database,
                text::join(ids_of(*analysis.databases), ", "), "tributary status lists them");
  if (found->state != Database::State::ok)
    throw Error("its ledger could not be read: " + found->error, found->id, found->hint);
  return *found;
}

Rollback plan_rollback(const Analysis& analysis, const RollbackRequest& request) {
  const auto& database = rollback_database(analysis, request);
  auto folder = folder_for(analysis, database, request.source);
  auto foreign = foreign_rows(database, folder);
  bool shared = request.source.empty() && !foreign.empty();
  Rollback out;
  out.database = database.id;
  out.source = folder.source->name;
  out.project = folder.project->path;
  out.to = target_of(database, folder, request.to, shared);
  // a migration that this database never had cannot be found in its ledger: the folder's order has to do
  auto kept =
      was_applied(database, out.to) ? keep_rows(analysis, database, folder, shared, out) : keep_folder(folder, out);
  for (const auto& name : foreign)
    if (!std::count(out.kept.begin(), out.kept.end(), name)) out.foreign.push_back(name);
  out.forward_fix = forward_fix(analysis, database, folder, out);
  out.message = message(database, folder, request, out);
  auto migrations = join_path(folder.source->path, folder.project->migrations_dir);
  out.script =
      rollback_script({request.place, database.schema, migrations, prisma::stamp_text(request.now), kept,
                       names_back_sql(undone_scripts(analysis, database, folder, out), database.schema), out.message});
  add_notes(database, out);
  return out;
}

}  // namespace tributary
