// The database is not what its ledger's scripts leave: somebody ran SQL by hand, pushed a schema, or restored a dump
// beside the ledger. `migrate dev` finds such drift by replaying the folder in a shadow database and demands a reset;
// `deploy` says nothing until a script meets it (42P07, 42701, 42704). Expected is what a rehearsal of the ledger's own
// order made, where there is one, else what the scripts' text says. Objects of a table, column, index or type that are
// gone are row-without-objects' to tell; scripts whose row is missing are objects-without-row's.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "analyse/consumers.hpp"
#include "analyse/drift.hpp"
#include "analyse/hazards.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"
#include "prisma/script.hpp"
#include "sql/default_schema.hpp"
#include "tributary/catalog.hpp"
#include "tributary/rehearse.hpp"
#include "values/command_lines.hpp"

namespace tributary {
namespace {

/// One that is missing because its row's script made it has a finding of that row.
bool said_by_its_row(const Difference& difference) {
  if (difference.left || !difference.fact.empty()) return false;
  auto kind = difference.object.kind;
  return kind == ObjectKind::column || kind == ObjectKind::enum_type || kind == ObjectKind::composite_type ||
         kind == ObjectKind::domain || is_relation(kind);
}

const Catalog* rehearsed(const Analysis& analysis, const std::string& database) {
  if (!analysis.rehearsal) return nullptr;
  for (const auto& run : analysis.rehearsal->runs)
    if (run.order.kind == Order::Kind::as_happened && run.order.database == database && run.order.unknown.empty() &&
        run.ok)
      return run.structure.get();
  return nullptr;
}

using Scripts = std::vector<const ScriptChanges*>;

/// The script with the row's checksum, whoever holds it; null: nobody, or it was not read.
const ScriptChanges* script_of(const Analysis& analysis, const LedgerRow& row) {
  for (const auto& at : all_projects(analysis)) {
    const auto* migration = at.project->folder->find(row.migration_name);
    if (!migration || !migration->script || !prisma::checksum_matches(migration->script->checksums, row.checksum))
      continue;
    auto read = analysis.changes.find(migration->script->blob);
    return read == analysis.changes.end() ? nullptr : read->second.get();
  }
  return nullptr;
}

/// What ran there, in its order.
struct Ran {
  Scripts scripts;
  bool known = true;  ///< false: a script is nowhere, cannot be read or failed
};
Ran ran_in(const Analysis& analysis, const Database& database) {
  Ran out;
  for (const auto& row : database.rows) {
    if (row.rolled_back()) continue;
    const auto* script = row.applied() ? script_of(analysis, row) : nullptr;
    if (script) out.scripts.push_back(script);
    out.known = out.known && script;
  }
  out.known = out.known && !out.scripts.empty() && fold(out.scripts, database.schema).opaque.empty();
  return out;
}

/// What the folder has and nobody's row says that it ran: it may have been run by hand.
Scripts others_of(const Analysis& analysis, const Project& project, const Database& database) {
  Scripts out;
  for (const auto& migration : project.folder->migrations) {
    const auto* row = row_of(database, migration.name);
    if (!migration.script || (row && row->applied())) continue;
    auto read = analysis.changes.find(migration.script->blob);
    if (read != analysis.changes.end()) out.push_back(read->second.get());
  }
  return out;
}

/// What the scripts that ran and this source's others leave together.
Catalog with_others(const Scripts& ran, const Analysis& analysis, const Project& project, const Database& database) {
  auto all = ran;
  for (const auto* script : others_of(analysis, project, database)) all.push_back(script);
  return fold(all, database.schema);
}

bool consumes(const Database& database, const Spot& at) {
  for (const auto& consumer : database.consumers)
    if (consumer.source == at.source->name && consumer.project == at.project->path) return true;
  return false;
}

/// Sources on other databases, with what the scripts that ran and theirs leave together.
using Elsewhere = std::vector<std::pair<std::string, Catalog>>;

Elsewhere elsewhere(const Scripts& ran, const Analysis& analysis, const Database& database) {
  Elsewhere out;
  for (const auto& at : all_projects(analysis))
    if (!consumes(database, at) && !others_of(analysis, *at.project, database).empty())
      out.emplace_back(at.source->name, with_others(ran, analysis, *at.project, database));
  return out;
}

std::string would_make(const Elsewhere& others, const ObjectName& object) {
  for (const auto& other : others)
    if (other.second.find(object)) return other.first;
  return "";
}

std::string said(const Difference& difference) {
  return fmt::format("{} is {} there and {} by the migrations", difference.fact, difference.left.value_or("not set"),
                     difference.right.value_or("not set"));
}

std::string sentence(const Elsewhere& others, const Database& database, const std::vector<Difference>& of_object) {
  const auto& first = of_object.front();
  auto object = object_text(first.object);
  if (!first.fact.empty()) {
    std::vector<std::string> facts;
    for (const auto& each : of_object) facts.push_back(said(each));
    return fmt::format("{} in {}: {}", object, database.id, list(facts));
  }
  if (!first.left)
    return fmt::format("{} is not in {}, though the migrations applied there make it", object, database.id);
  auto maker = would_make(others, first.object);
  return fmt::format("{} is in {}, and no migration applied there makes it{}", object, database.id,
                     maker.empty() ? "" : fmt::format("; {}, which is not on that database, would", maker));
}

Hit hit_for(const Consumer& consumer, const ObjectName& object, std::string message) {
  Hit hit;
  hit.place = place_in(consumer, "");
  hit.message = std::move(message);
  hit.why =
      "The migrations do not lead to this database: `prisma migrate dev` calls it drift and demands a reset, and every "
      "other database is made without it.";
  hit.help = fmt::format("{}  (shows what is there; put what is to stay into a migration, and undo the rest by hand)",
                         in_project(consumer, typed::pull_print(*consumer.at.project)));
  hit.database = consumer.database->id;
  hit.key = consumer.database->id + object_text(object);
  return hit;
}

void look_at(const Analysis& analysis, const Consumer& consumer, const Catalog& structure, std::vector<Hit>& hits) {
  const auto& database = *consumer.database;
  auto [ran, known] = ran_in(analysis, database);
  const auto* exact = rehearsed(analysis, database.id);
  if (!known && !exact) return;
  std::vector<Catalog> explained;
  for (const auto& at : all_projects(analysis))
    if (consumes(database, at) && !others_of(analysis, *at.project, database).empty())
      explained.push_back(with_others(ran, analysis, *at.project, database));
  auto expected = exact ? *exact : fold(ran, database.schema);
  auto drift = structure_drift(structure, expected, explained, database.schema);
  std::erase_if(drift, said_by_its_row);
  if (drift.empty()) return;
  auto others = elsewhere(ran, analysis, database);
  for (auto at = drift.begin(); at != drift.end();) {
    auto end = std::find_if(at, drift.end(), [&](const Difference& each) { return each.object != at->object; });
    hits.push_back(hit_for(consumer, at->object, sentence(others, database, {at, end})));
    at = end;
  }
}

/// As the database prints it, or as the script that ran there makes it.
std::optional<Change> index_of(const Difference& difference, const Scripts& ran, const std::string& schema) {
  std::optional<Change> out;
  if (difference.left)
    for (auto& change : read_changes(*difference.left).changes)
      if (change.verb == Verb::create && change.object.kind == ObjectKind::index) out = std::move(change);
  auto key = object_key(sql::without_schema(difference.object, schema));
  for (const auto* script : difference.left ? Scripts{} : ran)
    for (const auto& change : script->changes)
      if (change.verb == Verb::create && object_key(change.object) == key) out = change;
  return out;
}

/// Prisma describes tables, columns, enums, and indexes that a schema can say.
bool dev_describes(const Difference& difference, const Scripts& ran, const std::string& schema) {
  switch (difference.object.kind) {
    case ObjectKind::table:
      return difference.fact.empty();
    case ObjectKind::column:
      return difference.fact.empty() || difference.fact == "type" || difference.fact == "not null";
    case ObjectKind::enum_type:
      return true;
    case ObjectKind::index: {
      auto maker = difference.fact.empty() ? index_of(difference, ran, schema) : std::nullopt;
      return difference.fact.empty() && (!maker || beyond_the_schema(*maker).empty());
    }
    default:
      return false;
  }
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  std::set<std::string> done;
  for (const auto& consumer : consumers(analysis)) {
    auto structure = analysis.structures.find(consumer.database->id);
    if (structure == analysis.structures.end() || !structure->second || !consumer.database->has_ledger) continue;
    if (done.insert(consumer.database->id).second) look_at(analysis, consumer, *structure->second, hits);
  }
  return hits;
}

}  // namespace

std::vector<std::string> drift_that_dev_sees(const Analysis& analysis, const Consumer& consumer) {
  auto structure = analysis.structures.find(consumer.database->id);
  if (structure == analysis.structures.end() || !structure->second || !consumer.database->has_ledger) return {};
  auto [ran, known] = ran_in(analysis, *consumer.database);
  if (!known) return {};
  std::vector<std::string> out;
  auto schema = consumer.database->schema;
  for (const auto& difference : structure_drift(*structure->second, fold(ran, schema), {}, schema)) {
    auto object = object_text(difference.object);
    if (dev_describes(difference, ran, schema) && std::find(out.begin(), out.end(), object) == out.end())
      out.push_back(object);
  }
  return out;
}

namespace rule {
extern const Rule structure_drift = {"structure-drift",
                                     Severity::error,
                                     Needs::structure,
                                     Group::ledger,
                                     {Topic::structure},
                                     "A database is not what the migrations applied there leave",
                                     look};
}
}  // namespace tributary
