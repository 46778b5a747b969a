#include <algorithm>

#include "base/text.hpp"
#include "ledger/commands.hpp"
#include "ledger/diagnosis.hpp"
#include "ledger/failures.hpp"
#include "ledger/owners.hpp"
#include "ledger/view.hpp"
#include "prisma/names.hpp"
#include "psl/outline.hpp"
#include "values/command_lines.hpp"

namespace tributary::ledger {
namespace {

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

DeployOutcome stops(const std::string& code, const std::string& migration, const std::string& because) {
  return {DeployOutcome::What::fails, migration, "", 0, code, std::nullopt, because};
}

std::string out_of_the_way(const Settling& settling) {
  std::vector<std::string> ways;
  if (!settling.there.empty())
    ways.push_back("something that " + listed(settling.there) +
                   " makes was there already, and rolled back it would fail in the same way: where all that it makes "
                   "is there, record it as applied, else take out of the script what is there, or remove its folder");
  if (!settling.by_hand.empty())
    ways.push_back("of " + listed(settling.by_hand) +
                   " each statement was committed by itself, so those before the one that failed have stayed: compare "
                   "the script with the database, then undo them by hand before it is marked as rolled back, or do the "
                   "rest by hand and mark it as applied");
  if (!settling.undone.empty())
    ways.push_back("PostgreSQL undid a script that failed as a whole, so mark " + listed(settling.undone) +
                   " as rolled back, unless it is running right now or had a COMMIT of its own");
  return text::join(ways, "; ");
}

DeployForecast deploy_after_failure(const View& view) {
  ForecastLine line;
  const auto& failed = view.history.failed;
  auto ways = settling(view);
  line.sentence = "`migrate deploy` refuses with P3009 until " + listed(failed) +
                  (failed.size() == 1 ? " is" : " are") + " resolved: " + out_of_the_way(ways);
  line.exit = 1;
  if (ways.by_hand.empty()) line.instead = resolve_lines(view, ways);
  if (ways.by_hand.empty() && ways.there.empty()) line.instead.push_back(typed::deploy(view.situation.project));
  return {line, stops("P3009", failed.front(), "it failed there and is not resolved")};
}

DeployForecast deploy_renamed(const View& view, const std::vector<std::string>& renamed, const std::string& old_name) {
  ForecastLine line;
  for (const auto& name : renamed) line.instead.push_back(typed::resolve_applied(view.situation.project, name));
  line.instead.push_back(typed::deploy(view.situation.project));
  line.sentence = "`migrate deploy` would run " + listed(renamed) + " a second time: the same script is applied as " +
                  old_name + "; record the new name as applied first";
  line.exit = unseen;
  return {line,
          {DeployOutcome::What::unknown, renamed.front(), "", 0, "", std::nullopt, "it is applied as " + old_name}};
}

std::string running(const View& view) {
  const auto& deploys = view.history.deploys;
  std::string sentence = "`migrate deploy` will run " + counted(deploys.size(), "migration") + ": " + listed(deploys);
  if (auto late = late_ones(view); !late.empty())
    sentence +=
        "; " + listed(late) + (late.size() == 1 ? " sorts" : " sort") + " before migrations that are applied already";
  return sentence;
}

DeployForecast deploy_pending(const View& view) {
  for (const auto& name : view.history.deploys)
    if (!readable(*view.situation.folder.find(name), view.situation.project.prisma))
      return {{"`migrate deploy` stops with P3015 at " + name +
                   ": its migration.sql cannot be read; put it back or remove the folder",
               1,
               {}},
              stops("P3015", name, "its migration.sql cannot be read")};
  for (const auto& name : view.history.deploys)
    if (begins_with_bom(*view.situation.folder.find(name)))
      return {{"`migrate deploy` stops with P3018 at " + name +
                   ": PostgreSQL takes the byte order mark its script begins with for a syntax error",
               1,
               {}},
              stops("42601", name, "its script begins with a byte order mark")};
  std::string old_name;
  auto renamed = applied_under_another_name(view, &old_name);
  if (!renamed.empty()) return deploy_renamed(view, renamed, old_name);
  return {{running(view), unseen, {}},
          {DeployOutcome::What::unknown, "", "", 0, "", std::nullopt, "what its scripts do there was not looked at"}};
}

/// The ledger's table as search_path finds it, and as deploy counts tables, are two questions.
DeployForecast deploy_beside_ledger(const View& view) {
  bool refuses = view.database().has_other_tables;
  return {{std::string("`migrate deploy` stops with ") +
               (refuses ? "P3005" : "`relation \"_prisma_migrations\" already exists`") +
               ": it counts ordinary tables in the URL's schema, public where it names none, and the ledger it would "
               "then read is not among them; name the ledger's schema in the URL (?schema=" +
               view.database().schema + ")",
           1,
           {}},
          stops(refuses ? "P3005" : "42P07", "", "the ledger is not in the schema that deploy looks in")};
}

}  // namespace

/// Prisma counts the tables of the URL's schema, and of those that `schemas = […]` names.
std::string where_tables_are(const View& view) {
  for (const auto& file : view.situation.project.schema) {
    const auto outline = psl::outline(file.text ? std::string_view(*file.text) : std::string_view());
    const auto* datasource = outline.datasource();
    if (datasource && datasource->properties.count("schemas")) return "schemas that the datasource names hold tables";
  }
  return "the schema " + view.database().schema + " holds tables";
}

ForecastLine baseline(const View& view) {
  ForecastLine line;
  line.sentence = "`migrate deploy` refuses with P3005: " + where_tables_are(view) +
                  " but no ledger; where they are what these migrations make, record the migrations as applied";
  line.exit = 1;
  for (const auto& name : view.history.deploys)
    line.instead.push_back(typed::resolve_applied(view.situation.project, name));
  line.instead.push_back(typed::deploy(view.situation.project));
  return line;
}

DeployForecast forecast_deploy(const View& view) {
  const auto& history = view.history;
  if (history.state == LedgerState::lock_mismatch)
    return {{"`migrate deploy` stops with P3019", 1, {}},
            stops("P3019", "", "migration_lock.toml names the provider " + history.lock_provider)};
  if (!view.database().has_ledger && view.database().has_other_tables)
    return {baseline(view), stops("P3005", "", where_tables_are(view) + " but no ledger")};
  if (view.database().has_ledger && !view.database().ledger_counts) return deploy_beside_ledger(view);
  if (!history.failed.empty()) return deploy_after_failure(view);
  if (!history.deploys.empty()) return deploy_pending(view);
  std::string sentence = "`migrate deploy` will find no pending migration";
  if (!view.database().has_ledger) sentence += " and create an empty ledger";
  if (!history.edited.empty()) sentence += "; it does not run edited scripts again";
  return {{sentence, 0, {}}, {DeployOutcome::What::nothing}};
}

}  // namespace tributary::ledger
