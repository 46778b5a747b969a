// The ledger says that a script ran, and what it made is not in the database: somebody dropped it by hand, restored a
// dump beside the ledger, or marked the row applied without running the script. `migrate deploy` will never make it,
// and the next script over it fails with 42P01 or 42703. Silent where a script that ran later cannot be read.
#include <fmt/format.h>

#include "analyse/applied.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"

namespace tributary {
namespace {

/// Whether the server lists it under this name: the index of a constraint is none of its own, of a composite type and a
/// view no columns are told.
bool stands_alone(const Folding& made, const ObjectName& object) {
  const auto* maker = made.maker(object.kind == ObjectKind::column ? owner_key(object) : object_key(object));
  if (object.kind == ObjectKind::column) return maker && maker->object.kind == ObjectKind::table;
  return object.kind != ObjectKind::index || !maker || maker->object.kind == ObjectKind::index;
}

/// A block may make it only under a condition.
bool is_certain(const ScriptChanges& script, const Change& change) {
  return change.statement >= script.statements.size() || script.statements[change.statement].kind != "DoStmt";
}

/// What row `at` made last and the structure has not; of a missing table its columns say nothing more.
std::vector<std::string> missing(const Applied& applied, const Present& present, std::size_t at) {
  std::vector<std::string> out;
  std::set<std::string> said;
  for (const auto& change : applied.rows[at].script->changes) {
    bool makes = change.verb == Verb::create || change.verb == Verb::rename;
    const auto& object = change.verb == Verb::rename && change.to ? *change.to : change.object;
    auto key = object_key(object), owner = owner_key(object);
    const auto* moment = applied.made.latest(key);
    if (!makes || !is_certain(*applied.rows[at].script, change) || !stands_alone(applied.made, object)) continue;
    if (!moment || !moment->exists || moment->at != at || !present.could_tell(object)) continue;
    if (applied.perhaps.count(key) || (!owner.empty() && applied.perhaps.count(owner))) continue;
    if (present.has(object) || said.count(owner) || !said.insert(key).second) continue;
    out.push_back(object_text(object));
  }
  return out;
}

Hit hit_for(const Consumer& consumer, const std::string& migration, const std::vector<std::string>& gone) {
  Hit hit;
  hit.place = place_in(consumer, migration);
  hit.message = fmt::format("{} has applied {}, but {} {} not there", consumer.database->id, migration, list(gone),
                            gone.size() == 1 ? "is" : "are");
  hit.why =
      "`prisma migrate deploy` takes the migration for done and will not make it again; what needs it fails in this "
      "database alone.";
  hit.help =
      "Write a migration that makes it anew (CREATE … IF NOT EXISTS, so that other databases keep theirs), or restore "
      "it from a backup.";
  hit.database = consumer.database->id;
  hit.key = consumer.database->id;
  return hit;
}

void look_at(const Consumer& consumer, const Applied& applied, const Catalog& structure, std::vector<Hit>& hits) {
  Present present(structure, *consumer.database);
  for (auto at = applied.last_unknown; at < applied.rows.size(); ++at) {
    const auto& row = applied.rows[at];
    if (!row.script) continue;  // it failed
    if (!consumer.at.project->folder->find(row.migration)) continue;
    auto gone = missing(applied, present, at);
    if (!gone.empty()) hits.push_back(hit_for(consumer, row.migration, gone));
  }
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  std::map<std::string, Applied> by_database;
  for (const auto& consumer : consumers(analysis)) {
    auto structure = analysis.structures.find(consumer.database->id);
    if (structure == analysis.structures.end() || !structure->second) continue;
    auto [at, fresh] = by_database.try_emplace(consumer.database->id);
    if (fresh) at->second = applied_scripts(analysis, *consumer.database);
    look_at(consumer, at->second, *structure->second, hits);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule row_without_objects = {"row-without-objects",
                                         Severity::error,
                                         Needs::structure,
                                         Group::ledger,
                                         {Topic::structure},
                                         "A migration is applied, but what it made is not in the database",
                                         look};
}
}  // namespace tributary
