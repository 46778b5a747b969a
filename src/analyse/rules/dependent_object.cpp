// PostgreSQL neither drops a column or table that a view reads (2BP01, but with CASCADE) nor changes such a column's
// type (0A000). The view may be a migration's, or only one database's: made by hand, by another team, by a tool for
// reports.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analyse/hazards.hpp"
#include "analyse/live_counts.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "tributary/catalog.hpp"

namespace tributary {
namespace {

struct Dependant {
  ObjectName view;
  std::string database;  ///< "" = a migration makes it
};

bool is_view(ObjectKind kind) {
  return kind == ObjectKind::view || kind == ObjectKind::materialized_view;
}

/// What a database's view reads, from the text that PostgreSQL prints of it.
std::vector<Use> read_by(const CatalogObject& view) {
  auto definition = view.facts.find("definition");
  if (definition == view.facts.end()) return {};
  auto script = read_changes("CREATE VIEW of_the_database AS " + definition->second);
  return script.changes.empty() ? std::vector<Use>{} : script.changes.front().needs;
}

using Views = std::vector<std::pair<ObjectName, std::vector<Use>>>;

Views views_of(const Catalog& structure) {
  Views out;
  for (const auto& object : structure.objects)
    if (is_view(object.name.kind)) out.emplace_back(object.name, read_by(object));
  return out;
}

bool reads(const std::vector<Use>& uses, const ObjectName& object, const std::string& stored) {
  auto key = object_key(object), table = stored.empty() ? object.name : stored;
  return std::any_of(uses.begin(), uses.end(), [&](const Use& use) {
    if (object.kind == ObjectKind::column)
      return use.object.kind == ObjectKind::column && use.object.part == object.part && use.object.name == table;
    return object_key(use.object) == key;
  });
}

/// An own statement before this one drops it; it may be made again behind.
bool dropped_before(const OwnChange& at, const ObjectName& view) {
  auto key = object_key(view);
  return find_before(at, [&](const Change& other) {
    bool gone = other.verb == Verb::drop && object_key(other.object) == key;
    return gone || (other.verb == Verb::create && other.or_replace && object_key(other.object) == key);
  });
}

void add_from_databases(const OwnChange& at, std::vector<Dependant>& out) {
  std::set<std::string> known;
  for (const auto& one : out) known.insert(object_key(one.view));
  for (const auto* database : databases_before(at)) {
    auto structure = at.analysis.structures.find(database->id);
    if (structure == at.analysis.structures.end() || !structure->second) continue;
    for (const auto& [view, uses] : views_of(*structure->second))
      if (reads(uses, at.change().object, at.standing().stored) && !dropped_before(at, view) &&
          known.insert(object_key(view)).second)
        out.push_back({view, database->id});
  }
}

std::vector<Dependant> dependants(const OwnChange& at) {
  std::vector<Dependant> out;
  if (at.change().object.kind == ObjectKind::column)
    for (const auto& view : at.standing().parts)
      out.push_back({{ObjectKind::view, at.change().object.schema, view, "", ""}, ""});
  add_from_databases(at, out);
  return out;
}

bool meets_dependants(const Change& change) {
  if (change.verb == Verb::drop)
    return !change.cascade && (change.object.kind == ObjectKind::column || is_relation(change.object.kind)) &&
           change.object.kind != ObjectKind::index && change.object.kind != ObjectKind::sequence;
  return change.verb == Verb::alter && change.object.kind == ObjectKind::column && change.aspect == Aspect::type;
}

/// One DROP that names both drops both.
bool dropped_beside(const OwnChange& at, const ObjectName& view) {
  auto key = object_key(view);
  return find_in_script(at, [&](const Change& other) {
    return other.statement == at.change().statement && other.verb == Verb::drop && object_key(other.object) == key;
  });
}

std::optional<Hit> judge(const OwnChange& at) {
  const auto& change = at.change();
  if (!meets_dependants(change)) return std::nullopt;
  auto all = dependants(at);
  std::erase_if(all, [&](const Dependant& one) { return dropped_beside(at, one.view); });
  if (all.empty()) return std::nullopt;
  std::vector<std::string> names;
  for (const auto& one : all) {
    names.push_back(object_text(one.view));
    if (!one.database.empty()) names.back() += fmt::format(" (in {}, made by no migration)", one.database);
  }
  bool drops = change.verb == Verb::drop;
  Hit hit;
  hit.message = fmt::format("{} {}, which {} reads", drops ? "drops" : "changes the type of",
                            object_text(change.object), list(names));
  hit.why = drops ? "PostgreSQL refuses to drop what a view depends on: it fails (2BP01)."
                  : "PostgreSQL refuses to alter the type of a column that a view uses: it fails (0A000).";
  auto kind = all.front().view.kind == ObjectKind::view ? "VIEW" : "MATERIALIZED VIEW";
  hit.help = fmt::format(
      "Before the statement: `DROP {0} IF EXISTS {1};`, and behind it the view made again over what is left{2}.", kind,
      sql_name(all.front().view),
      all.front().database.empty()
          ? ""
          : fmt::format(" (`SELECT pg_get_viewdef('{}')` says how it was made)", sql_name(all.front().view)));
  if (std::all_of(all.begin(), all.end(), [](auto& one) { return !one.database.empty(); }))
    hit.database = all.front().database;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  return hazard_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule dependent_object = {
    "dependent-object", Severity::error, Needs::own_sql, "hazards", "A script drops or alters what a view reads", look};
}
}  // namespace tributary
