#include "sql/references.hpp"

#include <algorithm>
#include <set>

#include "sql/builtin.hpp"
#include "sql/print.hpp"

namespace tributary::sql {
namespace {

/// What a sequence has in the place of columns, should the relation be one.
bool may_be_a_sequences(std::string_view name) {
  return name == "last_value" || name == "is_called" || name == "log_cnt";
}

/// Functions of the server that read its files, end others' sessions or wait: a rule wants to see them.
bool reaches_outside(std::string_view name) {
  static const std::set<std::string_view> known{
      "pg_read_file", "pg_read_binary_file", "pg_ls_dir",         "pg_stat_file",         "lo_import",
      "lo_export",    "pg_reload_conf",      "pg_rotate_logfile", "pg_terminate_backend", "pg_cancel_backend",
      "pg_sleep",     "pg_sleep_for",        "pg_sleep_until",    "pg_switch_wal",        "query_to_xml"};
  return known.count(name) > 0;
}

bool names_query(const Scope* scope, std::string_view name) {
  for (; scope; scope = scope->outer)
    if (std::find(scope->queries.begin(), scope->queries.end(), name) != scope->queries.end()) return true;
  return false;
}

const Scope::Item* found(const Scope* scope, std::string_view alias) {
  for (; scope; scope = scope->outer)
    for (const auto& item : scope->items)
      if (item.alias == alias) return &item;
  return nullptr;
}

/// "schema"."Name" or name inside a text, as regclass reads it.
std::vector<std::string> identifiers(std::string_view text) {
  std::vector<std::string> out(1);
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '"' && quoted && i + 1 < text.size() && text[i + 1] == '"') {
      out.back() += c, ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == '.' && !quoted) {
      out.emplace_back();
    } else {
      out.back() += !quoted && c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
  }
  return out;
}

}  // namespace

