#include "ledger/forecast.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "ledger/commands.hpp"
#include "ledger/failures.hpp"
#include "ledger/owners.hpp"
#include "ledger/view.hpp"
#include "prisma/version.hpp"
#include "values/command_lines.hpp"

namespace tributary::ledger {
namespace {

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

ForecastLine db_pull(const View& view) {
  const auto& history = view.history;
  bool theirs = std::any_of(history.missing.begin(), history.missing.end(),
                            [](const MissingRow& row) { return !row.rolled_back; });
  if (!view.database().has_other_tables && !theirs)
    return {"`db pull` finds nothing to write unless the database holds objects other than tables (P4001)", unseen, {}};
  if (!theirs)
    return {
        "`db pull` will write the database's tables into this schema, and change its layout and relation names", 0, {}};
  return {"`db pull` will write the models of others into this schema: " + foreign(view) +
              ", but their tables are in this database; look at its answer without writing it",
          view.database().has_other_tables ? 0 : unseen,
          {typed::pull_print(view.situation.project)}};
}

ForecastLine resolve_failed(const View& view) {
  ForecastLine line;
  const auto& failed = view.history.failed;
  auto ways = settling(view);
  std::vector<std::string> parts;
  if (!ways.there.empty())
    parts.push_back("`--applied` to " + listed(ways.there) + ", where all that it makes is there: something of it was");
  if (!ways.by_hand.empty())
    parts.push_back("`--rolled-back` to " + listed(ways.by_hand) +
                    " once the statements that ran before the failing one are undone by hand: each was committed by "
                    "itself");
  if (!ways.undone.empty())
    parts.push_back("`--rolled-back` to " + listed(ways.undone) +
                    " (PostgreSQL undid the script as a whole unless it had a COMMIT of its own)");
  line.sentence = "`migrate resolve` applies " + text::join(parts, ", ");
  line.instead = resolve_lines(view, ways);
  auto absent = std::count_if(failed.begin(), failed.end(),
                              [&](const std::string& name) { return !view.situation.folder.find(name); });
  if (static_cast<std::size_t>(absent) == failed.size())
    line.sentence += "; `--applied` does not: the folder is not here (P3017)";
  else if (ways.there.size() < failed.size())
    line.sentence += "; `--applied` only where its changes were made by hand";
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

Forecast without_answer(const Situation& situation, const History& history) {
  if (situation.database.state == Database::State::not_asked) {
    ForecastLine unknown{"not known: the database was not asked", unseen, {}};
    return {unknown, unknown, unknown, unknown, unknown};
  }
  if (situation.database.state == Database::State::not_read) {
    ForecastLine unknown{"not known: the ledger was not read, " + situation.database.error, unseen, {}};
    return {unknown, unknown, unknown, unknown, unknown};
  }
  auto code = code_of(history.prisma_error);
  auto stops = [&](const char* command) {
    return ForecastLine{"`" + std::string(command) + "` stops with " + code, 1, {}};
  };
  Forecast all{stops("migrate status"), stops("migrate deploy"), stops("migrate dev"), stops("db pull"),
               stops("migrate resolve")};
  all.outcome = {DeployOutcome::What::fails, "", "", 0, code, std::nullopt, situation.database.error};
  if (code == "P1003") {
    all.outcome = {DeployOutcome::What::unknown, "", "", 0, "", std::nullopt, "the database does not exist yet"};
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
  auto deploy = forecast_deploy(view);
  return {status(view), deploy.line, forecast_dev(view), db_pull(view), resolve_line(view), deploy.outcome};
}

}  // namespace tributary::ledger
