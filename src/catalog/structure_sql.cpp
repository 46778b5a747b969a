#include "catalog/structure_sql.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "sql/kinds.hpp"
#include "sql/print.hpp"

namespace tributary::catalog {
namespace {

std::string fact(const CatalogObject& object, const char* name) {
  auto found = object.facts.find(name);
  return found == object.facts.end() ? "" : found->second;
}

std::string whole_name(const ObjectName& object) {
  return sql::name_text(object.schema) + "." + sql::name_text(object.name);
}

std::string column_sql(const CatalogObject& column) {
  auto out = fmt::format("ALTER TABLE {} ADD COLUMN {} {}", whole_name(column.name), sql::name_text(column.name.part),
                         fact(column, "type"));
  auto generated = fact(column, "generated");
  if (generated.empty()) return out;
  auto stored = generated.rfind(' ');
  return out + " GENERATED ALWAYS AS (" + generated.substr(0, stored) + ") STORED";
}

std::string policy_sql(const CatalogObject& policy) {
  auto out = fmt::format("CREATE POLICY {} ON {} FOR {}", sql::name_text(policy.name.part), whole_name(policy.name),
                         fact(policy, "command"));
  if (auto reads = fact(policy, "using"); !reads.empty()) out += " USING (" + reads + ")";
  if (auto writes = fact(policy, "with check"); !writes.empty()) out += " WITH CHECK (" + writes + ")";
  return out;
}

std::string enum_sql(const CatalogObject& type) {
  std::vector<std::string> values;
  for (const auto& value : text::split(fact(type, "values"), '\n')) values.push_back(sql::literal_text(value));
  return fmt::format("CREATE TYPE {} AS ENUM ({})", whole_name(type.name), text::join(values, ", "));
}

std::string made_sql(const CatalogObject& object) {
  auto name = whole_name(object.name), definition = fact(object, "definition");
  while (definition.ends_with(';') || definition.ends_with('\n')) definition.pop_back();
  switch (object.name.kind) {
    case ObjectKind::schema:
      return "CREATE SCHEMA " + sql::name_text(object.name.name);
    case ObjectKind::enum_type:
      return enum_sql(object);
    case ObjectKind::domain:
      return fmt::format("CREATE DOMAIN {} AS {}", name, fact(object, "type"));
    case ObjectKind::table:
      return fmt::format("CREATE TABLE {} ()", name);
    case ObjectKind::sequence:
      return "CREATE SEQUENCE " + name;
    case ObjectKind::column:
      return column_sql(object);
    case ObjectKind::view:
      return definition.empty() ? "" : fmt::format("CREATE VIEW {} AS {}", name, definition);
    case ObjectKind::materialized_view:
      return definition.empty() ? "" : fmt::format("CREATE MATERIALIZED VIEW {} AS {}", name, definition);
    case ObjectKind::constraint:
      if (definition.empty()) return "";
      return fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {}", name, sql::name_text(object.name.part), definition);
    case ObjectKind::policy:
      return policy_sql(object);
    default:
      return definition;  // of a function, index, trigger or rule it is the statement
  }
}

/// Tables before what is over them, keys before foreign keys; -1: not written.
int rank(const CatalogObject& object) {
  static const std::map<ObjectKind, int> ranks{
      {ObjectKind::schema, 0},    {ObjectKind::enum_type, 1}, {ObjectKind::domain, 2},
      {ObjectKind::table, 3},     {ObjectKind::sequence, 4},  {ObjectKind::function, 5},
      {ObjectKind::procedure, 5}, {ObjectKind::column, 6},    {ObjectKind::constraint, 8},
      {ObjectKind::index, 8},     {ObjectKind::view, 10},     {ObjectKind::materialized_view, 10},
      {ObjectKind::trigger, 11},  {ObjectKind::rule, 11},     {ObjectKind::policy, 11}};
  auto found = ranks.find(object.name.kind);
  if (found == ranks.end()) return -1;
  bool generated = object.name.kind == ObjectKind::column && object.facts.count("generated");
  bool leans = object.name.kind == ObjectKind::constraint && fact(object, "type") == "foreign key";
  return found->second + (generated || leans ? 1 : 0);
}

/// Puts views and materialized views, which stand beside each other, so that each comes behind those that it reads.
class ViewOrder {
 public:
  explicit ViewOrder(std::vector<Change>& changes) : changes_(changes) {
    for (std::size_t i = 0; i < changes.size(); ++i)
      if (is_query(changes[i].object.kind)) places_.push_back(i), numbers_.emplace(name_of(changes[i].object), i);
  }

  void put() {
    for (auto place : places_) visit(place);
    std::vector<Change> ordered;
    for (auto place : order_) ordered.push_back(changes_[place]);
    for (std::size_t i = 0; i < places_.size(); ++i) changes_[places_[i]] = std::move(ordered[i]);
  }

 private:
  static std::pair<std::string, std::string> name_of(const ObjectName& object) { return {object.schema, object.name}; }

  void visit(std::size_t place) {
    if (!seen_.insert(place).second) return;
    for (const auto& use : changes_[place].needs)
      if (auto other = numbers_.find(name_of(use.object)); is_relation(use.object.kind) && other != numbers_.end())
        visit(other->second);
    order_.push_back(place);
  }

  std::vector<Change>& changes_;
  std::vector<std::size_t> places_, order_;
  std::map<std::pair<std::string, std::string>, std::size_t> numbers_;
  std::set<std::size_t> seen_;
};

}  // namespace

ScriptChanges structure_changes(const Catalog& structure, const std::function<bool(const ObjectName&)>& wanted) {
  std::vector<const CatalogObject*> all;
  for (const auto& object : structure.objects)
    if (rank(object) >= 0 && !object.facts.count("partition of") && wanted(object.name)) all.push_back(&object);
  std::stable_sort(all.begin(), all.end(), [](auto* a, auto* b) { return rank(*a) < rank(*b); });
  std::string out;
  for (const auto* object : all)
    if (auto sql = made_sql(*object); !sql.empty()) out += sql + ";\n";
  auto read = read_changes(out);
  ViewOrder(read.changes).put();
  return read;
}

}  // namespace tributary::catalog
