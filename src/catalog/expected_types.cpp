#include "catalog/expected_types.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "catalog/diff_sql.hpp"

namespace tributary::catalog {
namespace {

struct Known {
  const char *native, *sql, *printed;
  Family family;
};

constexpr Known known[] = {
    {"SmallInt", "SMALLINT", "smallint", Family::integer},
    {"Integer", "INTEGER", "integer", Family::integer},
    {"BigInt", "BIGINT", "bigint", Family::integer},
    {"Oid", "OID", "oid", Family::integer},
    {"Decimal", "DECIMAL", "numeric", Family::real},
    {"Money", "MONEY", "money", Family::real},
    {"Real", "REAL", "real", Family::real},
    {"DoublePrecision", "DOUBLE PRECISION", "double precision", Family::real},
    {"Boolean", "BOOLEAN", "boolean", Family::boolean},
    {"Text", "TEXT", "text", Family::text},
    {"Citext", "CITEXT", "citext", Family::text},
    {"VarChar", "VARCHAR", "character varying", Family::text},
    {"Char", "CHAR", "character", Family::text},
    {"Bit", "BIT", "bit", Family::text},
    {"VarBit", "VARBIT", "bit varying", Family::text},
    {"Inet", "INET", "inet", Family::text},
    {"Xml", "XML", "xml", Family::text},
    {"Uuid", "UUID", "uuid", Family::uuid},
    {"Json", "JSON", "json", Family::json},
    {"JsonB", "JSONB", "jsonb", Family::json},
    {"ByteA", "BYTEA", "bytea", Family::bytes},
    {"Date", "DATE", "date", Family::date_time},
    {"Timestamp", "TIMESTAMP", "timestamp without time zone", Family::date_time},
    {"Timestamptz", "TIMESTAMPTZ", "timestamp with time zone", Family::date_time},
    {"Time", "TIME", "time without time zone", Family::date_time},
    {"Timetz", "TIMETZ", "time with time zone", Family::date_time},
};

template <class Match>
const Known* find_known(Match match) {
  const auto* at = std::find_if(std::begin(known), std::end(known), match);
  return at == std::end(known) ? nullptr : at;
}

std::vector<int> numbers_of(const std::string& list) {
  std::vector<int> out;
  for (const auto& part : text::split(list, ',')) {
    auto word = text::trim(part);
    int number = 0;
    auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc() || end != word.data() + word.size()) return {};
    out.push_back(number);
  }
  return out;
}

// "timestamp(3) without time zone" -> "timestamp without time zone" and {3}.
std::string without_modifier(const std::string& printed, std::vector<int>& modifier) {
  auto open = printed.find('('), close = printed.find(')');
  if (open == printed.npos || close == printed.npos || close < open) return printed;
  modifier = numbers_of(printed.substr(open + 1, close - open - 1));
  return printed.substr(0, open) + printed.substr(close + 1);
}

bool has_precision(const Type& type) {
  return type.name.starts_with("time");  // timestamp and time, with and without a zone
}

// PostgreSQL keeps six digits where nothing is said; of char and bit one. Prisma reads the number that holds.
std::vector<int> filled(const Type& type) {
  if (!type.modifier.empty()) return type.modifier;
  if (has_precision(type)) return {6};
  if (type.name == "character" || type.name == "bit") return {1};
  return {};
}

bool is_text(const Type& type) {
  return type.name == "text" || type.name == "character varying";
}
bool is_number(const Type& type) {
  return type.family == Family::real || (type.family == Family::integer && type.name != "oid");
}
bool is_bits(const Type& type) {
  return type.name == "bit" || type.name == "bit varying";
}

bool can_be_cast(const Type& from, const Type& to) {
  if (is_text(to)) return true;
  if (from.name == "money" || from.name == "citext") return true;
  if (from.name == "inet") return to.name == "citext";
  if (from.name == "oid") return to.name == "bigint" || to.name == "integer";
  if (to.name == "character") return from.name != "bytea" || (!to.modifier.empty() && to.modifier[0] > 2);
  if (from.name == "text") return to.name == "citext";
  if (is_number(from)) return is_number(to) && to.name != "money";
  if (from.name == "date") return to.name.starts_with("timestamp");
  if (from.name.starts_with("timestamp")) return to.family == Family::date_time;
  if (from.name == "time without time zone") return to.name == "time with time zone";
  if (from.name == "time with time zone") return to.name.starts_with("time ");
  if (is_bits(from)) return is_bits(to);
  return from.family == Family::json && to.family == Family::json;
}

}  // namespace

