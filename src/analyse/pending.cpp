#include "analyse/pending.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

#include "analyse/applied.hpp"
#include "analyse/drift.hpp"
#include "analyse/live_counts.hpp"
#include "analyse/own_changes.hpp"
#include "base/text.hpp"
#include "tributary/deploy.hpp"
#include "values/command_lines.hpp"

namespace tributary {
namespace {

using What = DeployOutcome::What;

OwnMigrations pending_of(const Analysis& analysis, const Consumer& consumer, const Folding& below) {
  std::vector<const Migration*> migrations;
  for (const auto& name : consumer.history->deploys)
    if (const auto* migration = consumer.at.project->folder->find(name)) migrations.push_back(migration);
  Place holder;
  holder.source = consumer.at.source->name, holder.project = consumer.at.project->path;
  holder.file = consumer.at.project->migrations_dir, holder.commit = consumer.at.source->commit;
  OwnMigrations out;
  out.holders = {std::move(holder)};
  out.scripts = scripts_of(migrations, analysis.changes, &below);
  return out;
}

struct Found {
  std::size_t script = 0;  ///< of `unread`: the next one that was read
  std::string unread;      ///< the migration whose script nobody has read; "" = this one was
  int line = 0;
  What what = What::runs;
  std::string sqlstate, because;
};

std::optional<Found> found_of(const Rule& rule, const Hit& hit) {
  auto severity = std::min(std::max(rule.severity, hit.at_least), hit.at_most);
  Found found;
  found.line = hit.place.line, found.because = hit.message;
  if (!hit.sqlstate.empty()) {
    if (severity == Severity::info) return std::nullopt;
    found.sqlstate = hit.sqlstate;
    found.what = severity == Severity::error ? What::fails : What::unknown;
    return found;
  }
  if (!rule.topics.has(Topic::row_loss) || severity < Severity::warning) return std::nullopt;
  found.what = What::destroys;
  return found;
}

std::size_t script_at(const OwnMigrations& pending, const std::string& migration) {
  for (std::size_t i = 0; i < pending.scripts.size(); ++i)
    if (pending.scripts[i].migration == migration) return i;
  return pending.scripts.size();
}

/// What the rules say of pending ones; relations.own are these meanwhile.
std::vector<std::vector<Found>> found_by_rules(const Analysis& analysis) {
  const auto& all = analysis.relations.own;
  std::vector<std::vector<Found>> out(all.size());
  for (const auto& rule : rules()) {
    if (!rule.look || rule.group != Group::hazards) continue;
    for (const auto& hit : rule.look(analysis)) {
      auto found = found_of(rule, hit);
      for (std::size_t i = 0; found && i < all.size(); ++i) {
        const auto& holder = all[i].holders.front();
        bool here = hit.place.source == holder.source && hit.place.project == holder.project;
        found->script = script_at(all[i], hit.place.migration);
        if (here && found->script < all[i].scripts.size()) out[i].push_back(*found);
      }
    }
  }
  return out;
}

/// The first line of the statement that begins at or before that line.
std::string statement_at(const OwnScript& script, int line) {
  const Statement* at = nullptr;
  for (const auto& statement : script.script->statements)
    if (statement.line <= line) at = &statement;
  if (!at) return "";
  auto text = script.content->text.substr(at->begin, at->end - at->begin);
  auto end = text.find('\n');
  return text::trim(end == text.npos ? text : text.substr(0, end));
}

std::optional<std::int64_t> rows_at(const Analysis& analysis, const OwnMigrations& pending, const Found& found) {
  const auto& script = pending.scripts[found.script];
  for (std::size_t i = 0; i < script.script->changes.size(); ++i) {
    if (script.script->changes[i].line != found.line) continue;
    auto counted = counts({analysis, pending, pending.holders.front(), found.script, i});
    if (found.what == What::fails && counted.found.value_or(0) > 0) return counted.found;
    if (counted.rows) return counted.rows;
  }
  return std::nullopt;
}

/// The first statement that is opaque, or script that nobody has read.
std::optional<Found> unread(const OwnMigrations& pending, const Consumer& consumer) {
  for (std::size_t i = 0; const auto& name : consumer.history->deploys) {
    if (i >= pending.scripts.size() || pending.scripts[i].migration != name) {
      const auto* migration = consumer.at.project->folder->find(name);
      bool large = migration && migration->script && migration->script->too_large;
      return Found{
          i, name, 0, What::unknown, "", large ? "its script is over the size cap" : "its script was not read"};
    }
    for (const auto& change : pending.scripts[i].script->changes)
      if (change.unread()) return Found{i, "", change.line, What::unknown, "", "it cannot be read: " + change.because};
    ++i;
  }
  return std::nullopt;
}

/// Failing before destroying before not known; of one kind the first that runs.
const Found* worst(const std::vector<Found>& all) {
  auto rank = [](What what) { return what == What::fails ? 0 : what == What::destroys ? 1 : 2; };
  const Found* out = nullptr;
  for (const auto& found : all)
    if (!out ||
        std::tuple(rank(found.what), found.script, found.line) < std::tuple(rank(out->what), out->script, out->line))
      out = &found;
  return out;
}

DeployOutcome outcome_of(const Analysis& analysis, const OwnMigrations& pending, const std::vector<Found>& all) {
  DeployOutcome out;
  const auto* found = worst(all);
  out.what = found ? found->what : What::runs;
  if (!found) return out;
  if (!found->unread.empty()) {
    out.migration = found->unread, out.because = found->because;
    return out;
  }
  const auto& script = pending.scripts[found->script];
  out.migration = script.migration;
  out.line = found->line;
  out.statement = statement_at(script, found->line);
  out.sqlstate = found->sqlstate;
  out.because = found->because;
  if (found->what != What::unknown) out.rows = rows_at(analysis, pending, *found);
  return out;
}

/// The sentence that the ledger alone gave, with what the script does. One that names other commands already says why
/// the scripts must not run.
void tell(Forecast& forecast, const DeployOutcome& deploy) {
  auto& line = forecast.deploy;
  forecast.outcome = deploy;
  if (!line.instead.empty()) return;
  auto place = deploy.line ? fmt::format("{} line {}", deploy.migration, deploy.line) : deploy.migration;
  if (deploy.what == What::fails)
    line = {
        fmt::format("`migrate deploy` stops with P3018 at {}: {} ({})", place, deploy.because, deploy.sqlstate), 1, {}};
  else if (deploy.what == What::destroys)
    line.sentence += fmt::format("; {} {}", place, deploy.because);
  else if (deploy.what == What::unknown)
    line.sentence += fmt::format("; whether {} goes through is not known: {}", place, deploy.because);
}

/// Scripts run there and nothing of the ledger stops them.
bool would_run(const Consumer& consumer) {
  const auto& history = *consumer.history;
  bool starts = consumer.database->has_ledger || !consumer.database->has_other_tables;
  return !history.deploys.empty() && starts && history.forecast.deploy.exit != 1;
}

std::optional<Found> refused(const Analysis& analysis, const OwnMigrations& pending, const Database& database) {
  auto structure = analysis.structures.find(database.id);
  if (structure == analysis.structures.end() || !structure->second) return std::nullopt;
  auto refusal = refused_by_structure(pending, *structure->second, database.schema);
  if (!refusal) return std::nullopt;
  return Found{refusal->script, "", refusal->line, What::fails, refusal->sqlstate, refusal->because};
}

/// A refused script whose every object is there is to be recorded; what comes behind it is deployed then.
void record_instead(const Analysis& analysis, const Consumer& consumer, const Applied& applied, ForecastLine& line) {
  const auto& history = *consumer.history;
  const auto& name = history.forecast.outcome.migration;
  const auto* migration = consumer.at.project->folder->find(name);
  auto structure = analysis.structures.find(consumer.database->id);
  if (!migration || !migration->script || structure == analysis.structures.end() || !structure->second) return;
  auto read = analysis.changes.find(migration->script->blob);
  if (read == analysis.changes.end()) return;
  Present present(*structure->second, *consumer.database);
  if (all_it_makes(*read->second, *consumer.at.project->folder, applied, present).empty()) return;
  line.sentence += "; where all that is there is as it makes it, record it as applied";
  line.instead = {typed::resolve_applied(*consumer.at.project, name)};
  if (history.deploys.size() > 1) line.instead.push_back(typed::deploy(*consumer.at.project));
}

History& history_of(Analysis& analysis, const Consumer& consumer) {
  return analysis.histories[static_cast<std::size_t>(consumer.history - analysis.histories.data())];
}

/// With analysis.databases this one alone, and relations.own what is pending there.
void judge_one(Analysis& analysis, const std::vector<Consumer>& there, const Applied& applied) {
  auto found = found_by_rules(analysis);
  for (std::size_t i = 0; i < there.size(); ++i) {
    const auto& pending = analysis.relations.own[i];
    auto& history = history_of(analysis, there[i]);
    // Before what the rules say of the same statement: where its table is there, its columns are not added.
    if (auto stop = refused(analysis, pending, *there[i].database)) found[i].insert(found[i].begin(), *stop);
    if (auto opaque = unread(pending, there[i])) found[i].push_back(*opaque);
    tell(history.forecast, outcome_of(analysis, pending, found[i]));
    if (history.forecast.outcome.what == What::fails)
      record_instead(analysis, there[i], applied, history.forecast.deploy);
  }
}

}  // namespace

void add_pending(Analysis& analysis) {
  std::vector<OwnMigrations> pending;
  for (const auto& consumer : consumers(analysis)) {
    if (!is_target(analysis, *consumer.at.source) || consumer.history->deploys.empty()) continue;
    // On a database without a past the whole folder is pending: it is judged, but not held against the target.
    bool any = std::any_of(consumer.database->rows.begin(), consumer.database->rows.end(),
                           [](const LedgerRow& row) { return row.applied(); });
    if (any) pending.push_back(pending_of(analysis, consumer, applied_scripts(analysis, *consumer.database).made));
  }
  auto& own = analysis.relations.own;
  own.insert(own.end(), std::make_move_iterator(pending.begin()), std::make_move_iterator(pending.end()));
}

void judge_drift(Analysis& analysis) {
  for (const auto& consumer : consumers(analysis)) {
    auto& dev = history_of(analysis, consumer).forecast.dev;
    if (dev.exit > 0) continue;  // it stops, or demands a reset, for another reason already
    auto drift = drift_that_dev_sees(analysis, consumer);
    if (drift.empty()) continue;
    bool shared = consumer.database->consumers.size() > 1;
    dev = {fmt::format("`migrate dev` will demand a reset of the {}database: {} {} not as the migrations applied there "
                       "leave {} (drift); a migration is made without that by `tributary new NAME`",
                       shared ? "shared " : "", list(drift), drift.size() == 1 ? "is" : "are",
                       drift.size() == 1 ? "it" : "them"),
           130,
           {}};
  }
}

void judge_deploys(Analysis& analysis) {
  if (!analysis.databases) return;
  auto own = std::move(analysis.relations.own);
  const auto databases = *analysis.databases;
  for (const auto& database : databases) {
    analysis.databases = {database};
    auto there = consumers(analysis);
    std::erase_if(there, [](const Consumer& consumer) { return !would_run(consumer); });
    if (there.empty()) continue;
    auto applied = applied_scripts(analysis, database);
    analysis.relations.own.clear();
    for (const auto& consumer : there) analysis.relations.own.push_back(pending_of(analysis, consumer, applied.made));
    judge_one(analysis, there, applied);
  }
  analysis.databases = databases;
  analysis.relations.own = std::move(own);
}

}  // namespace tributary
