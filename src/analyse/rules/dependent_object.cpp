// PostgreSQL neither drops what something else stands on (2BP01, but with CASCADE) nor changes the type of a column
// that a view, policy, trigger or generated column uses (0A000). What stands there may be of a migration, of the same
// history or another one, or only one database's: made by hand, by another team, by a tool for reports.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "analyse/hazards.hpp"
#include "analyse/in_database.hpp"
#include "analyse/live_counts.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "sql/drop_sql.hpp"
#include "tributary/catalog.hpp"

namespace tributary {
namespace {

std::string made_by(const Dependant& one, const Place& here, const std::string& database) {
  if (!database.empty()) return fmt::format(" (in {}, made by no migration)", database);
  if (!one.maker || (one.maker->migration == here.migration && one.maker->source == here.source)) return "";
  auto where = one.maker->source == here.source ? "" : " on " + one.maker->source;
  return fmt::format(" (made by {}{})", one.maker->migration, where);
}

std::string help_for(const Change& change, const Dependant& first, bool beside) {
  const auto& object = first.object;
  auto drop = sql::drop_sql(object, first.within);
  if (drop.empty()) return fmt::format("Before the statement, let {} do without it.", object_text(object));
  if (first.owner && object.kind == ObjectKind::column)
    return fmt::format("`ALTER TABLE {} ALTER COLUMN {} DROP IDENTITY;` takes the sequence along.",
                       sql_name({ObjectKind::table, object.schema, object.name, "", ""}), sql_name(object.part));
  if (first.owner) return fmt::format("`{}` takes the index along.", drop);
  bool column = object.kind == ObjectKind::column && change.object.kind != ObjectKind::column;
  if (column && change.verb == Verb::drop)
    return fmt::format("Before the statement, let {} do without it: another type or default, or `{}`.",
                       object_text(object), drop);
  auto anew = change.verb == Verb::drop && !is_query(object.kind) ? "where it is to stay, made again over what is left"
                                                                  : "behind it made again over what is left";
  auto how = beside && is_query(object.kind)
                 ? fmt::format(" (`SELECT pg_get_viewdef('{}')` says how it was made)", sql_name(object))
                 : "";
  return fmt::format("Before the statement: `{}`, and {}{}.", drop, anew, how);
}

/// CREATE OR REPLACE of what has other columns, or another result.
Hit replacing(const Change& change, const Dependant& old, const std::string& made) {
  Hit hit;
  bool view = old.sqlstate == "42P16";
  hit.message = fmt::format("replaces {}{} with {}", object_text(change.object), made,
                            view ? "other columns than it has" : "another result than it has");
  hit.why = view ? "CREATE OR REPLACE may only add columns behind those that a view has: it fails (42P16)."
                 : "CREATE OR REPLACE changes no function's result: it fails (42P13).";
  hit.sqlstate = old.sqlstate;
  hit.help = fmt::format("Before the statement: `{}`, and behind it made again what stood on it.",
                         sql::drop_sql(change.object));
  return hit;
}

std::string sentence(const Change& change, const std::vector<Dependant>& by, const std::vector<std::string>& names) {
  bool drops = change.verb == Verb::drop;
  auto what = fmt::format("{} {}", drops ? "drops" : "changes the type of", object_text(change.object));
  if (by.front().owner) return fmt::format("{}, which is {}'s own", what, list(names));
  bool reads = std::all_of(by.begin(), by.end(), [](const Dependant& one) { return is_query(one.object.kind); });
  if (reads) return fmt::format("{}, which {} {}", what, list(names), names.size() == 1 ? "reads" : "read");
  return fmt::format("{}, on which {} {}", what, list(names), names.size() == 1 ? "stands" : "stand");
}

Hit hit_for(const Change& change, const std::vector<Dependant>& by, const Place& here, const std::string& database) {
  std::vector<std::string> names;
  for (const auto& one : by) names.push_back(object_text(one.object) + made_by(one, here, database));
  if (change.verb == Verb::create) {
    auto hit = replacing(change, by.front(), made_by(by.front(), here, database));
    hit.place = here, hit.key = object_key(change.object), hit.database = database;
    if (by.front().maker) hit.related = {*by.front().maker};
    return hit;
  }
  Hit hit;
  hit.place = here;
  hit.message = sentence(change, by, names);
  hit.key = object_key(change.object);
  const auto& first = by.front();
  hit.why = change.verb == Verb::drop
                ? "PostgreSQL refuses to drop what something else depends on: it fails (2BP01)."
                : "PostgreSQL refuses to alter the type of a column that something else uses: it fails (0A000).";
  if (std::all_of(by.begin(), by.end(), [](const Dependant& one) { return one.since_16; })) {
    hit.why = "From PostgreSQL 16 on it fails (2BP01); older servers drop the generated column with it.";
    hit.at_most = Severity::warning;
  }
  hit.help = help_for(change, first, !database.empty());
  hit.sqlstate = first.sqlstate;
  hit.database = database;
  for (const auto& one : by)
    if (one.maker) hit.related.push_back(*one.maker);
  return hit;
}

/// By own migrations and database.
class Databases {
 public:
  explicit Databases(const Analysis& analysis) : analysis_(analysis) {}

  const std::vector<Dependant>* in_the_way(const OwnChange& at, const Database& database) {
    const auto& ways = ways_of(at.own, database);
    auto found = ways.find({at.script, at.index});
    return found == ways.end() ? nullptr : &found->second;
  }

 private:
  const InDatabase::Ways& ways_of(const OwnMigrations& own, const Database& database) {
    auto [ways, fresh] = ways_.try_emplace({&own, database.id});
    auto structure = analysis_.structures.find(database.id);
    if (!fresh || structure == analysis_.structures.end() || !structure->second) return ways->second;
    auto& known = known_[database.id];
    if (!known) known = std::make_unique<InDatabase>(analysis_, database, *structure->second);
    ways->second = known->in_the_way(own);
    return ways->second;
  }

  const Analysis& analysis_;
  std::map<std::string, std::unique_ptr<InDatabase>> known_;
  std::map<std::pair<const OwnMigrations*, std::string>, InDatabase::Ways> ways_;
};

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& one : analysis.relations.blocked) {
    hits.push_back(hit_for(one.change, one.by, one.here, ""));
    if (one.uncertain) hits.back().at_most = Severity::warning;
  }
  Databases databases(analysis);
  auto beside = hazard_hits(analysis, [&](const OwnChange& at) -> std::optional<Hit> {
    for (const auto* database : databases_before(at))
      if (const auto* by = databases.in_the_way(at, *database))
        return hit_for(at.change(), *by, at.holder, database->id);
    return std::nullopt;
  });
  hits.insert(hits.end(), std::make_move_iterator(beside.begin()), std::make_move_iterator(beside.end()));
  return hits;
}

}  // namespace

namespace rule {
extern const Rule dependent_object = {"dependent-object",
                                      Severity::error,
                                      Needs::sql,
                                      Group::hazards,
                                      {},
                                      "A script drops or alters what something stands on",
                                      look};
}
}  // namespace tributary
