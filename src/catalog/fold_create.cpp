#include <algorithm>
#include <cctype>

#include "base/text.hpp"
#include "catalog/fold.hpp"
#include "sql/context.hpp"
#include "sql/print.hpp"

namespace tributary::catalog {
namespace {

bool is_indexed(const std::string& aspect) {
  return aspect == "primary key" || aspect == "unique" || aspect == "exclude";
}

/// Words of a definition outside of literals, unquoted.
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> out;
  auto letter = [](unsigned char c) { return std::isalnum(c) || c == '_' || c >= 0x80; };
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '\'' || c == '"') {
      std::string word;
      for (++i; i < text.size(); ++i) {
        if (text[i] == c && (i + 1 >= text.size() || text[i + 1] != c)) break;
        if (text[i] == c) ++i;
        word += text[i];
      }
      if (c == '"') out.push_back(word);
    } else if (letter(static_cast<unsigned char>(c))) {
      std::string word;
      for (; i < text.size() && letter(static_cast<unsigned char>(text[i])); ++i) word += text[i];
      --i;
      out.push_back(word);
    }
  }
  return out;
}

std::string named_index(const std::string& definition) {
  const std::string marker = " USING INDEX ";
  auto at = definition.find(marker);
  if (at == std::string::npos) return "";
  auto words = words_of(definition.substr(at + marker.size()));
  return words.empty() ? "" : words.front();
}

/// The names of a foreign key's own columns stand before its target.
std::string own_side(const std::string& definition) {
  return definition.substr(0, definition.find(" REFERENCES "));
}

/// a_b of "UNIQUE (a, b)": the names in the first brackets.
std::string joined(const std::string& definition) {
  auto open = definition.find('('), close = definition.find(')');
  if (open == std::string::npos || close == std::string::npos || close < open) return "";
  return text::join(words_of(definition.substr(open, close - open)), "_");
}

/// Columns of the table that this text does not list.
bool has_more_columns(const Change& change) {
  bool like = change.definition.find(") LIKE ") != std::string::npos;
  return like || change.more_columns || change.aspect == "partition" || change.aspect == "as" ||
         change.aspect == "as execute";
}

}  // namespace

int Fold::add(Item item) {
  auto id = static_cast<int>(items_.size());
  auto owner = item.owner;
  items_.push_back(std::move(item));
  keep_name(id);
  if (owner != nothing) depend(id, owner);
  return id;
}

void Fold::depend(int id, int on) {
  if (on != nothing && on != id) items_[static_cast<std::size_t>(on)].dependents.push_back(id);
}

/// A name that is taken was PostgreSQL's choice, or the statement would fail: it takes the next number. `middle` stands
/// between the table's name and the label, and both are cut so that all fit.
void Fold::renumber(ObjectName& name, const std::string& table, const std::string& middle) const {
  auto base = name.name;
  auto label = base.substr(base.rfind('_') + 1);
  bool known = sql::made_name(table, middle, label) == base;
  for (int number = 1; find(name) != nothing; ++number)
    name.name = known ? sql::made_name(table, middle, label + std::to_string(number)) : base + std::to_string(number);
}

/// What really keeps the object from standing alone. Of a routine's body PostgreSQL keeps no record, and what a
/// default calls takes the default along, not the column.
void Fold::depend_on_needs(const Change& change, int id) {
  auto kind = items_[static_cast<std::size_t>(id)].name.kind;
  bool routine = kind == ObjectKind::function || kind == ObjectKind::procedure || kind == ObjectKind::aggregate;
  auto head = change.definition.substr(0, change.definition.find(" AS "));
  for (const auto& use : change.needs) {
    if (use.late || use.guess || use.how == Use::How::owner || use.object.kind == ObjectKind::schema) continue;
    if (kind == ObjectKind::column && use.how != Use::How::type) continue;
    if (kind == ObjectKind::table && use.how == Use::How::reads) continue;  // AS SELECT copies, and lets go
    if (routine && (use.how != Use::How::type || head.find(sql::name_text(use.object.name)) == std::string::npos))
      continue;
    auto on = find(use.object);
    if (on == nothing && use.how == Use::How::type) on = find_named("relation", schema_of(use.object), use.object.name);
    depend(id, on);
  }
}

std::vector<int> Fold::columns_in(const std::string& definition, int table) const {
  std::vector<int> out;
  auto words = words_of(definition);
  for (int column : parts(table, ObjectKind::column))
    if (std::find(words.begin(), words.end(), items_[static_cast<std::size_t>(column)].name.part) != words.end())
      out.push_back(column);
  return out;
}

