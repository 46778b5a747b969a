#include "sql/print.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"

namespace tributary::sql {
namespace {

struct BuiltinType {
  std::string_view name, text, behind;  ///< `behind` stands after the modifiers
};
constexpr std::array<BuiltinType, 18> builtin_types{{{"int4", "integer", ""},
                                                     {"int8", "bigint", ""},
                                                     {"int2", "smallint", ""},
                                                     {"serial", "integer", ""},
                                                     {"serial4", "integer", ""},
                                                     {"bigserial", "bigint", ""},
                                                     {"serial8", "bigint", ""},
                                                     {"smallserial", "smallint", ""},
                                                     {"serial2", "smallint", ""},
                                                     {"float4", "real", ""},
                                                     {"float8", "double precision", ""},
                                                     {"bool", "boolean", ""},
                                                     {"varchar", "character varying", ""},
                                                     {"bpchar", "character", ""},
                                                     {"varbit", "bit varying", ""},
                                                     {"timestamp", "timestamp", " without time zone"},
                                                     {"timestamptz", "timestamp", " with time zone"},
                                                     {"time", "time", " without time zone"}}};

std::string name_of(std::vector<std::string> names, std::string_view& behind) {
  if (names.size() > 1 && names.front() == "pg_catalog") names.erase(names.begin());
  if (names.size() == 1) {
    if (names[0] == "char") return "\"char\"";
    if (names[0] == "timetz") return behind = " with time zone", "time";
    for (const auto& type : builtin_types)
      if (type.name == names[0]) return behind = type.behind, std::string(type.text);
  }
  return text::join(name_texts(std::move(names)), ".");
}

/// The masks of datetime.h: 1 << MONTH and so on. Interval is the one type with words for modifiers.
std::string interval_fields(long mask) {
  constexpr std::array<std::pair<long, const char*>, 13> fields{
      {{1 << 2, " year"},
       {1 << 1, " month"},
       {1 << 3, " day"},
       {1 << 10, " hour"},
       {1 << 11, " minute"},
       {1 << 12, " second"},
       {1 << 2 | 1 << 1, " year to month"},
       {1 << 3 | 1 << 10, " day to hour"},
       {1 << 3 | 1 << 10 | 1 << 11, " day to minute"},
       {1 << 3 | 1 << 10 | 1 << 11 | 1 << 12, " day to second"},
       {1 << 10 | 1 << 11, " hour to minute"},
       {1 << 10 | 1 << 11 | 1 << 12, " hour to second"},
       {1 << 11 | 1 << 12, " minute to second"}}};
  for (const auto& [bits, words] : fields)
    if (bits == mask) return words;
  return "";
}

std::string modifiers(const Node& type, const std::string& name) {
  std::vector<std::string> texts;
  for (auto modifier : type["typmods"]) texts.push_back(expression_text(modifier));
  if (name == "interval" && !texts.empty()) {
    auto fields = interval_fields(type["typmods"].first()["A_Const"]["ival"]["ival"].number());
    return fields + (texts.size() > 1 ? "(" + texts[1] + ")" : "");
  }
  if (name == "numeric" && texts.size() == 1) texts.push_back("0");
  return texts.empty() ? "" : "(" + text::join(texts, ",") + ")";
}

std::string type_words(const Node& type, bool with_modifiers) {
  std::string_view behind;
  auto name = name_of(strings(type["names"]), behind);
  // A bare bpchar without a length is no character(1).
  if (name == "character" && !type["typmods"]) name = "bpchar";
  std::string out = with_modifiers && type["setof"].truth() ? "SETOF " : "";
  out += name + (with_modifiers ? modifiers(type, name) : "") + std::string(behind);
  if (type["pct_type"].truth()) out += "%TYPE";
  return out + (type["arrayBounds"] ? "[]" : "");
}

/// The library writes every integer below zero as nothing; its digits are still in the script.
std::string integer_text(const Node& constant) {
  if (auto given = constant["ival"]["ival"].text(); !given.empty()) return std::string(given);
  auto at = constant.location();
  auto source = constant.source();
  if (at < 0 || static_cast<std::size_t>(at) >= source.size() || source[static_cast<std::size_t>(at)] != '-')
    return "0";
  auto digits = source.find_first_of("0123456789", static_cast<std::size_t>(at));
  if (digits == std::string_view::npos) return "0";
  auto end = std::min(source.find_first_not_of("0123456789", digits), source.size());
  auto number = source.substr(digits, end - digits);
  return number == "0" ? "0" : "-" + std::string(number);
}

std::string constant_text(const Node& constant) {
  if (constant["isnull"].truth()) return "NULL";
  if (constant["ival"]) return integer_text(constant);
  if (constant["fval"]) return std::string(constant["fval"]["fval"].text());
  if (constant["boolval"]) return constant["boolval"]["boolval"].truth() ? "true" : "false";
  if (constant["bsval"]) return std::string(constant["bsval"]["bsval"].text());
  return literal_text(constant["sval"]["sval"].text());
}

std::string list_text(const Node& list, const char* between = ", ") {
  std::vector<std::string> texts;
  for (auto item : list) texts.push_back(expression_text(item));
  return text::join(texts, between);
}

std::string operator_text(const Node& expression) {
  auto kind = expression["kind"].text();
  auto left = expression_text(expression["lexpr"]), right = expression_text(expression["rexpr"]);
  auto name = text::join(strings(expression["name"]), ".");
  if (kind == "AEXPR_OP")
    return left.empty() ? "(" + name + " " + right + ")" : fmt::format("({} {} {})", left, name, right);
  if (kind == "AEXPR_IN") return fmt::format("({} {} {})", left, name == "=" ? "IN" : "NOT IN", right);
  if (kind == "AEXPR_OP_ANY") return fmt::format("({} {} ANY ({}))", left, name, right);
  if (kind == "AEXPR_OP_ALL") return fmt::format("({} {} ALL ({}))", left, name, right);
  if (kind.find("BETWEEN") != std::string_view::npos)  // its right side is the list of both ends
    return fmt::format("({} {} {})", left, name, list_text(expression["rexpr"]["List"]["items"], " AND "));
  if (kind == "AEXPR_DISTINCT") return fmt::format("({} IS DISTINCT FROM {})", left, right);
  if (kind == "AEXPR_NOT_DISTINCT") return fmt::format("({} IS NOT DISTINCT FROM {})", left, right);
  if (kind == "AEXPR_NULLIF") return fmt::format("NULLIF({}, {})", left, right);
  return fmt::format("({} {} {})", left, name, right);
}

std::string logic_text(const Node& expression) {
  auto kind = expression["boolop"].text();
  if (kind == "NOT_EXPR") return "(NOT " + list_text(expression["args"]) + ")";
  return "(" + list_text(expression["args"], kind == "OR_EXPR" ? " OR " : " AND ") + ")";
}

std::string call_text(const Node& call) {
  for (const char* more : {"agg_order", "agg_filter", "over", "agg_distinct", "agg_within_group", "func_variadic"})
    if (call[more]) return canonical_text(call);
  auto names = strings(call["funcname"]);
  if (names.size() > 1 && names.front() == "pg_catalog") names.erase(names.begin());
  return text::join(name_texts(names), ".") + "(" + (call["agg_star"].truth() ? "*" : list_text(call["args"])) + ")";
}

std::string case_text(const Node& expression) {
  std::string out = "CASE";
  if (expression["arg"]) out += " " + expression_text(expression["arg"]);
  for (auto branch : expression["args"])
    out += fmt::format(" WHEN {} THEN {}", expression_text(branch["CaseWhen"]["expr"]),
                       expression_text(branch["CaseWhen"]["result"]));
  if (expression["defresult"]) out += " ELSE " + expression_text(expression["defresult"]);
  return out + " END";
}

/// A field of a composite value, an element or a slice of an array.
std::string picked_text(const Node& body) {
  auto out = expression_text(body["arg"]);
  if (!body["arg"]["ColumnRef"] || body["indirection"].first()["String"]) out = "(" + out + ")";
  for (auto step : body["indirection"]) {
    auto indices = step["A_Indices"];
    if (step.kind() == "A_Star") out += ".*";
    if (step["String"]) out += "." + name_text(step["String"]["sval"].text());
    if (!indices) continue;
    auto lower = expression_text(indices["lidx"]), upper = expression_text(indices["uidx"]);
    out += "[" + (indices["is_slice"].truth() ? lower + ":" + upper : upper) + "]";
  }
  return out;
}

std::string column_text(const Node& reference) {
  std::vector<std::string> parts;
  for (auto field : reference["fields"])
    parts.push_back(field.kind() == "A_Star" ? "*" : name_text(field["String"]["sval"].text()));
  return text::join(parts, ".");
}

std::string test_text(const Node& test, std::string_view type, std::size_t prefix) {
  return "(" + expression_text(test["arg"]) + " " + text::replace_all(std::string(type.substr(prefix)), "_", " ") + ")";
}

bool is_place(std::string_view key) {
  return key == "location" || key == "stmt_location" || key == "stmt_len" || key == "list_start" || key == "list_end";
}

/// What the parser writes although it says nothing.
bool is_default(const Node& node) {
  auto text = node.text();
  for (auto known : {"LIMIT_OPTION_DEFAULT", "SETOP_NONE", "COERCE_EXPLICIT_CALL", "SORTBY_DEFAULT",
                     "SORTBY_NULLS_DEFAULT", "DEFELEM_UNSPEC", "AEXPR_OP", "JOIN_INNER"})
    if (text == known) return true;
  return node.key() == "inh" || (node.key() == "relpersistence" && text == "p") ||
         (node.key() == "typemod" && text == "-1");
}

}  // namespace

std::vector<std::string> strings(const Node& list) {
  std::vector<std::string> out;
  for (auto item : list) out.emplace_back(item["String"]["sval"].text());
  return out;
}

std::string literal_text(std::string_view text) {
  return "'" + text::replace_all(std::string(text), "'", "''") + "'";
}

std::string name_text(std::string_view name) {
  auto simple = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  bool bare = !name.empty() && !(name[0] >= '0' && name[0] <= '9') && std::all_of(name.begin(), name.end(), simple);
  return bare ? std::string(name) : "\"" + text::replace_all(std::string(name), "\"", "\"\"") + "\"";
}

std::vector<std::string> name_texts(std::vector<std::string> names) {
  for (auto& name : names) name = name_text(name);
  return names;
}

std::string type_text(const Node& type_name) {
  return type_words(type_name, true);
}
std::string argument_type_text(const Node& type_name) {
  auto out = type_words(type_name, false);
  return out == "any" ? "\"any\"" : out;  // as the server lists arguments
}

std::string expression_text(const Node& expression) {
  if (!expression) return "";
  auto kind = expression.kind();
  auto body = expression.body();
  if (kind == "A_Const") return constant_text(body);
  if (kind == "ColumnRef") return column_text(body);
  if (kind == "A_Expr") return operator_text(body);
  if (kind == "BoolExpr") return logic_text(body);
  if (kind == "FuncCall") return call_text(body);
  if (kind == "CaseExpr") return case_text(body);
  if (kind == "List") return "(" + list_text(body["items"]) + ")";
  if (kind == "String") return name_text(body["sval"].text());
  if (kind == "Integer") return std::string(body["ival"].text().empty() ? "0" : body["ival"].text());
  if (kind == "Float") return std::string(body["fval"].text());
  if (kind == "ParamRef") return "$" + std::string(body["number"].text());
  if (kind == "TypeCast") return expression_text(body["arg"]) + "::" + type_text(body["typeName"]);
  if (kind == "NullTest") return test_text(body, body["nulltesttype"].text(), 0);
  if (kind == "BooleanTest") return test_text(body, body["booltesttype"].text(), 0);
  if (kind == "CoalesceExpr") return "COALESCE(" + list_text(body["args"]) + ")";
  if (kind == "MinMaxExpr")
    return (body["op"].text() == "IS_LEAST" ? "LEAST(" : "GREATEST(") + list_text(body["args"]) + ")";
  if (kind == "A_ArrayExpr") return "ARRAY[" + list_text(body["elements"]) + "]";
  if (kind == "RowExpr") return "ROW(" + list_text(body["args"]) + ")";
  if (kind == "TypeName") return type_text(body);
  if (kind == "A_Indirection") return picked_text(body);
  if (kind == "NamedArgExpr") return name_text(body["name"].text()) + " => " + expression_text(body["arg"]);
  if (kind == "SQLValueFunction" && body["op"].text().size() > 6) {
    auto precision = body["typmod"].number(-1);
    return text::replace_all(std::string(body["op"].text().substr(6)), "_N", "") +
           (precision >= 0 ? fmt::format("({})", precision) : "");
  }
  if (kind == "CollateClause") {
    auto names = strings(body["collname"]);
    for (auto& name : names) name = name_text(name);
    return expression_text(body["arg"]) + " COLLATE " + text::join(names, ".");
  }
  return canonical_text(expression);
}

std::string options_text(const Node& options) {
  std::vector<std::string> parts;
  for (auto item : options) {
    auto option = item["DefElem"];
    auto space = option["defnamespace"].text();
    auto out = (space.empty() ? "" : name_text(space) + ".") + name_text(option["defname"].text());
    if (option["arg"]) out += "=" + expression_text(option["arg"]);
    parts.push_back(std::move(out));
  }
  return parts.empty() ? "" : "(" + text::join(parts, ", ") + ")";
}

std::string canonical_text(const Node& node) {
  if (!node) return "";
  if (node.kind() == "TypeName") return type_text(node.body());
  if (node.kind() == "A_Const") return constant_text(node.body());
  if (node["names"] && node["typemod"]) return type_text(node);  // a type in a field of its own
  if (!node.is_list() && !node.is_object()) return literal_text(node.text());
  std::vector<std::string> parts;
  for (auto child : node) {
    if (is_place(child.key()) || is_default(child)) continue;
    auto key = std::string(child.key());
    parts.push_back(key.empty() ? canonical_text(child) : key + ":" + canonical_text(child));
  }
  return (node.is_list() ? "[" : "{") + text::join(parts, " ") + (node.is_list() ? "]" : "}");
}

}  // namespace tributary::sql
