#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "sql/facts.hpp"
#include "sql/print.hpp"
#include "sql/statements.hpp"

namespace tributary::sql {
namespace {

using How = Use::How;

struct Kind {
  Aspect aspect;
  const char* label;  ///< PostgreSQL ends the name with it that it chooses
};
const std::map<std::string_view, Kind> kinds{{"CONSTR_PRIMARY", {Aspect::primary_key, "pkey"}},
                                             {"CONSTR_UNIQUE", {Aspect::unique, "key"}},
                                             {"CONSTR_CHECK", {Aspect::check, "check"}},
                                             {"CONSTR_FOREIGN", {Aspect::foreign_key, "fkey"}},
                                             {"CONSTR_EXCLUSION", {Aspect::exclude, "excl"}}};

/// pg_constraint.c joins the names with _ and stops adding behind the 63rd byte.
std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) {
    if (!out.empty()) out += "_";
    out += name;
    if (out.size() >= 64) break;
  }
  return out;
}

std::vector<std::string> keys_of(const Node& constraint, std::string_view column) {
  auto keys = strings(constraint[constraint["contype"].text() == "CONSTR_FOREIGN" ? "fk_attrs" : "keys"]);
  if (keys.empty() && !column.empty() && constraint["contype"].text() != "CONSTR_CHECK") keys.emplace_back(column);
  return keys;
}

std::string exclusion_text(const Node& constraint) {
  std::vector<std::string> parts;
  for (auto item : constraint["exclusions"]) {
    auto pair = item["List"]["items"];
    Node element, operators;
    for (auto half : pair) (element ? operators : element) = half;
    parts.push_back(index_element_text(element["IndexElem"]) + " WITH " +
                    text::join(strings(operators["List"]["items"]), "."));
  }
  auto out = fmt::format("EXCLUDE USING {} ({})", constraint["access_method"].text(), text::join(parts, ", "));
  if (constraint["where_clause"]) out += " WHERE " + expression_text(constraint["where_clause"]);
  return out;
}

std::string action_text(const char* event, std::string_view letter) {
  static const std::map<std::string_view, const char*> words{
      {"r", "RESTRICT"}, {"c", "CASCADE"}, {"n", "SET NULL"}, {"d", "SET DEFAULT"}};
  auto word = words.find(letter);
  return word == words.end() ? "" : fmt::format(" ON {} {}", event, word->second);
}

std::string foreign_text(const Node& constraint, const std::vector<std::string>& keys, const ObjectName& target) {
  auto out = fmt::format("FOREIGN KEY ({}) REFERENCES {}{}", text::join(name_texts(keys), ", "),
                         target.schema.empty() ? "" : name_text(target.schema) + ".", name_text(target.name));
  if (constraint["pk_attrs"]) out += "(" + text::join(name_texts(strings(constraint["pk_attrs"])), ", ") + ")";
  if (constraint["fk_matchtype"].text() == "f") out += " MATCH FULL";
  out += action_text("DELETE", constraint["fk_del_action"].text());
  if (constraint["fk_del_set_cols"])
    out += " (" + text::join(name_texts(strings(constraint["fk_del_set_cols"])), ", ") + ")";
  return out + action_text("UPDATE", constraint["fk_upd_action"].text());
}

std::string definition(const Node& constraint, const std::vector<std::string>& keys, const ObjectName& target) {
  auto type = constraint["contype"].text();
  std::string out;
  if (type == "CONSTR_CHECK") {
    out = "CHECK (" + expression_text(constraint["raw_expr"]) + ")" +
          (constraint["is_no_inherit"].truth() ? " NO INHERIT" : "");
  } else if (type == "CONSTR_FOREIGN") {
    out = foreign_text(constraint, keys, target);
  } else if (type == "CONSTR_EXCLUSION") {
    out = exclusion_text(constraint);
  } else {
    out = type == "CONSTR_PRIMARY" ? "PRIMARY KEY" : "UNIQUE";
    if (constraint["nulls_not_distinct"].truth()) out += " NULLS NOT DISTINCT";
    out += " (" + text::join(name_texts(keys), ", ") + ")";
    if (constraint["including"])
      out += " INCLUDE (" + text::join(name_texts(strings(constraint["including"])), ", ") + ")";
    if (constraint["indexname"]) out += " USING INDEX " + name_text(constraint["indexname"].text());
  }
  if (constraint["deferrable"].truth()) out += " DEFERRABLE";
  if (constraint["initdeferred"].truth()) out += " INITIALLY DEFERRED";
  return out;
}

