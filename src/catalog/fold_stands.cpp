// What stands on what, and what that means for a change: what goes with a drop, and what is in its way.
#include <algorithm>

#include "catalog/fold.hpp"
#include "sql/kinds.hpp"

namespace tributary::catalog {
namespace {

/// A bare name is one of several relations' column: of the readings only one may be there.
bool is_told(const Change& change, const Use& use) {
  if (!use.guess) return true;
  return change.verb == Verb::create && use.object.kind == ObjectKind::column && use.object.part != "*";
}

}  // namespace

/// What really keeps the object from standing alone. Of a routine's body PostgreSQL keeps no record, and what a
/// default calls takes the default along, not the column.
void Fold::depend_on_needs(const Change& change, int id) {
  auto kind = the(id).name.kind;
  auto owner = the(id).owner;
  bool over_columns = kind == ObjectKind::constraint || kind == ObjectKind::index || kind == ObjectKind::statistics;
  for (const auto& use : change.needs) {
    if (use.late || !is_told(change, use) || use.how == Use::How::owner || use.object.kind == ObjectKind::schema)
      continue;
    bool generated = the(id).generated && use.how == Use::How::calls;
    if (kind == ObjectKind::column && use.how != Use::How::type && !generated) continue;
    if (kind == ObjectKind::table && use.how == Use::How::reads) continue;  // AS SELECT copies, and lets go
    bool transition = kind == ObjectKind::aggregate && use.how == Use::How::calls;
    if (is_routine(kind) && !transition && !use.signature) continue;
    auto on = find_need(use);
    if (on == nothing || on == owner) continue;
    bool own = over_columns && use.how != Use::How::foreign_key && the(on).owner == owner &&
               the(on).name.kind == ObjectKind::column;
    bool partition = kind == ObjectKind::table && change.aspect == Aspect::partition;
    depend(id, on, !own && !partition);
  }
}

ObjectKind Fold::owner_kind(const Item& item) const {
  return is_part(item.name.kind) && item.owner != nothing ? the(item.owner).name.kind : ObjectKind::other;
}

std::vector<int> Fold::dropped_by(const Change& change) const {
  std::vector<int> out;
  if (change.object.kind == ObjectKind::schema) out = in_schema(change.object.name);
  if (auto id = find(change.object); id != nothing) out.push_back(id);
  return out;
}

void Fold::fall(int id, bool holding_too, std::vector<int>& out) const {
  if (!the(id).alive || std::find(out.begin(), out.end(), id) != out.end()) return;
  out.push_back(id);
  for (const auto& each : the(id).dependents)
    if (holding_too || !each.holds) fall(each.id, holding_too, out);
}

std::vector<ObjectName> Fold::falls_with(const Change& drop) const {
  std::vector<int> all;
  for (int id : dropped_by(drop)) fall(id, drop.cascade || drop.object.kind == ObjectKind::schema, all);
  std::vector<ObjectName> out;
  auto itself = find(drop.object);
  for (int id : all)
    if (id != itself && !is_default(the(id)) && !the(id).assumed) out.push_back(full_name(the(id)));
  return out;
}

std::vector<ObjectName> Fold::emptied_by(const Change& drop) const {
  std::vector<int> all;
  for (int id : dropped_by(drop)) fall(id, drop.cascade || drop.object.kind == ObjectKind::schema, all);
  std::vector<ObjectName> out;
  for (int id : all)
    if (is_default(the(id)) && std::find(all.begin(), all.end(), the(id).owner) == all.end())
      out.push_back(full_name(the(the(id).owner)));
  return out;
}

std::vector<Obstacle> Fold::obstacles_to_type(int column) const {
  std::vector<Obstacle> out;
  for (const auto& each : the(column).dependents) {
    const auto& item = the(each.id);
    auto kind = item.name.kind;
    bool stands = is_query(kind) || kind == ObjectKind::rule || kind == ObjectKind::policy ||
                  kind == ObjectKind::trigger || item.generated;
    if (item.alive && stands) out.push_back({full_name(item), "0A000", false, false, owner_kind(item)});
  }
  return out;
}

/// A type that nobody made is of a schema that nobody tells, but none of PostgreSQL's own.
bool Fold::may_be_one(const TypeText& a, const TypeText& b) {
  if (a.unknown || b.unknown) return (a.unknown || a.type != nothing) && (b.unknown || b.type != nothing);
  return a.type == b.type && a.text == b.text;
}

/// A view may get columns behind those that it has, a function no other result.
std::vector<Obstacle> Fold::obstacles_to_replacing(const Change& change) const {
  auto id = taken_by(change.object, change).first;
  if (id == nothing || the(id).assumed || the(id).name.kind != change.object.kind) return {};
  const auto& item = the(id);
  if (change.object.kind == ObjectKind::view) {
    bool told = !item.columns.empty() && !change.columns.empty();
    bool kept = item.columns.size() <= change.columns.size() &&
                std::equal(item.columns.begin(), item.columns.end(), change.columns.begin());
    if (told && !kept) return {{full_name(item), "42P16", false, false, {}}};
  }
  if (change.object.kind != ObjectKind::function || change.returns.empty()) return {};
  bool told = item.returns.type != nothing || !item.returns.text.empty();
  bool same = may_be_one(item.returns, type_of(change.returns, change.needs)) && item.returns_set == change.returns_set;
  if (told && !same) return {{full_name(item), "42P13", false, false, {}}};
  return {};
}

std::vector<Obstacle> Fold::obstacles(const ScriptChanges& script, std::size_t at) const {
  const auto& change = script.changes[at];
  if (change.verb == Verb::create) return change.or_replace ? obstacles_to_replacing(change) : std::vector<Obstacle>{};
  auto itself = find(change.object);
  if (itself == nothing) return {};
  bool type = change.verb == Verb::alter && change.object.kind == ObjectKind::column && change.aspect == Aspect::type;
  if (type) return obstacles_to_type(itself);
  if (change.verb != Verb::drop) return {};
  // A constraint's index and the sequence of an identity column go with these alone.
  if (the(itself).hidden || the(itself).identity)
    return {{full_name(the(the(itself).owner)), "2BP01", true, false, owner_kind(the(the(itself).owner))}};
  if (change.cascade) return {};
  std::vector<int> all;
  bool together = change.statement < script.statements.size() && script.statements[change.statement].kind == "DropStmt";
  for (const auto& other : script.changes)
    if (&other == &change || (together && other.verb == Verb::drop && other.statement == change.statement))
      if (auto id = find(other.object); id != nothing) fall(id, false, all);
  std::vector<Obstacle> out;
  auto add = [&](int id, bool since_16) {
    if (!the(id).alive || (!since_16 && std::find(all.begin(), all.end(), id) != all.end())) return;
    const auto& item = is_default(the(id)) ? the(the(id).owner) : the(id);
    out.push_back({full_name(item), "2BP01", false, since_16, owner_kind(item)});
  };
  if (change.object.kind == ObjectKind::schema)
    for (int id : in_schema(change.object.name)) add(id, false);
  std::vector<int> mine;
  fall(itself, false, mine);
  for (int id : mine)
    for (const auto& each : the(id).dependents)
      if (each.holds) add(each.id, false);
  for (const auto& each : the(itself).dependents)
    if (the(itself).name.kind == ObjectKind::column && the(each.id).generated) add(each.id, true);
  return out;
}

}  // namespace tributary::catalog