void Fold::create(const Change& change) {
  switch (change.object.kind) {
    case ObjectKind::column:
    case ObjectKind::constraint:
    case ObjectKind::trigger:
    case ObjectKind::policy:
    case ObjectKind::rule: {
      auto owner = find_owner(change.object);
      if (owner != nothing) create_part(change, owner);
      return;
    }
    case ObjectKind::enum_value:
      return create_enum_value(change);
    case ObjectKind::index:
      return create_index(change);
    case ObjectKind::sequence:
      if (change.aspect == "owned") {
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
  if (find(change.object) != nothing) return;  // OR REPLACE
  Item item;
  item.name = change.object, item.owner = owner;
  auto id = add(std::move(item));
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
  if (change.column && change.column->not_null.value_or(false))
    items_[static_cast<std::size_t>(id)].facts["not null"] = "true";
  depend_on_needs(change, id);
  if (change.column && change.column->generated && change.column->default_value)
    for (int column : columns_in(*change.column->default_value, owner)) depend(id, column);
  attach_sequence(id);
}

void Fold::set_type(int column, const Change& change) {
  if (!change.column || change.column->type.empty()) return;
  auto type = type_of(change.column->type, change.needs);
  auto& item = items_[static_cast<std::size_t>(column)];
  item.type = type;
  depend(column, type.type);
}

void Fold::attach_sequence(int column) {
  if (!pending_sequence_) return;
  Item item;
  item.name = pending_sequence_->object;
  item.name.schema = schema_of(item.name);
  const auto& at = items_[static_cast<std::size_t>(column)];
  renumber(item.name, items_[static_cast<std::size_t>(at.owner)].name.name, at.name.part);
  item.owner = column;
  pending_sequence_ = nullptr;
  add(std::move(item));
}

void Fold::set_not_null(const std::vector<int>& columns) {
  for (int column : columns) items_[static_cast<std::size_t>(column)].facts["not null"] = "true";
}

void Fold::create_constraint(const Change& change, int owner) {
  if (skips_constraints_ || (change.if_not_exists && find(change.object) != nothing)) return;
  Item item;
  item.name = change.object, item.owner = owner;
  item.facts["type"] = change.aspect;
  auto schema = items_[static_cast<std::size_t>(owner)].name.schema;
  auto index = named_index(change.definition);
  auto used = index.empty() ? nothing : find_named("relation", schema, index);
  auto columns = columns_in(own_side(change.definition), owner);
  if (used != nothing) {
    columns.clear();
    for (int column : parts(owner, ObjectKind::column)) {
      const auto& dependents = items_[static_cast<std::size_t>(column)].dependents;
      if (std::find(dependents.begin(), dependents.end(), used) != dependents.end()) columns.push_back(column);
    }
    remove(used);
  }
  ObjectName hidden{ObjectKind::index, schema, change.object.part, "", ""};
  auto table = items_[static_cast<std::size_t>(owner)].name.name;
  auto middle = change.aspect == "primary key" ? "" : joined(change.definition);
  if (change.aspect == "check")
    middle = columns.size() == 1 ? items_[static_cast<std::size_t>(columns.front())].name.part : "";
  if (is_indexed(change.aspect)) renumber(hidden, table, middle), item.name.part = hidden.name;
  auto label = change.object.part.substr(change.object.part.rfind('_') + 1);
  bool chosen = sql::made_name(table, middle, label) == change.object.part;
  for (int number = 1; names_.count(key(item)); ++number) {
    auto next = std::to_string(number);
    item.name.part = chosen ? sql::made_name(table, middle, label + next) : change.object.part + next;
  }
  auto id = add(std::move(item));
  for (int column : columns) depend(id, column);
  depend_on_needs(change, id);
  if (change.aspect == "primary key") set_not_null(columns);
  if (!is_indexed(change.aspect)) return;
  Item taken;
  taken.name = hidden, taken.owner = id, taken.hidden = true;
  add(std::move(taken));
}

void Fold::create_enum_value(const Change& change) {
  auto type = find_named("type", schema_of(change.object), change.object.name);
  if (type == nothing) return;
  auto& values = items_[static_cast<std::size_t>(type)].values;
  if (std::find(values.begin(), values.end(), change.object.part) != values.end()) return;
  auto at = values.end();
  for (const auto& use : change.needs)
    if (use.object.kind == ObjectKind::enum_value && !change.aspect.empty()) {
      at = std::find(values.begin(), values.end(), use.object.part);
      if (change.aspect == "after" && at != values.end()) ++at;
    }
  values.insert(at, change.object.part);
}

void Fold::create_index(const Change& change) {
  Item item;
  item.name = change.object;
  for (const auto& use : change.needs)
    if (use.how == Use::How::parent) item.owner = find(use.object);
  if (item.owner == nothing) return;
  item.name.schema = items_[static_cast<std::size_t>(item.owner)].name.schema;
  if (change.if_not_exists && find(item.name) != nothing) return;
  renumber(item.name, items_[static_cast<std::size_t>(item.owner)].name.name, joined(change.definition));
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
  if (names_.count(key(item))) {  // IF NOT EXISTS, OR REPLACE: it stays, with what hangs on it
    skips_statement_ = change.object.kind == ObjectKind::table;
    return;
  }
  auto id = add(std::move(item));
  depend_on_needs(change, id);
  bool view = change.object.kind == ObjectKind::view || change.object.kind == ObjectKind::materialized_view;
  bool star = view && change.definition.find("A_Star") != std::string::npos;
  for (const auto& use : change.needs) {
    if (use.how == Use::How::owner) {  // OWNED BY
      auto column = find(use.object);
      items_[static_cast<std::size_t>(id)].owner = column;
      depend(id, column);
    }
    auto read = star && !use.guess ? find(use.object) : nothing;
    if (read == nothing || use.how != Use::How::reads) continue;
    for (int column : parts(read, ObjectKind::column)) depend(id, column);
  }
}

}  // namespace tributary::catalog
