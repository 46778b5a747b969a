#include <algorithm>

#include "base/text.hpp"
#include "catalog/fold.hpp"
#include "sql/context.hpp"
#include "sql/print.hpp"

namespace tributary::catalog {
namespace {

bool is_indexed(Aspect aspect) {
  return aspect == Aspect::primary_key || aspect == Aspect::unique || aspect == Aspect::exclude;
}

const KeyFacts& key_of(const Change& change) {
  static const KeyFacts none;
  return change.key ? *change.key : none;
}

/// What PostgreSQL puts between the table and the label of a name that it chooses.
std::string joined(const KeyFacts& key) {
  std::vector<std::string> names;
  for (const auto* list : {&key.columns, &key.included})
    for (const auto& name : *list)
      if (!name.empty()) names.push_back(name);
  return text::join(names, "_");
}

/// Columns of the table that this text does not list.
bool has_more_columns(const Change& change) {
  return change.more_columns || change.aspect == Aspect::partition || change.aspect == Aspect::as ||
         change.aspect == Aspect::as_execute;
}

}  // namespace

/// A name that is taken was PostgreSQL's choice, or the statement would fail: it takes the next number. `middle` stands
/// between the table's name and the label, and both are cut so that all fit.
void Fold::renumber(ObjectName& name, const std::string& table, const std::string& middle) const {
  auto base = name.name;
  auto label = base.substr(base.rfind('_') + 1);
  bool known = sql::made_name(table, middle, label) == base;
  for (int number = 1; find(name) != nothing; ++number)
    name.name = known ? sql::made_name(table, middle, label + std::to_string(number)) : base + std::to_string(number);
}

/// Of those that are there, in this order.
std::vector<int> Fold::columns_named(const std::vector<std::string>& names, int table) const {
  std::vector<int> out;
  auto columns = parts(table, ObjectKind::column);
  for (const auto& name : names)
    for (int column : columns)
      if (the(column).name.part == name && std::find(out.begin(), out.end(), column) == out.end())
        out.push_back(column);
  return out;
}

/// All that an index or constraint is over or names.
std::vector<int> Fold::columns_of(const KeyFacts& key, int table) const {
  auto names = key.columns;
  names.insert(names.end(), key.included.begin(), key.included.end());
  names.insert(names.end(), key.named.begin(), key.named.end());
  return columns_named(names, table);
}

void Fold::create(const Change& change) {
  switch (change.object.kind) {
    case ObjectKind::column:
    case ObjectKind::constraint:
    case ObjectKind::trigger:
    case ObjectKind::policy:
    case ObjectKind::rule: {
      auto owner = owner_or_assumed(change.object);
      if (owner != nothing) create_part(change, owner);
      return;
    }
    case ObjectKind::enum_value:
      return create_enum_value(change);
    case ObjectKind::index:
      return create_index(change);
    case ObjectKind::sequence:
      if (change.aspect == Aspect::owned) {
        pending_sequence_ = &change;
        return;
      }
      return create_relation(change);
    default:
      return create_relation(change);
  }
}

void Fold::create_part(const Change& change, int owner) {
  if (change.object.kind == ObjectKind::column) return create_column(change, owner);
  if (change.object.kind == ObjectKind::constraint) return create_constraint(change, owner);
  auto id = find(change.object);
  if (id != nothing && !change.or_replace) return;
  if (id != nothing) let_go_of_all(id);
  if (id == nothing) {
    Item item;
    item.name = change.object, item.owner = owner;
    id = add(std::move(item));
  }
  depend_on_needs(change, id);
}

void Fold::create_column(const Change& change, int owner) {
  skips_constraints_ = find(change.object) != nothing;
  if (skips_constraints_) {
    pending_sequence_ = nullptr;
    return;
  }
  Item item;
  item.name = change.object, item.owner = owner;
  auto id = add(std::move(item));
  set_type(id, change);
  if (change.column && change.column->not_null.value_or(false)) edit(id).facts["not null"] = "true";
  depend_on_needs(change, id);
  bool generated = change.column && change.column->generated && change.column->default_value;
  if (generated) {
    edit(id).generated = true;
    for (int column : columns_named(change.column->generated_from, owner)) depend(id, column, false);
  }
  if (!generated) set_default(id, change);
  attach_sequence(id, change.column && change.column->identity);
}

void Fold::set_type(int column, const Change& change) {
  if (!change.column || change.column->type.empty()) return;
  auto before = the(column).stands_on;
  for (int on : before) {
    auto kind = the(on).name.kind;
    if (on != the(column).owner && kind != ObjectKind::column) let_go(column, on);
  }
  auto type = type_of(change.column->type, change.needs);
  edit(column).type = type;
  depend(column, type.type, true);
  if (type.type != nothing || !type.unknown) return;
  for (const auto& use : change.needs)
    if (use.how == Use::How::type) depend(column, find_need(use), true);
}

/// The default is an item of its own where it calls what may go: it goes then, and the column stays.
void Fold::set_default(int column, const Change& change) {
  auto before = the(column).dependents;
  for (const auto& each : before)
    if (is_default(the(each.id))) remove(each.id);
  bool set = change.column && change.column->default_value && !change.column->default_value->empty();
  if (!set || change.aspect == Aspect::drop_default) return;
  std::vector<int> on;
  for (const auto& use : change.needs)
    if (!use.late && !use.guess && use.how != Use::How::type && use.how != Use::How::parent)
      if (auto id = find_need(use); id != nothing && id != column && id != the(column).owner) on.push_back(id);
  if (on.empty()) return;
  Item item;
  item.name.kind = ObjectKind::other, item.owner = column, item.hidden = true;
  auto id = add(std::move(item));
  for (int each : on) depend(id, each, true);
}

void Fold::attach_sequence(int column, bool identity) {
  if (!pending_sequence_) return;
  Item item;
  item.name = pending_sequence_->object;
  item.name.schema = schema_of(item.name);
  renumber(item.name, the(the(column).owner).name.name, the(column).name.part);
  item.owner = column, item.identity = identity;
  const auto* made_by = pending_sequence_;
  pending_sequence_ = nullptr;
  std::swap(made_by, current_);
  auto id = add(std::move(item));
  std::swap(made_by, current_);
  if (identity) return;
  Item value;
  value.name.kind = ObjectKind::other, value.owner = column, value.hidden = true;
  depend(add(std::move(value)), id, true);
}

void Fold::set_not_null(const std::vector<int>& columns) {
  for (int column : columns) edit(column).facts["not null"] = "true";
}

/// The columns of the index that becomes the constraint's own. What stands on the index is to stand on the constraint.
std::vector<int> Fold::taken_over(const Change& change, int owner) {
  const auto& index = key_of(change).using_index;
  auto used = index.empty() ? nothing : find_named("relation", the(owner).name.schema, index);
  if (used == nothing) return {};
  auto old = full_name(the(used)), now = old;
  now.name = change.object.part;
  if (old != now) deeds_.push_back({Deed::What::renamed, old, now, owner_name(used), current_});
  forget_name(used);
  edit(used).alive = false;
  return the(used).key_columns;
}

void Fold::create_constraint(const Change& change, int owner) {
  if (skips_constraints_ || (change.if_not_exists && find(change.object) != nothing)) return;
  Item item;
  item.name = change.object, item.owner = owner;
  item.facts["type"] = aspect_text(change.aspect);
  auto schema = the(owner).name.schema;
  const auto& over = key_of(change);
  auto used = over.using_index.empty() ? nothing : find_named("relation", schema, over.using_index);
  auto columns = used != nothing ? taken_over(change, owner) : columns_of(over, owner);
  ObjectName hidden{ObjectKind::index, schema, change.object.part, "", ""};
  auto table = the(owner).name.name;
  auto middle = change.aspect == Aspect::primary_key ? "" : joined(over);
  if (change.aspect == Aspect::check) middle = columns.size() == 1 ? the(columns.front()).name.part : "";
  if (is_indexed(change.aspect)) renumber(hidden, table, middle), item.name.part = hidden.name;
  auto label = change.object.part.substr(change.object.part.rfind('_') + 1);
  bool chosen = sql::made_name(table, middle, label) == change.object.part;
  for (int number = 1; named(key(item)) != nothing; ++number) {
    auto next = std::to_string(number);
    item.name.part = chosen ? sql::made_name(table, middle, label + next) : change.object.part + next;
  }
  item.key_columns = used == nothing && is_indexed(change.aspect) ? columns_named(over.columns, owner) : columns;
  auto keys = item.key_columns;
  item.key = change.aspect == Aspect::primary_key || change.aspect == Aspect::unique;
  auto id = add(std::move(item));
  for (int column : columns) depend(id, column, false);
  depend_on_needs(change, id);
  if (change.aspect == Aspect::primary_key) set_not_null(keys);
  if (change.aspect == Aspect::foreign_key) depend(id, key_over(change), true);
  if (!is_indexed(change.aspect)) return;
  Item taken;
  taken.name = hidden, taken.owner = id, taken.hidden = true;
  if (used == nothing) {
    add(std::move(taken));
    return;
  }
  auto said = deeds_.size();
  add(std::move(taken));
  deeds_.resize(said);  // it was there, as an index of its own
  auto standing = the(used).dependents;
  for (const auto& each : standing)
    if (the(each.id).alive) let_go(each.id, used), depend(each.id, id, each.holds);
}

/// The key of the other table that a foreign key leans on: the oldest over these columns, the primary one where none
/// are named.
int Fold::key_over(const Change& foreign_key) const {
  std::vector<int> wanted;
  int table = nothing;
  for (const auto& use : foreign_key.needs) {
    if (use.how != Use::How::foreign_key) continue;
    auto id = find(use.object);
    if (id == nothing) continue;
    if (use.object.kind == ObjectKind::column)
      wanted.push_back(id);
    else
      table = id;
  }
  if (wanted.empty() && table != nothing) wanted = columns_named(key_of(foreign_key).referred, table);
  if (table == nothing) return nothing;
  std::sort(wanted.begin(), wanted.end());
  for (const auto& each : the(table).dependents) {
    const auto& item = the(each.id);
    if (!item.alive || item.owner != table || !item.key) continue;
    auto type = item.facts.find("type");
    bool primary = type != item.facts.end() && type->second == "primary key";
    auto columns = item.key_columns;
    std::sort(columns.begin(), columns.end());
    if (wanted.empty() ? primary : columns == wanted) return each.id;
  }
  return nothing;
}

void EnumValues::add(const std::string& value, const std::string* before, const std::string* after) {
  auto at = all_.end();
  if (const auto* neighbour = before ? before : after; neighbour && has(*neighbour))
    at = std::find(all_.begin(), all_.end(), *neighbour) + (before ? 0 : 1);
  all_.insert(at, value);
  known_.insert(value);
}

void EnumValues::rename(const std::string& value, const std::string& to) {
  if (known_.erase(value) == 0) return;
  std::replace(all_.begin(), all_.end(), value, to);
  known_.insert(to);
}

void Fold::create_enum_value(const Change& change) {
  auto type = find_named("type", schema_of(change.object), change.object.name);
  if (type == nothing && assumes_owners) type = owner_or_assumed(change.object);
  if (type == nothing) return;
  auto& item = edit(type);
  if (item.values.has(change.object.part)) return;
  const std::string *before = nullptr, *after = nullptr;
  for (const auto& use : change.needs)
    if (use.object.kind == ObjectKind::enum_value && change.aspect != Aspect::none)
      (change.aspect == Aspect::after ? after : before) = &use.object.part;
  item.values.add(change.object.part, before, after);
  ObjectName value{ObjectKind::enum_value, item.name.schema, item.name.name, change.object.part, ""};
  deeds_.push_back({Deed::What::made, value, {}, full_name(item), current_});
}

void Fold::create_index(const Change& change) {
  Item item;
  item.name = change.object;
  for (const auto& use : change.needs)
    if (use.how == Use::How::parent) item.owner = owner_or_assumed(use.object);
  if (item.owner == nothing) return;
  item.name.schema = the(item.owner).name.schema;
  if (change.if_not_exists && find(item.name) != nothing) return;
  const auto& over = key_of(change);
  renumber(item.name, the(item.owner).name.name, joined(over));
  item.key_columns = columns_named(over.columns, item.owner);
  item.key = change.unique && over.predicate.empty() && item.key_columns.size() == over.columns.size();
  auto id = add(std::move(item));
  depend_on_needs(change, id);
}

void Fold::create_relation(const Change& change) {
  Item item;
  item.name = change.object;
  item.name.schema = schema_of(change.object);
  item.arguments = arguments_of(change.object, change.needs);
  item.name.arguments.clear();
  item.open = change.object.kind == ObjectKind::table && has_more_columns(change);
  auto id = named(key(item));
  if (id != nothing && the(id).assumed) {
    edit(id).assumed = false, edit(id).open = item.open;
    say(Deed::What::made, id, current_);
  } else if (id != nothing && !change.or_replace) {  // IF NOT EXISTS: it stays, with what hangs on it
    skips_statement_ = change.object.kind == ObjectKind::table;
    return;
  } else if (id != nothing) {
    let_go_of_all(id);
  } else {
    id = add(std::move(item));
  }
  edit(id).columns = change.columns, edit(id).bound = change.bound;
  edit(id).returns = type_of(change.returns, change.needs), edit(id).returns_set = change.returns_set;
  if (change.object.kind == ObjectKind::table && change.key)
    for (const auto* list : {&change.key->columns, &change.key->named})
      edit(id).columns.insert(edit(id).columns.end(), list->begin(), list->end());
  depend_on_needs(change, id);
  stand_on_columns(change, id);
  for (const auto& use : change.needs)
    if (use.how == Use::How::owner) {  // OWNED BY
      auto column = find(use.object);
      edit(id).owner = column;
      depend(id, column, false);
    }
}

/// A view over `*` stands on each column that the table has then.
void Fold::stand_on_columns(const Change& change, int id) {
  if (change.object.kind != ObjectKind::view && change.object.kind != ObjectKind::materialized_view) return;
  for (const auto& use : change.needs) {
    if (use.object.kind != ObjectKind::column || use.object.part != "*") continue;
    auto read = find_owner(use.object);
    if (read == nothing) continue;
    for (int column : parts(read, ObjectKind::column)) depend(id, column, true);
  }
}

}  // namespace tributary::catalog
