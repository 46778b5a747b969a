#include <algorithm>
#include <map>

#include "report/count.hpp"
#include "report/environments.hpp"
#include "report/escape.hpp"
#include "report/json.hpp"

namespace tributary {
namespace {

const char* state_name(Database::State state) {
  switch (state) {
    case Database::State::ok:
      return "ok";
    case Database::State::unreachable:
      return "unreachable";
    case Database::State::denied:
      return "denied";
    case Database::State::not_asked:
      return "not-asked";
    case Database::State::broken_ledger:
      return "broken-ledger";
    case Database::State::not_read:
      return "not-read";
  }
  return "not-asked";
}

bool reachable(const Database& database) {
  return database.state == Database::State::ok || database.state == Database::State::broken_ledger ||
         database.state == Database::State::not_read;
}

Json json_owner(const std::string& source, const std::string& ref, const std::string& commit) {
  return {{"source", json_or_null(source)}, {"ref", json_or_null(ref)}, {"commit", json_or_null(commit)}};
}

// Who holds the folder of each of this database's rows: the owner found for rows that somebody lacks, else the target,
// else the first source that points here and holds it.
std::map<std::string, Json> owners(const Answer& answer, const Database& database) {
  std::map<std::string, Json> out;
  for (const auto& history : answer.analysis.histories)
    if (history.database == database.id)
      for (const auto& row : history.missing)
        if (row.owner) out.emplace(row.migration, json_owner(row.owner->source, row.owner->ref, row.owner->commit));
  for (const auto& consumer : database.consumers) {
    const auto* source = answer.analysis.workspace.find(consumer.source);
    if (!source) continue;
    for (const auto& project : source->projects)
      if (project.path == consumer.project && project.folder)
        for (const auto& migration : project.folder->migrations)
          if (!out.count(migration.name)) out[migration.name] = json_owner(source->name, source->ref, {});
  }
  return out;
}

Json applied_rows(const Answer& answer, const Database& database) {
  auto owner_of = owners(answer, database);
  auto time = [](const std::optional<std::string>& at) { return at ? json_text(*at) : Json(); };
  Json out = Json::array();
  for (const auto& row : database.rows) {
    auto owner = owner_of.find(row.migration_name);
    out.push_back({{"migration", json_text(row.migration_name)},
                   {"started_at", json_or_null(row.started_at)},
                   {"finished_at", time(row.finished_at)},
                   {"rolled_back_at", time(row.rolled_back_at)},
                   {"steps", row.applied_steps_count},
                   {"owner", owner == owner_of.end() ? Json() : owner->second}});
  }
  return out;
}

Json missing_rows(const std::vector<MissingRow>& rows) {
  Json out = Json::array();
  for (const auto& row : rows)
    out.push_back({{"migration", json_text(row.migration)},
                   {"owner", row.owner ? json_owner(row.owner->source, row.owner->ref, row.owner->commit) : Json()},
                   {"also_in", json_names(row.also_in)},
                   {"content_matches", row.content_matches},
                   {"tables", json_names(row.tables)},
                   {"safe_to_ignore", row.safe_to_ignore ? Json(*row.safe_to_ignore) : Json()},
                   {"because", json_or_null(row.because)}});
  return out;
}

// The forecast's keys are sentences; the commands to type instead stand beside them under the same keys.
void add_forecast(Json& out, const Forecast& forecast) {
  const std::pair<const char*, const ForecastLine*> lines[] = {{"status", &forecast.status},
                                                               {"deploy", &forecast.deploy},
                                                               {"dev", &forecast.dev},
                                                               {"db_pull", &forecast.db_pull},
                                                               {"resolve", &forecast.resolve}};
  Json sentences = Json::object(), instead = Json::object(), exits = Json::object();
  for (const auto& [name, line] : lines) {
    sentences[name] = json_text(line->sentence);
    if (!line->instead.empty()) instead[name] = json_names(line->instead);
    exits[name] = line->exit < 0 ? Json() : Json(line->exit);
  }
  out["forecast"] = sentences;
  out["instead"] = instead;
  out["forecast_exit"] = exits;
}

const char* outcome_name(DeployOutcome::What what) {
  switch (what) {
    case DeployOutcome::What::nothing:
      return "nothing";
    case DeployOutcome::What::runs:
      return "runs";
    case DeployOutcome::What::fails:
      return "fails";
    case DeployOutcome::What::destroys:
      return "destroys";
    case DeployOutcome::What::unknown:
      return "unknown";
  }
  return "unknown";
}

Json json_outcome(const DeployOutcome& deploy) {
  return {{"outcome", outcome_name(deploy.what)},        {"migration", json_or_null(deploy.migration)},
          {"statement", json_or_null(deploy.statement)}, {"line", deploy.line ? Json(deploy.line) : Json()},
          {"sqlstate", json_or_null(deploy.sqlstate)},   {"rows", deploy.rows ? Json(*deploy.rows) : Json()},
          {"because", json_or_null(deploy.because)}};
}

Json consumers(const Database& database) {
  std::vector<std::string> names;
  for (const auto& consumer : database.consumers)
    if (std::find(names.begin(), names.end(), consumer.source) == names.end()) names.push_back(consumer.source);
  return json_names(names);
}

}  // namespace

Json json_ledger(const History& history) {
  Json out = {{"source", json_text(history.consumer.source)},
              {"project", json_text(history.consumer.project)},
              {"state", ledger_state_name(history.state)},
              {"unapplied", json_names(history.unapplied)},
              {"deploys", json_names(history.deploys)},
              {"missing", missing_rows(history.missing)},
              {"edited", json_names(history.edited)},
              {"failed", json_names(history.failed)},
              {"rolled_back", json_names(history.rolled_back)},
              {"unreadable", json_names(history.unreadable)},
              {"applied_out_of_order", json_names(history.applied_out_of_order)},
              {"last_common", json_or_null(history.last_common)},
              {"lock_provider", json_or_null(history.lock_provider)},
              {"prisma_status_exit", history.prisma_status_exit},
              {"prisma_error", json_or_null(history.prisma_error)}};
  out["deploy"] = json_outcome(history.forecast.outcome);
  add_forecast(out, history.forecast);
  return out;
}

Json json_environments(const Answer& answer) {
  Json out = Json::array();
  auto names = migrations_of(answer);
  for (const auto& look : answer.analysis.environments) {
    Json cells = Json::object();
    auto words = cells_of(look, names);
    for (std::size_t i = 0; i < names.size(); ++i)
      if (!words[i].empty()) cells[json_safe(names[i])] = words[i];
    out.push_back({{"name", json_text(look.name)},
                   {"rank", look.rank},
                   {"protected", look.is_protected},
                   {"from", json_or_null(look.from)},
                   {"problem", json_or_null(look.problem)},
                   {"source", json_or_null(look.consumer.source)},
                   {"project", json_or_null(look.consumer.project)},
                   {"database", json_or_null(look.database.id)},
                   {"url", json_or_null(look.database.url)},
                   {"migrations", cells},
                   {"ledger", look.problem.empty() ? json_ledger(look.history) : Json()}});
  }
  return out;
}

Json json_databases(const Answer& answer) {
  Json out = Json::array();
  if (!answer.analysis.databases) return out;
  for (const auto& database : *answer.analysis.databases) {
    Json ledgers = Json::array();
    for (const auto& history : answer.analysis.histories)
      if (history.database == database.id) ledgers.push_back(json_ledger(history));
    out.push_back({{"id", json_text(database.id)},
                   {"url", json_or_null(database.url)},
                   {"reachable", reachable(database)},
                   {"state", state_name(database.state)},
                   {"error", json_or_null(database.error)},
                   {"hint", json_or_null(database.hint)},
                   {"server_version", json_or_null(database.server_version)},
                   {"schema", json_or_null(database.schema)},
                   {"has_ledger", reachable(database) ? Json(database.has_ledger) : Json()},
                   {"proved_shared", database.proved_shared},
                   {"sources", consumers(database)},
                   {"applied", applied_rows(answer, database)},
                   {"ledgers", ledgers}});
  }
  return out;
}

}  // namespace tributary
