#include "catalog/structure_sql.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "base/text.hpp"
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

/// A view over a view comes behind it, whatever their names: one whose name another's text holds waits needlessly at
/// worst.
void put_views_in_order(std::vector<const CatalogObject*>& all) {
  auto is_view = [](const CatalogObject* object) {
    return object->name.kind == ObjectKind::view || object->name.kind == ObjectKind::materialized_view;
  };
  auto begin = std::find_if(all.begin(), all.end(), is_view), end = std::find_if_not(begin, all.end(), is_view);
  for (auto at = begin; at != end; ++at) {
    auto waits = [&](const CatalogObject* view) {
      auto text = fact(*view, "definition");
      return std::any_of(at, end, [&](const CatalogObject* other) {
        return other != view && text.find(other->name.name) != text.npos;
      });
    };
    if (auto next = std::find_if_not(at, end, waits); next != end) std::rotate(at, next, next + 1);
  }
}

}  // namespace

std::string structure_sql(const Catalog& structure, const std::function<bool(const ObjectName&)>& wanted) {
  std::vector<const CatalogObject*> all;
  for (const auto& object : structure.objects)
    if (rank(object) >= 0 && !object.facts.count("partition of") && wanted(object.name)) all.push_back(&object);
  std::stable_sort(all.begin(), all.end(), [](auto* a, auto* b) { return rank(*a) < rank(*b); });
  put_views_in_order(all);
  std::string out;
  for (const auto* object : all)
    if (auto sql = made_sql(*object); !sql.empty()) out += sql + ";\n";
  return out;
}

}  // namespace tributary::catalog
