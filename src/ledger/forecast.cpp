#include "ledger/forecast.hpp"

#include <algorithm>

#include "ledger/commands.hpp"
#include "ledger/diagnosis.hpp"
#include "ledger/owners.hpp"
#include "prisma/names.hpp"
#include "prisma/script.hpp"
#include "prisma/version.hpp"

namespace tributary::ledger {
namespace {

constexpr int unseen = -1;  // the exit code hangs on data or structure that the ledger does not show

/// What all five forecasts look at.
struct View {
  const Situation& situation;
  const History& history;
  const Owners& owners;
  bool is_target = false;
  std::vector<MissingRow> from_target;  ///< foreign rows whose folder the target has committed: a merge brings them
  std::vector<MissingRow> elsewhere;    ///< the other foreign rows
  bool target_uncommitted = false;      ///< a foreign row's folder lies in the target's worktree, not yet committed

  const Database& database() const { return situation.database; }
  bool shared() const { return situation.database.consumers.size() > 1 || !history.missing.empty(); }
};

const MigrationsFolder* target_folder(const Situation& situation) {
  const Source* source = situation.workspace.find(situation.workspace.target.name);
  if (!source) return nullptr;
  const Project* project = project_for(*source, situation.project.target_path);
  return project ? project->folder.get() : nullptr;
}

View view_of(const Situation& situation, const History& history, const Owners& owners) {
  View view{situation, history, owners, situation.source.name == situation.workspace.target.name, {}, {}, false};
  const MigrationsFolder* target = view.is_target ? nullptr : target_folder(situation);
  for (const auto& row : history.missing) {
    const Migration* there = target ? target->find(row.migration) : nullptr;
    bool committed = there && there->tracking != Tracking::untracked;
    view.target_uncommitted = view.target_uncommitted || (there && !committed);
    (committed ? view.from_target : view.elsewhere).push_back(row);
  }
  return view;
}

std::string target_name(const View& view) {
  const auto& target = view.situation.workspace.target;
  return target.branch.empty() ? target.name : target.branch;
}

std::string here_not(std::size_t count) {
  return count == 1 ? " is not in this folder" : " are not in this folder";
}

std::string foreign(const View& view) {
  return rows_by_owner(view.history.missing) + here_not(view.history.missing.size());
}

std::string code_of(const std::string& error) {
  return error.substr(0, error.find_first_of(":\n"));
}

/// How to get foreign rows' folders here without losing anything; "" where a merge does not bring any.
std::string merge_advice(const View& view) {
  if (!view.from_target.empty())
    return "merge " + target_name(view) + " back: it has " + std::to_string(view.from_target.size()) +
           " of these folders";
  if (view.target_uncommitted) return "merge " + target_name(view) + " back once it has committed these folders";
  return {};
}

std::vector<std::string> merge_lines(const View& view) {
  auto line = merge_target_back(view.situation.workspace.target);
  if (view.from_target.empty() || line.empty()) return {};
  return {line};
}

// --- status ---

ForecastLine in_words(const View& view, const std::string& what) {
  return {what, view.history.prisma_status_exit, {}};
}

std::string hidden_from_status(const View& view) {
  const auto& history = view.history;
  std::vector<std::string> hidden;
  if (!history.missing.empty()) hidden.push_back(foreign(view));
  if (!history.edited.empty())
    hidden.push_back(listed(history.edited) + (history.edited.size() == 1 ? " was" : " were") +
                     " edited after being applied");
  std::vector<std::string> again;
  for (const auto& name : history.rolled_back)
    if (view.situation.folder.find(name)) again.push_back(name);
  if (!again.empty() && !prisma::ignores_rolled_back(view.situation.project.prisma))
    hidden.push_back(listed(again) + (again.size() == 1 ? " is" : " are") + " rolled back");
  return listed(hidden);
}

ForecastLine status(const View& view) {
  const auto& history = view.history;
  if (!history.prisma_error.empty())
    return in_words(view, "`migrate status` stops with " + code_of(history.prisma_error));
  switch (history.state) {
    case LedgerState::behind:
      return in_words(
          view, "`migrate status` lists " + counted(history.unapplied.size(), "migration") + " as not yet applied" +
                    (history.failed.empty() ? "" : " and does not mention that " + listed(history.failed) + " failed"));
    case LedgerState::diverged:
      return in_words(
          view, "`migrate status` says that the histories differ: " + counted(history.unapplied.size(), "migration") +
                    " not yet applied, and " + foreign(view));
    case LedgerState::no_table:
      return in_words(view, "`migrate status` says that the database is not managed by Prisma Migrate");
    default:
      break;
  }
  if (!history.failed.empty())
    return in_words(view, "`migrate status` reports " + listed(history.failed) + " as failed");
  auto hidden = hidden_from_status(view);
  auto line = in_words(view, "`migrate status` says that the database schema is up to date");
  if (!hidden.empty()) line.sentence += ", although " + hidden;
  if (auto advice = merge_advice(view); !advice.empty()) {
    line.sentence += "; " + advice;
    line.instead = merge_lines(view);
  }
  return line;
}

// --- deploy ---

/// A row of another name whose script is this one's: the folder was renamed or restamped after it was applied.
const LedgerRow* applied_under_another_name(const View& view, const Migration& migration) {
  if (!migration.script) return nullptr;
  for (const auto& row : view.database().rows)
    if (row.applied() && !view.situation.folder.find(row.migration_name) &&
        prisma::checksum_matches(migration.script->checksums, row.checksum))
      return &row;
  return nullptr;
}

std::vector<std::string> late_ones(const View& view) {
  std::vector<std::string> late, waiting;
  for (const Migration* migration : prisma::listing(view.situation.folder, view.situation.project.prisma)) {
    const auto& deploys = view.history.deploys;
    if (std::find(deploys.begin(), deploys.end(), migration->name) != deploys.end()) {
      waiting.push_back(migration->name);
    } else {
      late.insert(late.end(), waiting.begin(), waiting.end());
      waiting.clear();
    }
  }
  return late;
}

ForecastLine deploy_after_failure(const View& view) {
  ForecastLine line;
  const auto& failed = view.history.failed;
  line.sentence =
      "`migrate deploy` refuses with P3009 until " + listed(failed) + (failed.size() == 1 ? " is" : " are") +
      " resolved: PostgreSQL undid a script that failed as a whole, so mark it as rolled back, unless it is running " +
      "right now or had a COMMIT of its own";
  line.exit = 1;
  for (const auto& name : failed) line.instead.push_back(resolve_rolled_back(name));
  line.instead.push_back(deploy());
  return line;
}

ForecastLine baseline(const View& view) {
  ForecastLine line;
  line.sentence =
      "`migrate deploy` refuses with P3005: the schema " + view.database().schema +
      " holds tables but no ledger; where they are what these migrations make, record the migrations as applied";
  line.exit = 1;
  for (const auto& name : view.history.deploys) line.instead.push_back(resolve_applied(name));
  line.instead.push_back(deploy());
  return line;
}

ForecastLine deploy_renamed(const std::vector<const Migration*>& renamed, const std::string& old_name) {
  ForecastLine line;
  std::vector<std::string> names;
  for (const auto* migration : renamed) {
    names.push_back(migration->name);
    line.instead.push_back(resolve_applied(migration->name));
  }
  line.instead.push_back(deploy());
  line.sentence = "`migrate deploy` would run " + listed(names) + " a second time: the same script is applied as " +
                  old_name + "; record the new name as applied first";
  line.exit = unseen;
  return line;
}

std::string running(const View& view) {
  const auto& deploys = view.history.deploys;
  std::string sentence = "`migrate deploy` will run " + counted(deploys.size(), "migration") + ": " + listed(deploys);
  if (auto late = late_ones(view); !late.empty())
    sentence +=
        "; " + listed(late) + (late.size() == 1 ? " sorts" : " sort") + " before migrations that are applied already";
  return sentence;
}

ForecastLine deploy_pending(const View& view) {
  const auto& deploys = view.history.deploys;
  std::vector<const Migration*> renamed;
  std::string old_name;
  for (const auto& name : deploys) {
    const Migration* migration = view.situation.folder.find(name);
    if (const LedgerRow* row = applied_under_another_name(view, *migration)) {
      renamed.push_back(migration);
      if (old_name.empty()) old_name = row->migration_name;
    }
    if (!readable(*migration, view.situation.project.prisma))
      return {"`migrate deploy` stops with P3015 at " + name +
                  ": its migration.sql cannot be read; put it back or remove the folder",
              1,
              {}};
  }
  if (!renamed.empty()) return deploy_renamed(renamed, old_name);
  return {running(view), unseen, {}};
}

ForecastLine deploy_line(const View& view) {
  const auto& history = view.history;
  if (history.state == LedgerState::lock_mismatch) return {"`migrate deploy` stops with P3019", 1, {}};
  if (!view.database().has_ledger && view.database().has_other_tables) return baseline(view);
  if (!history.failed.empty()) return deploy_after_failure(view);
  if (!history.deploys.empty()) return deploy_pending(view);
  std::string sentence = "`migrate deploy` will find no pending migration";
  if (!view.database().has_ledger) sentence += " and create an empty ledger";
  if (!history.edited.empty()) sentence += "; it does not run edited scripts again";
  return {sentence, 0, {}};
}

// --- dev ---

std::vector<std::string> reset_reasons(const View& view) {
  const auto& history = view.history;
  std::vector<std::string> reasons;
  for (const auto& name : history.failed) reasons.push_back(name + " failed");
  for (const auto& name : history.edited) reasons.push_back(name + " was edited after it was applied");
  if (!history.missing.empty()) reasons.push_back(foreign(view));
  if (!view.database().has_ledger && view.database().has_other_tables)
    reasons.push_back("the schema " + view.database().schema + " holds tables but no ledger");
  return reasons;
}

/// Puts the applied script of an edited migration back from a branch that still has it.
std::vector<std::string> restore_lines(const View& view, std::string* lost) {
  std::vector<std::string> lines;
  for (const auto& name : view.history.edited) {
    const Owner* holder = nullptr;
    for (const auto& row : view.database().rows)
      if (row.migration_name == name && !holder) holder = holder_of(name, row.checksum, view.owners);
    if (holder && !holder->ref.empty() && !holder->commit.empty())
      lines.push_back(restore_script(view.situation.project, name, holder->ref));
    else
      *lost = name;
  }
  return lines;
}

ForecastLine dev_instead(const View& view, ForecastLine line) {
  const auto& history = view.history;
  auto add = [&](const std::vector<std::string>& lines) {
    line.instead.insert(line.instead.end(), lines.begin(), lines.end());
  };
  for (const auto& name : history.failed) line.instead.push_back(resolve_rolled_back(name));
  std::string lost;
  add(restore_lines(view, &lost));
  if (!lost.empty()) {
    line.sentence += "; nobody in this repository holds the applied script of " + lost + ", put it back from a backup";
    line.instead.clear();
    return line;
  }
  if (!line.instead.empty()) line.sentence += "; first settle that";
  if (auto advice = merge_advice(view); !advice.empty()) line.sentence += "; " + advice;
  add(merge_lines(view));
  if (view.elsewhere.empty()) return line;
  line.sentence += "; create the migration with `migrate diff` and apply it with `migrate deploy`";
  add(new_migration(view.situation.project));
  return line;
}

ForecastLine dev_line(const View& view) {
  const auto& history = view.history;
  if (history.state == LedgerState::lock_mismatch) return {"`migrate dev` stops with P3019", 1, {}};
  if (!history.unreadable.empty())
    return {"`migrate dev` stops with P3015: the script of " + listed(history.unreadable) +
                " cannot be read; put it back or remove the folder",
            1,
            {}};
  auto reasons = reset_reasons(view);
  if (reasons.empty()) {
    auto what = history.deploys.empty()
                    ? std::string("write a migration for what changed in the schema")
                    : "apply " + listed(history.deploys) + ", then write a migration for what changed in the schema";
    return {"`migrate dev` will " + what + ", unless the database's structure has drifted", unseen, {}};
  }
  ForecastLine line;
  line.sentence = std::string("`migrate dev` will demand a reset of the ") + (view.shared() ? "shared " : "") +
                  "database: " + listed(reasons);
  line.exit = 130;
  if (!view.database().has_ledger) {
    line.sentence += "; where the tables are what these migrations make, record the migrations as applied";
    for (const auto& name : history.deploys) line.instead.push_back(resolve_applied(name));
    return line;
  }
  return dev_instead(view, line);
}

// --- db pull ---

ForecastLine db_pull(const View& view) {
  const auto& history = view.history;
  if (!view.database().has_other_tables && history.missing.empty())
    return {"`db pull` finds nothing to write unless the database holds objects other than tables (P4001)", unseen, {}};
  if (history.missing.empty())
    return {"`db pull` will write the database's tables into this schema, and change its layout and relation names",
            unseen,
            {}};
  return {"`db pull` will write the models of others into this schema: " + foreign(view) +
              ", but their tables are in this database; look at its answer without writing it",
          unseen,
          {"npx prisma db pull --print"}};
}

// --- resolve ---

ForecastLine resolve_failed(const View& view) {
  ForecastLine line;
  const auto& failed = view.history.failed;
  line.sentence = "`migrate resolve --rolled-back` applies to " + listed(failed) +
                  " (PostgreSQL undid the script as a whole unless it had a COMMIT of its own)";
  std::vector<std::string> absent;
  for (const auto& name : failed) {
    line.instead.push_back(resolve_rolled_back(name));
    if (!view.situation.folder.find(name)) absent.push_back(name);
  }
  line.sentence += absent.size() == failed.size() ? "; `--applied` does not: the folder is not here (P3017)"
                                                  : "; `--applied` only where its changes were made by hand";
  return line;
}

ForecastLine resolve_line(const View& view) {
  const auto& history = view.history;
  if (!view.database().has_ledger && view.database().has_other_tables && !history.deploys.empty()) {
    auto line = baseline(view);
    line.sentence =
        "`migrate resolve --applied` records migrations whose tables were made without Prisma Migrate, and creates the "
        "ledger";
    line.exit = 0;
    line.instead.pop_back();
    return line;
  }
  if (!view.database().has_ledger) return {"`migrate resolve` has nothing to resolve: there is no ledger", 1, {}};
  if (!history.failed.empty()) return resolve_failed(view);
  if (!history.edited.empty())
    return {"`migrate resolve` cannot settle an edited migration: " + listed(history.edited) +
                (history.edited.size() == 1 ? " is" : " are") + " recorded as applied (P3008, P3012)",
            1,
            {}};
  return {"`migrate resolve` has nothing to resolve: no row has failed", 1, {}};
}

// --- databases that did not answer ---

Forecast without_answer(const Situation& situation, const History& history) {
  if (situation.database.state == Database::State::not_asked) {
    ForecastLine unknown{"not known: the database was not asked", unseen, {}};
    return {unknown, unknown, unknown, unknown, unknown};
  }
  auto code = code_of(history.prisma_error);
  auto stops = [&](const char* command) {
    return ForecastLine{"`" + std::string(command) + "` stops with " + code, 1, {}};
  };
  Forecast all{stops("migrate status"), stops("migrate deploy"), stops("migrate dev"), stops("db pull"),
               stops("migrate resolve")};
  if (code == "P1003") {
    auto count = counted(situation.folder.migrations.size(), "migration");
    all.deploy = {"`migrate deploy` will create the database and run " + count, unseen, {}};
    all.dev = {"`migrate dev` will create the database and run " + count, unseen, {}};
  }
  return all;
}

}  // namespace

Forecast forecast(const Situation& situation, const History& history, const Owners& owners) {
  if (situation.database.state != Database::State::ok) return without_answer(situation, history);
  auto view = view_of(situation, history, owners);
  return {status(view), deploy_line(view), dev_line(view), db_pull(view), resolve_line(view)};
}

}  // namespace tributary::ledger
