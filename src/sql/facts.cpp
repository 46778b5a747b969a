#include "sql/facts.hpp"

#include "base/text.hpp"
#include "sql/print.hpp"
#include "sql/statements.hpp"

namespace tributary::sql {
namespace {

void add_literals(const Node& node, std::set<std::string>& out) {
  if (auto constant = node.as("A_Const")) {
    if (constant["sval"]) out.emplace(constant["sval"]["sval"].text());
  } else if (node.is_list() || node.is_object()) {
    for (auto child : node) add_literals(child, out);
  }
}

void add_kept(const Node& check, std::vector<std::string>& out) {
  if (auto all = check.as("BoolExpr"); all && all["boolop"].text() == "AND_EXPR")
    for (auto part : all["args"]) add_kept(part, out);
  auto test = check.as("NullTest");
  if (!test || test["nulltesttype"].text() != "IS_NOT_NULL") return;
  if (auto reference = test["arg"].as("ColumnRef"))
    if (auto names = strings(reference["fields"]); !names.empty()) out.push_back(names.back());
}

bool tests_null(const Node& node) {
  auto kind = node.is_object() ? node.kind() : "";
  if (kind == "NullTest" || kind == "BooleanTest" || kind == "CoalesceExpr") return true;
  auto how = node.as("A_Expr")["kind"].text();
  if (how == "AEXPR_DISTINCT" || how == "AEXPR_NOT_DISTINCT") return true;
  if (auto names = strings(node.as("FuncCall")["funcname"]); !names.empty() && names.back().starts_with("num_n"))
    return true;
  if (node.is_list() || node.is_object())
    for (auto child : node)
      if (tests_null(child)) return true;
  return false;
}

void add_element(const Node& element, KeyFacts& facts, std::set<std::string>& named) {
  facts.columns.emplace_back(element["name"].text());
  if (element["opclass"]) facts.operator_classes = true;
  add_columns(element["expr"], named);
}

void add_exclusions(const Node& constraint, KeyFacts& facts, std::set<std::string>& named) {
  std::vector<std::string> texts;
  for (auto item : constraint["exclusions"]) {
    auto element = item["List"]["items"].first()["IndexElem"];
    add_element(element, facts, named);
    texts.push_back(index_element_text(element));
  }
  facts.elements = text::join(texts, ", ");
  facts.method = constraint["access_method"].text();
  if (constraint["where_clause"]) facts.predicate = expression_text(constraint["where_clause"]);
  add_columns(constraint["where_clause"], named);
}

/// What is called ?column? or by a word of the grammar.
std::string output_name(const Node& target) {
  if (auto name = target["name"].text(); !name.empty()) return std::string(name);
  auto value = target["val"];
  auto kind = value.kind();
  if (kind == "A_Const" || kind == "BoolExpr" || kind == "NullTest" || kind == "BooleanTest") return "?column?";
  auto name = figured(value);
  return name.empty() && kind == "A_Expr" ? "?column?" : name;
}

}  // namespace

void add_columns(const Node& node, std::set<std::string>& out) {
  if (auto reference = node.as("ColumnRef")) {
    auto names = strings(reference["fields"]);
    if (!names.empty()) out.insert(names.back());
  } else if (node.is_list() || node.is_object()) {
    for (auto child : node) add_columns(child, out);
  }
}

std::vector<std::string> columns_in(const Node& expression) {
  std::set<std::string> out;
  add_columns(expression, out);
  return {out.begin(), out.end()};
}

bool holds_query(const Node& node) {
  if (node.as("SubLink")) return true;
  if (node.is_list() || node.is_object())
    for (auto child : node)
      if (holds_query(child)) return true;
  return false;
}

std::vector<std::string> literals_in(const Node& node) {
  std::set<std::string> out;
  add_literals(node, out);
  return {out.begin(), out.end()};
}

std::vector<std::string> option_names(const Node& list) {
  std::vector<std::string> out;
  for (auto item : list) {
    auto option = item.as("DefElem");
    if (option) out.emplace_back(option["defname"].text());
  }
  return out;
}

std::vector<std::string> kept_from_null(const Node& check) {
  std::vector<std::string> out;
  add_kept(check, out);
  return out;
}

std::string figured(const Node& node) {
  auto kind = node.kind();
  auto body = node.body();
  if (kind == "ColumnRef") {
    std::string last;
    for (auto field : body["fields"])
      if (field["String"]) last = field["String"]["sval"].text();
    return last;
  }
  if (kind == "FuncCall") {
    auto names = strings(body["funcname"]);
    return names.empty() ? "" : names.back();
  }
  if (kind == "A_Indirection") return figured(body["arg"]);
  if (kind == "CollateClause") return figured(body["arg"]);
  if (kind == "TypeCast") {
    auto inner = figured(body["arg"]);
    auto names = strings(body["typeName"]["names"]);
    return !inner.empty() || names.empty() ? inner : names.back();
  }
  if (kind == "A_Expr") return body["kind"].text() == "AEXPR_NULLIF" ? "nullif" : "";
  if (kind == "CaseExpr") {
    auto inner = figured(body["defresult"]);
    return inner.empty() ? "case" : inner;
  }
  if (kind == "A_ArrayExpr") return "array";
  if (kind == "RowExpr") return "row";
  if (kind == "CoalesceExpr") return "coalesce";
  if (kind == "MinMaxExpr") return body["op"].text() == "IS_LEAST" ? "least" : "greatest";
  return "";
}

std::vector<std::string> output_columns(const Node& select, const std::vector<std::string>& aliases) {
  auto first = select;
  while (first["larg"]) first = first["larg"];
  std::vector<std::string> out;
  for (auto item : first["targetList"]) {
    auto target = item["ResTarget"];
    for (auto field : target["val"]["ColumnRef"]["fields"])
      if (field["A_Star"]) return {};
    out.push_back(out.size() < aliases.size() ? aliases[out.size()] : output_name(target));
    if (out.back().empty()) return {};
  }
  return out;
}

KeyFacts constraint_facts(const Node& constraint, const std::vector<std::string>& keys) {
  KeyFacts facts;
  std::set<std::string> named;
  auto type = constraint["contype"].text();
  facts.columns = keys;
  facts.elements = text::join(name_texts(keys), ", ");
  facts.included = strings(constraint["including"]);
  facts.using_index = constraint["indexname"].text();
  if (type == "CONSTR_PRIMARY" || type == "CONSTR_UNIQUE") facts.method = "btree";
  if (type == "CONSTR_EXCLUSION") add_exclusions(constraint, facts, named);
  if (type == "CONSTR_CHECK")
    facts.not_null = kept_from_null(constraint["raw_expr"]), facts.tests_null = tests_null(constraint["raw_expr"]);
  add_columns(constraint["raw_expr"], named);
  facts.referred = strings(constraint["pk_attrs"]);
  auto on_delete = constraint["fk_del_action"].text();
  facts.carries_deletes = on_delete == "c";
  facts.clears_on_delete = on_delete == "n" || on_delete == "d";
  facts.named.assign(named.begin(), named.end());
  return facts;
}

KeyFacts index_facts(const Node& index) {
  KeyFacts facts;
  std::set<std::string> named;
  std::vector<std::string> texts;
  for (auto item : index["indexParams"]) {
    add_element(item["IndexElem"], facts, named);
    texts.push_back(index_element_text(item["IndexElem"]));
  }
  facts.elements = text::join(texts, ", ");
  for (auto item : index["indexIncludingParams"]) facts.included.emplace_back(item["IndexElem"]["name"].text());
  facts.method = index["accessMethod"].text();
  if (index["whereClause"]) facts.predicate = expression_text(index["whereClause"]);
  add_columns(index["whereClause"], named);
  facts.named.assign(named.begin(), named.end());
  return facts;
}

KeyFacts partition_facts(const Node& specification) {
  KeyFacts facts;
  std::set<std::string> named;
  for (auto item : specification["partParams"]) {
    facts.columns.emplace_back(item["PartitionElem"]["name"].text());
    add_columns(item["PartitionElem"]["expr"], named);
  }
  facts.named.assign(named.begin(), named.end());
  return facts;
}

}  // namespace tributary::sql
