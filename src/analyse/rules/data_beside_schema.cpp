// The whole script is one transaction: the ACCESS EXCLUSIVE lock of an ALTER TABLE is held while the rows of another
// table are written, so that nobody reads the first one for as long as the second takes. Filling, copying or swapping
// columns of the table that is altered, and filling a table that the script creates, is how it should be done.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analyse/hazards.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"

namespace tributary {
namespace {

/// Takes a lock on a table with rows that keeps readers out.
bool locks(const Change& change, const Standing& standing) {
  if (!standing.existing) return false;
  bool part = change.object.kind == ObjectKind::column || change.object.kind == ObjectKind::constraint;
  bool shape = change.verb == Verb::create || change.verb == Verb::alter || change.verb == Verb::drop ||
               change.verb == Verb::rename;
  return shape && (part || (change.object.kind == ObjectKind::table && change.verb != Verb::create));
}

bool moves_rows(const Change& change, const Standing& standing) {
  return change.verb == Verb::write && change.existing_rows && standing.existing && change.aspect != Aspect::insert;
}

std::string table_key(const ObjectName& object) {
  auto table = object;
  table.kind = ObjectKind::table, table.part.clear();
  return object_key(table);
}

bool reads(const Change& change, const std::set<std::string>& tables) {
  return std::any_of(change.needs.begin(), change.needs.end(),
                     [&](const Use& use) { return tables.count(table_key(use.object)) > 0; });
}

std::vector<Hit> judge(const OwnChange& at) {
  const auto& script = *at.in().script;
  std::set<std::string> altered;
  for (std::size_t i = 0; i < script.changes.size(); ++i)
    if (locks(script.changes[i], at.in().standings[i])) altered.insert(table_key(script.changes[i].object));
  for (std::size_t i = 0; i < script.changes.size() && !altered.empty(); ++i) {
    const auto& change = script.changes[i];
    if (!moves_rows(change, at.in().standings[i]) || altered.count(table_key(change.object)) || reads(change, altered))
      continue;
    Hit hit;
    hit.place.line = change.line, hit.place.column = change.column_number;
    hit.message = fmt::format("writes rows of {} ({}) in a script that alters other tables", object_text(change.object),
                              aspect_text(change.aspect));
    hit.why = "Nobody can read the altered tables until the rows are written: the script is one transaction.";
    hit.help = "Move the statement into a migration of its own, behind this one: `tributary new NAME --empty`";
    hit.key = object_key(change.object);
    return {hit};
  }
  return {};
}

std::vector<Hit> look(const Analysis& analysis) {
  return script_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule data_beside_schema = {"data-beside-schema",
                                        Severity::warning,
                                        Needs::own_sql,
                                        Group::hazards,
                                        {},
                                        "A script changes the shape of one table and the rows of another",
                                        look};
}
}  // namespace tributary