std::optional<Type> native_type(const std::string& name, std::vector<int> arguments) {
  const auto* found = find_known([&](const Known& type) { return type.native == name; });
  if (!found) return std::nullopt;
  return Type{found->family, found->printed, "", std::move(arguments), "", false};
}

std::optional<Type> scalar_type(const std::string& name) {
  if (name == "String") return native_type("Text", {});
  if (name == "Int") return native_type("Integer", {});
  if (name == "BigInt") return native_type("BigInt", {});
  if (name == "Float") return native_type("DoublePrecision", {});
  if (name == "Decimal") return native_type("Decimal", {65, 30});
  if (name == "Boolean") return native_type("Boolean", {});
  if (name == "DateTime") return native_type("Timestamp", {3});
  if (name == "Json") return native_type("JsonB", {});
  if (name == "Bytes") return native_type("ByteA", {});
  return std::nullopt;
}

Type printed_type(const std::string& printed) {
  Type type;
  auto single = printed;
  type.list = single.ends_with("[]");
  while (single.ends_with("[]")) single.resize(single.size() - 2);
  type.name = without_modifier(single, type.modifier);
  auto bare = type.name.substr(type.name.rfind('.') + 1);  // citext stands in some schema
  const auto* found = find_known(
      [&](const Known& one) { return one.printed == type.name || (bare == "citext" && bare == one.printed); });
  if (!found) return Type{Family::unsupported, "", "", {}, single, type.list};
  type.name = found->printed, type.family = found->family;
  return type;
}

std::string type_sql(const Type& type, bool serial, const std::string& default_schema) {
  auto list = type.list ? "[]" : "";
  if (type.family == Family::unsupported) return type.text + list;
  if (type.family == Family::enumeration) return qualified(type.schema, type.name, default_schema) + list;
  const auto* found = find_known([&](const Known& one) { return one.printed == type.name; });
  std::string sql = found->sql;
  if (serial && type.name == "integer") sql = "SERIAL";
  if (serial && type.name == "bigint") sql = "BIGSERIAL";
  if (serial && type.name == "smallint") sql = "SMALLSERIAL";
  std::vector<std::string> numbers;
  for (int number : type.modifier) numbers.push_back(std::to_string(number));
  if (!numbers.empty()) sql += "(" + text::join(numbers, ",") + ")";
  return sql + list;
}

Cast cast_between(const Type& from, const Type& to) {
  bool from_enum = from.family == Family::enumeration, to_enum = to.family == Family::enumeration;
  if (from_enum || to_enum) {
    bool same = from_enum && to_enum && from.name == to.name && from.schema == to.schema;
    return same && from.list == to.list ? Cast::none : Cast::recreate;
  }
  if (from.list != to.list) return from.list && (is_text(to) || to.name == "character") ? Cast::alter : Cast::recreate;
  bool from_known = from.family != Family::unsupported, to_known = to.family != Family::unsupported;
  // Prisma holds no two unsupported types against each other.
  if (!from_known || !to_known) return from_known == to_known ? Cast::none : Cast::alter;
  if (from.name == to.name) {
    if (has_precision(to) && to.modifier.empty()) return Cast::none;
    return filled(from) == to.modifier || (from.modifier == to.modifier) ? Cast::none : Cast::alter;
  }
  return can_be_cast(from, to) ? Cast::alter : Cast::recreate;
}

}  // namespace tributary::catalog
