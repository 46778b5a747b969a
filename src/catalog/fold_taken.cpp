// What is there already under a name that a change gives, and what is not there among the values that it names.
#include <algorithm>

#include "catalog/bounds.hpp"
#include "catalog/fold.hpp"
#include "sql/kinds.hpp"
#include "sql/print.hpp"

namespace tributary::catalog {
namespace {

/// What has a row type of its own name.
bool has_rows(ObjectKind kind) {
  return is_relation(kind) && kind != ObjectKind::index && kind != ObjectKind::sequence;
}

/// What has neither schema nor owner, and of whose kind there is one by a name.
bool is_alone_by_name(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::schema:
    case ObjectKind::role:
    case ObjectKind::extension:
    case ObjectKind::event_trigger:
    case ObjectKind::publication:
    case ObjectKind::foreign_server:
    case ObjectKind::foreign_data_wrapper:
      return true;
    default:
      return false;
  }
}

}  // namespace

/// The partition of the same table whose bounds the new one's overlap.
int Fold::overlapped(const Change& change) const {
  if (!change.bound) return nothing;
  auto parent = nothing, itself = find(change.object);
  if (change.aspect == Aspect::attach_partition) parent = itself;
  for (const auto& use : change.needs) {
    if (change.verb == Verb::create && use.how == Use::How::parent) parent = find(use.object);
    if (change.verb == Verb::alter && is_relation(use.object.kind)) itself = find(use.object);
  }
  if (parent == nothing) return nothing;
  for (const auto& each : the(parent).dependents) {
    const auto& item = the(each.id);
    if (each.id != itself && item.alive && item.bound && overlap(*item.bound, *change.bound)) return each.id;
  }
  return nothing;
}

int Fold::primary_key_of(const Change& change) const {
  auto owner = find_owner(change.object);
  for (int id : owner == nothing ? std::vector<int>{} : parts(owner, ObjectKind::constraint)) {
    auto type = the(id).facts.find("type");
    if (type != the(id).facts.end() && type->second == aspect_text(Aspect::primary_key)) return id;
  }
  return nothing;
}

std::pair<int, const char*> Fold::part_taken_by(const ObjectName& object, const Change& change) const {
  bool index = change.key && !change.key->method.empty() && change.key->using_index != object.part;
  auto there = find(object);
  if (there != nothing || !index) return {there, "42710"};
  return {find_named("relation", schema_of(object), object.part), "42P07"};
}

std::pair<int, const char*> Fold::taken_by(const ObjectName& object, const Change& change) const {
  auto schema = schema_of(object);
  if (is_routine(object.kind)) {
    Item item;
    item.name = {object.kind, schema, object.name, "", ""};
    item.arguments = arguments_of(object, change.needs);
    return {named(key(item)), "42723"};
  }
  if (object.kind == ObjectKind::column) return {find(object), "42701"};
  if (object.kind == ObjectKind::constraint || object.kind == ObjectKind::trigger || object.kind == ObjectKind::policy)
    return part_taken_by(object, change);
  if (is_alone_by_name(object.kind)) return {find(object), object.kind == ObjectKind::schema ? "42P06" : "42710"};
  auto relation = find_named("relation", schema, object.name), type = find_named("type", schema, object.name);
  if (is_relation(object.kind)) {
    if (relation != nothing) return {relation, "42P07"};
    return {has_rows(object.kind) ? type : nothing, "42710"};
  }
  if (!is_data_type(object.kind)) return {nothing, ""};
  bool rows = relation != nothing && has_rows(the(relation).name.kind);
  return {type != nothing ? type : rows ? relation : nothing, "42710"};
}

std::optional<Obstacle> Fold::taken(const Change& change) const {
  bool chosen = (change.key && change.key->chosen_name) || change.aspect == Aspect::owned;
  bool renames = change.verb == Verb::rename && change.to;
  if (change.verb == Verb::create && change.statement == statement_ && skips(change)) return std::nullopt;
  if (auto other = change.if_not_exists ? nothing : overlapped(change); other != nothing)
    return Obstacle{full_name(the(other)), "42P17", false, false, {}};
  bool primary = change.verb == Verb::create && change.aspect == Aspect::primary_key;
  if (auto other = primary ? primary_key_of(change) : nothing; other != nothing)
    return Obstacle{full_name(the(other)), "42P16", false, false, {}};
  if ((change.verb != Verb::create && !renames) || change.or_replace || change.if_not_exists || chosen)
    return std::nullopt;
  const auto& object = renames ? *change.to : change.object;
  if (object.kind == ObjectKind::enum_value) {
    auto type = find_named("type", schema_of(object), object.name);
    if (type == nothing) return std::nullopt;
    return the(type).values.has(object.part) ? std::optional(Obstacle{object, "42710", false, false, {}})
                                             : std::nullopt;
  }
  if (renames && find(change.object) == nothing) return std::nullopt;
  auto [id, state] = taken_by(object, change);
  if (id == nothing || the(id).assumed || !the(id).alive || (renames && id == find(change.object))) return std::nullopt;
  // The index that becomes a constraint gives it its own name.
  const auto& name = the(id).hidden ? the(the(id).owner) : the(id);
  return Obstacle{full_name(name), state, false, false, {}};
}

std::optional<ObjectName> Fold::missing_value(const Change& change) const {
  bool sets = change.object.kind == ObjectKind::column && change.column && change.column->default_value &&
              (change.verb == Verb::create || change.aspect == Aspect::default_);
  if (!sets || change.literals.size() != 1) return std::nullopt;
  auto literal = sql::literal_text(change.literals.front());
  const auto& value = *change.column->default_value;
  if (value != literal && !value.starts_with(literal + "::")) return std::nullopt;
  auto type = change.verb == Verb::create ? type_of(change.column->type, change.needs) : TypeText{};
  if (change.verb != Verb::create)
    if (auto column = find(change.object); column != nothing) type = the(column).type;
  if (type.type == nothing || !type.text.empty()) return std::nullopt;
  const auto& known = the(type.type);
  bool told = known.name.kind == ObjectKind::enum_type && !known.assumed && !known.open;
  if (!told || known.values.has(change.literals.front())) return std::nullopt;
  return ObjectName{ObjectKind::enum_value, known.name.schema, known.name.name, change.literals.front(), ""};
}

}  // namespace tributary::catalog