bool is_system_column(std::string_view name) {
  static const std::set<std::string_view> known{"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "oid"};
  return known.count(name) > 0;
}

bool lists_star(const Node& select) {
  for (auto item : select["targetList"])
    for (auto field : item["ResTarget"]["val"]["ColumnRef"]["fields"])
      if (field.kind() == "A_Star") return true;
  return (select["larg"] && lists_star(select["larg"])) || (select["rarg"] && lists_star(select["rarg"]));
}

void forget_stars(std::vector<Use>& needs) {
  std::erase_if(needs, [](const Use& use) { return use.object.kind == ObjectKind::column && use.object.part == "*"; });
}

void References::with(const Node& clause, Scope& scope) {
  // RECURSIVE lets a query name those behind it, too.
  for (auto item : clause["ctes"])
    if (clause["recursive"].truth()) scope.queries.emplace_back(item["CommonTableExpr"]["ctename"].text());
  for (auto item : clause["ctes"]) {
    auto body = item["CommonTableExpr"];
    auto name = std::string(body["ctename"].text());
    if (auto select = body["ctequery"].as("SelectStmt")) {
      query(select, &scope);
    } else {
      read_data_statement(context_, body["ctequery"], &scope);
    }
    if (!clause["recursive"].truth()) scope.queries.push_back(name);
  }
}

void References::query(const Node& body, const Scope* outer) {
  Scope scope{outer, {}, {}, {}, false};
  with(body["withClause"], scope);
  for (const char* side : {"larg", "rarg"})
    if (body[side]) query(body[side], &scope);
  for (auto item : body["fromClause"]) from(item, scope);
  if (body["op"].text() != "SETOP_NONE") scope.hides = true;  // ORDER BY of a UNION names output columns
  for (const char* part :
       {"valuesLists", "targetList", "whereClause", "havingClause", "windowClause", "limitCount", "limitOffset"})
    expression(body[part], scope);
  for (auto item : body["targetList"])
    if (auto name = item["ResTarget"]["name"].text(); !name.empty()) scope.outputs.emplace_back(name);
  if (scope.hides) return;
  for (const char* part : {"distinctClause", "groupClause", "sortClause"}) expression(body[part], scope);
}

void References::relation(const Node& range_var, Scope& scope) {
  auto name = range_var["relname"].text();
  auto alias = range_var["alias"]["aliasname"].text();
  Scope::Item item{std::string(alias.empty() ? name : alias), {}};
  bool query = range_var["schemaname"].text().empty() && names_query(&scope, name);
  if (!query) {
    ObjectName found{ObjectKind::relation, std::string(range_var["schemaname"].text()), std::string(name), "", ""};
    context_.need(needs_, found, how_);
    // Renamed columns, t(a, b), are not the table's names.
    if (!range_var["alias"]["colnames"]) item.relation = context_.named(found);
  }
  scope.items.push_back(std::move(item));
}

void References::joined(const Node& join, Scope& scope) {
  auto before = scope.items.size();
  from(join["larg"], scope);
  auto between = scope.items.size();
  from(join["rarg"], scope);
  for (auto column : join["usingClause"]) {
    auto name = column["String"]["sval"].text();
    for (auto [begin, end] : {std::pair{before, between}, std::pair{between, scope.items.size()}})
      if (end == begin + 1 && !scope.items[begin].relation.name.empty())
        context_.need(needs_, column_of(scope.items[begin].relation, name), how_);
    scope.outputs.emplace_back(name);
  }
  expression(join["quals"], scope);
}

void References::from(const Node& item, Scope& scope) {
  auto kind = item.kind();
  auto body = item.body();
  if (kind == "RangeVar") return relation(body, scope);
  if (kind == "JoinExpr") return joined(body, scope);
  if (kind == "RangeTableSample") {
    from(body["relation"], scope);
    return expression(body["args"], scope);
  }
  if (kind == "RangeSubselect") {
    if (auto select = body["subquery"].as("SelectStmt")) query(select, &scope);
  } else {
    expression(body, scope);  // a function, XMLTABLE
  }
  auto alias = std::string(body["alias"]["aliasname"].text());
  if (alias.empty() && kind == "RangeFunction")  // named like the function
    alias = strings(body["functions"].first()["List"]["items"].first()["FuncCall"]["funcname"]).empty()
                ? ""
                : strings(body["functions"].first()["List"]["items"].first()["FuncCall"]["funcname"]).back();
  scope.items.push_back({alias, {}});
}

void References::expression(const Node& node, const Scope& scope) {
  if (!node || (!node.is_list() && !node.is_object())) return;
  auto kind = node.kind();
  auto body = node.body();
  if (kind == "ColumnRef") return column(body, scope);
  if (kind == "SelectStmt") return query(body, &scope);
  if (kind == "FuncCall") return call(body, scope);
  if (kind == "TypeCast") return cast(body, scope);
  if (kind == "TypeName") return context_.need_type(needs_, body);
  if (kind == "A_Indirection") picked(body["indirection"]);
  if (kind == "CollateClause") context_.need_collation(needs_, body["collname"], how_);
  for (auto child : node) expression(child, scope);
}

void References::picked(const Node& indirection) {
  for (auto step : indirection) {
    if (step.kind() == "A_Star") context_.fields.insert("*");
    if (auto name = step.as("String")) context_.fields.emplace(name["sval"].text());
  }
}

void References::behind_column(const Node& indirection, const Scope& scope) {
  picked(indirection);
  expression(indirection, scope);
}

void References::call(const Node& body, const Scope& scope) {
  context_.need_function(needs_, body["funcname"]);
  auto names = strings(body["funcname"]);
  if (!names.empty() && reaches_outside(names.back()) && (names.size() == 1 || names.front() == "pg_catalog"))
    needs_.push_back(
        {{ObjectKind::function, "pg_catalog", names.back(), "", ""}, Use::How::calls, context_.late, true});
  static const std::set<std::string> of_sequences{"nextval", "setval", "currval"};
  if (!names.empty() && of_sequences.count(names.back())) {
    auto first = body["args"].first();
    sequence_named(first["A_Const"]["sval"]["sval"].text());
  }
  for (auto child : body)
    if (child.key() != "funcname") expression(child, scope);
}

void References::sequence_named(std::string_view text) {
  if (text.find_first_not_of("0123456789") == std::string_view::npos) return;  // an OID
  auto names = identifiers(text);
  if (names.size() > 2) return;
  context_.need(needs_, {ObjectKind::relation, names.size() > 1 ? names[0] : "", names.back(), "", ""}, how_);
}

void References::cast(const Node& body, const Scope& scope) {
  context_.need_type(needs_, body["typeName"]);
  auto names = strings(body["typeName"]["names"]);
  auto text = body["arg"]["A_Const"]["sval"]["sval"].text();
  if (!names.empty() && names.back() == "regclass") sequence_named(text);
  // 'ADMIN'::"Role" uses the value, should the type be an enum.
  bool user_type = !names.empty() && !(names.size() == 1 && is_builtin_type(names[0])) && names[0] != "pg_catalog";
  if (user_type && body["arg"]["A_Const"]["sval"] && !body["typeName"]["arrayBounds"])
    context_.need(
        needs_,
        {ObjectKind::enum_value, names.size() > 1 ? names[names.size() - 2] : "", names.back(), std::string(text), ""},
        Use::How::names, true);
  expression(body["arg"], scope);
}

void References::column(const Node& body, const Scope& scope) {
  std::vector<std::string> names;
  for (auto field : body["fields"]) {
    if (field.kind() == "A_Star") return star(names, scope);
    names.emplace_back(field["String"]["sval"].text());
  }
  if (names.size() == 1) return unqualified(names[0], scope);
  if (names.size() > 1) qualified(names, scope);
}

/// Which columns these are is settled when the statement runs.
void References::star(const std::vector<std::string>& names, const Scope& scope) {
  const auto* one = names.empty() ? nullptr : found(&scope, names.back());
  for (const auto& item : scope.items)
    if ((names.empty() || &item == one) && !item.relation.name.empty())
      context_.need(needs_, column_of(item.relation, "*"), how_, true);
}

void References::unqualified(std::string_view name, const Scope& scope) {
  if (is_system_column(name) || context_.variables.count(std::string(name))) return;
  std::vector<const ObjectName*> candidates;
  bool certain = !found(&scope, name);  // else it may be the whole row
  for (auto at = &scope; at; at = at->outer) {
    if (std::find(at->outputs.begin(), at->outputs.end(), name) != at->outputs.end()) return;
    certain = certain && !at->hides;
    for (const auto& item : at->items) {
      certain = certain && !item.relation.name.empty();
      if (!item.relation.name.empty()) candidates.push_back(&item.relation);
    }
  }
  certain = certain && candidates.size() == 1 && !may_be_a_sequences(name);
  for (const auto* table : candidates) context_.need(needs_, column_of(*table, name), how_, !certain);
}

void References::qualified(const std::vector<std::string>& names, const Scope& scope) {
  const auto& column = names.back();
  if (is_system_column(column)) return;
  const auto* item = found(&scope, names[names.size() - 2]);
  if (item && !item->relation.name.empty())
    context_.need(needs_, column_of(item->relation, column), how_, may_be_a_sequences(column));
}

void References::over_table(const Node& node, const ObjectName& table) {
  Scope scope{nullptr, {{table.name, table}}, {}, {}, false};
  expression(node, scope);
}

void References::over_rows(const Node& node, const ObjectName& table) {
  Scope scope{nullptr, {{"new", table}, {"old", table}}, {}, {}, true};
  expression(node, scope);
}

}  // namespace tributary::sql