std::string excluded_name(const Node& constraint) {
  std::vector<std::string> names;
  for (auto item : constraint["exclusions"]) {
    auto element = item["List"]["items"].first()["IndexElem"];
    names.emplace_back(element["name"].text().empty() ? "expr" : element["name"].text());
  }
  return joined(names);
}

std::string chosen_name(Context& context, const ObjectName& table, const Node& constraint,
                        const std::vector<std::string>& keys, const Kind& kind) {
  auto type = constraint["contype"].text();
  if (type == "CONSTR_FOREIGN") return context.chosen_constraint(table, joined(keys), kind.label);
  if (type == "CONSTR_CHECK") {
    auto columns = columns_in(constraint["raw_expr"]);  // one alone gives the check its name
    return context.chosen_constraint(table, columns.size() == 1 ? columns.front() : "", kind.label);
  }
  if (constraint["indexname"]) return std::string(constraint["indexname"].text());
  auto middle = type == "CONSTR_PRIMARY"     ? ""
                : type == "CONSTR_EXCLUSION" ? excluded_name(constraint)
                                             : [&] {
                                                 auto all = keys;
                                                 for (auto& more : strings(constraint["including"]))
                                                   all.push_back(more);
                                                 return joined(all);
                                               }();
  return context.chosen_relation(table.schema, table.name, middle, kind.label);
}

/// DEFERRABLE and INITIALLY DEFERRED beside a column are nodes of their own; they belong to the constraint before.
bool is_table_constraint(const Node& constraint) {
  return kinds.count(constraint["contype"].text()) > 0;
}

}  // namespace

void read_constraint(Context& context, const ObjectName& table, const Node& constraint, std::string_view column,
                     bool existing) {
  if (!is_table_constraint(constraint)) return;
  const auto& kind = kinds.at(constraint["contype"].text());
  auto type = constraint["contype"].text();
  auto keys = keys_of(constraint, column);
  bool indexed = type == "CONSTR_PRIMARY" || type == "CONSTR_UNIQUE" || type == "CONSTR_EXCLUSION";
  auto name = std::string(constraint["conname"].text());
  bool chosen = name.empty();
  if (chosen) name = chosen_name(context, table, constraint, keys, kind);
  context.taken_constraint(table, name);
  if (indexed) context.taken_relation(table.schema, name, table.name);

  auto change = context.change(Verb::create, part_of(table, ObjectKind::constraint, name), constraint);
  change.aspect = kind.aspect;
  change.unique = type == "CONSTR_PRIMARY" || type == "CONSTR_UNIQUE";
  change.not_valid = constraint["skip_validation"].truth();
  change.existing_rows = existing && !change.not_valid && !constraint["indexname"];
  auto target = context.named(ObjectKind::table, constraint["pktable"]);
  change.definition = definition(constraint, keys, target);
  change.key = constraint_facts(constraint, keys);
  change.key->chosen_name = chosen;
  if (existing) change.needs.push_back({table, How::parent, context.late, false});
  for (const auto& key : keys) context.need(change.needs, column_of(table, key), indexed ? How::indexes : How::reads);
  for (const auto& key : strings(constraint["including"]))
    context.need(change.needs, column_of(table, key), How::indexes);
  if (type == "CONSTR_FOREIGN") {
    context.need(change.needs, target, How::foreign_key);
    for (const auto& key : strings(constraint["pk_attrs"]))
      context.need(change.needs, column_of(target, key), How::foreign_key);
  }
  if (auto index = constraint["indexname"].text(); !index.empty())
    context.need(change.needs, {ObjectKind::index, table.schema, std::string(index), "", ""}, How::names);
  References read(context, change.needs);
  read.over_table(constraint["raw_expr"], table);
  References indexes(context, change.needs, How::indexes);
  for (auto item : constraint["exclusions"]) {
    auto element = item["List"]["items"].first()["IndexElem"];
    context.need(change.needs, column_of(table, element["name"].text()), How::indexes);
    indexes.over_table(element["expr"], table);
  }
  indexes.over_table(constraint["where_clause"], table);
  context.emit(std::move(change));
}

}  // namespace tributary::sql
