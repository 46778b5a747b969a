#include <algorithm>

#include "ledger/commands.hpp"
#include "ledger/diagnosis.hpp"
#include "ledger/failures.hpp"
#include "ledger/owners.hpp"
#include "ledger/view.hpp"
#include "prisma/script.hpp"
#include "prisma/version.hpp"
#include "values/command_lines.hpp"

namespace tributary::ledger {
namespace {

std::vector<std::string> reset_reasons(const View& view) {
  const auto& history = view.history;
  std::vector<std::string> reasons;
  for (const auto& name : history.failed) reasons.push_back(name + " failed");
  for (const auto& name : history.edited) reasons.push_back(name + " was edited after it was applied");
  if (!history.missing.empty()) reasons.push_back(foreign(view));
  if (!view.database().has_ledger && view.database().has_other_tables)
    reasons.push_back(where_tables_are(view) + " but no ledger");
  return reasons;
}

/// Edited migrations by what can be done about them.
struct Edits {
  std::vector<std::string> restore;  ///< command lines that put the applied script back from a branch that has it
  std::vector<std::string> lost;     ///< names whose applied script nobody has
  std::vector<std::string> stale;    ///< the script is the applied one, or never was: only an old attempt's row differs
};

bool differs_from_old_attempt_only(const View& view, const std::string& name) {
  const Migration* migration = view.situation.folder.find(name);
  const LedgerRow* newest = nullptr;
  for (const auto& row : view.database().rows)
    if (row.migration_name == name) newest = &row;
  return newest && (!newest->applied() || prisma::checksum_matches(migration->script->checksums, newest->checksum));
}

Edits edits_of(const View& view) {
  Edits edits;
  for (const auto& name : view.history.edited) {
    const Owner* holder = nullptr;
    for (const auto& row : view.database().rows)
      if (row.migration_name == name && !holder) holder = holder_of(name, row.checksum, view.owners);
    if (differs_from_old_attempt_only(view, name))
      edits.stale.push_back(name);
    else if (holder && !holder->ref.empty() && !holder->commit.empty())
      edits.restore.push_back(restore_script(view.situation.project, name, holder->ref));
    else
      edits.lost.push_back(name);
  }
  return edits;
}

/// Before 7.9 an old attempt's row goes on counting after it is marked as rolled back.
bool goes_on_refusing(const View& view, const Edits& edits) {
  bool stale = !edits.stale.empty() && !prisma::ignores_rolled_back(view.situation.project.prisma);
  return !view.elsewhere.empty() || !edits.lost.empty() || stale;
}

ForecastLine dev_instead(const View& view, ForecastLine line) {
  auto add = [&](const std::vector<std::string>& lines) {
    line.instead.insert(line.instead.end(), lines.begin(), lines.end());
  };
  auto ways = settling(view);
  if (!ways.by_hand.empty()) {  // until then deploy refuses, and with it every way around dev
    line.sentence += "; settle " + listed(ways.by_hand) + " first, as deploy's forecast says";
    return line;
  }
  add(resolve_lines(view, ways));
  auto edits = edits_of(view);
  add(edits.restore);
  for (const auto& name : applied_under_another_name(view))
    line.instead.push_back(typed::resolve_applied(view.situation.project, name));
  if (!line.instead.empty()) line.sentence += "; first settle that";
  if (!edits.lost.empty())
    line.sentence += "; nobody in this repository holds the applied script of " + listed(edits.lost) +
                     ": put it back from a backup, or, where the edit changes no object, leave it";
  if (auto advice = merge_advice(view); !advice.empty()) line.sentence += "; " + advice;
  add(merge_lines(view));
  if (!goes_on_refusing(view, edits)) return line;
  line.sentence += "; create the migration with `migrate diff` and apply it with `migrate deploy`";
  add(new_migration(view.situation.project));
  return line;
}

/// `migrate dev` replays every script that is applied or to be applied in the shadow database before it compares.
std::string unreplayable(const View& view) {
  const auto& failed = view.history.failed;
  for (const auto& migration : view.situation.folder.migrations)
    if (begins_with_bom(migration) && std::find(failed.begin(), failed.end(), migration.name) == failed.end())
      return migration.name;
  return {};
}

}  // namespace

ForecastLine forecast_dev(const View& view) {
  const auto& history = view.history;
  if (history.state == LedgerState::lock_mismatch) return {"`migrate dev` stops with P3019", 1, {}};
  if (!history.unreadable.empty())
    return {"`migrate dev` stops with P3015: the script of " + listed(history.unreadable) +
                " cannot be read; put it back or remove the folder",
            1,
            {}};
  if (auto name = unreplayable(view); !name.empty())
    return {"`migrate dev` stops with P3006 at " + name +
                ": PostgreSQL takes the byte order mark its script begins with for a syntax error",
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
    for (const auto& name : history.deploys)
      line.instead.push_back(typed::resolve_applied(view.situation.project, name));
    return line;
  }
  return dev_instead(view, line);
}

}  // namespace tributary::ledger
