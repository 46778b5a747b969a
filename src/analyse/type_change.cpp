#include "analyse/type_change.hpp"

#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "base/text.hpp"

namespace tributary {
namespace {

using Kind = TypeChange::Kind;

/// "numeric(10,2)" -> base "numeric", numbers {10, 2}; "timestamp(3) without time zone" keeps the words behind.
struct Type {
  std::string base;
  std::vector<int> numbers;
  bool array = false;
};

Type taken_apart(const std::string& text) {
  Type type{text, {}, text.ends_with("[]")};
  auto open = text.find('('), close = text.find(')');
  if (open == text.npos || close == text.npos) return type;
  for (const auto& number : text::split(text.substr(open + 1, close - open - 1), ','))
    type.numbers.push_back(std::atoi(text::trim(number).c_str()));
  type.base = text.substr(0, open) + text.substr(close + 1);
  return type;
}

enum class Family { integer, decimal, floating, string, boolean, time, json, other_builtin, user };

Family family(const Type& type) {
  static const std::map<std::string, Family> known{{"smallint", Family::integer},
                                                   {"integer", Family::integer},
                                                   {"bigint", Family::integer},
                                                   {"numeric", Family::decimal},
                                                   {"real", Family::floating},
                                                   {"double precision", Family::floating},
                                                   {"text", Family::string},
                                                   {"character varying", Family::string},
                                                   {"character", Family::string},
                                                   {"boolean", Family::boolean},
                                                   {"date", Family::time},
                                                   {"timestamp without time zone", Family::time},
                                                   {"timestamp with time zone", Family::time},
                                                   {"json", Family::json},
                                                   {"jsonb", Family::json},
                                                   {"uuid", Family::other_builtin},
                                                   {"bytea", Family::other_builtin},
                                                   {"interval", Family::other_builtin},
                                                   {"inet", Family::other_builtin},
                                                   {"time without time zone", Family::other_builtin},
                                                   {"money", Family::other_builtin},
                                                   {"xml", Family::other_builtin}};
  auto found = known.find(type.base);
  return type.array || found == known.end() ? Family::user : found->second;
}

bool is_number(Family family) {
  return family == Family::integer || family == Family::decimal || family == Family::floating;
}

TypeChange between_strings(const Type& from, const Type& to) {
  bool padded = from.base == "character" || to.base == "character";
  int before = from.numbers.empty() ? 0 : from.numbers[0], after = to.numbers.empty() ? 0 : to.numbers[0];
  if (from.base == "character" && before == 0) before = 1;
  if (to.base == "character" && after == 0) after = 1;
  bool narrower = after > 0 && (before == 0 || before > after);
  if (narrower) return {Kind::may_fail, "a value of more than " + std::to_string(after) + " characters (22001)"};
  return {padded ? Kind::rewrites : Kind::free, ""};
}

int rank(const Type& integer) {
  return integer.base == "smallint" ? 0 : integer.base == "integer" ? 1 : 2;
}

TypeChange between_decimals(const Type& from, const Type& to) {
  if (to.numbers.empty()) return {Kind::free, ""};
  auto scale = [](const Type& type) { return type.numbers.size() > 1 ? type.numbers[1] : 0; };
  if (from.numbers.empty()) return {Kind::may_fail, "a number that is too large (22003), and rounds the others"};
  if (from.numbers[0] - scale(from) > to.numbers[0] - scale(to))
    return {Kind::may_fail,
            "a number of more than " + std::to_string(to.numbers[0] - scale(to)) + " digits before the point (22003)"};
  if (scale(from) > scale(to)) return {Kind::alters, "rounds to " + std::to_string(scale(to)) + " decimals"};
  return {scale(from) == scale(to) ? Kind::free : Kind::rewrites, ""};
}

TypeChange between_numbers(const Type& from, const Type& to) {
  auto before = family(from), after = family(to);
  if (before == Family::integer && after == Family::integer)
    return rank(to) > rank(from) ? TypeChange{Kind::rewrites, ""}
                                 : TypeChange{Kind::may_fail, "a number that does not fit " + to.base + " (22003)"};
  if (before == Family::decimal && after == Family::decimal) return between_decimals(from, to);
  if (after == Family::integer)
    return {Kind::alters, "rounds to whole numbers, and fails on what does not fit (22003)"};
  if (after == Family::decimal && !to.numbers.empty())
    return {Kind::may_fail, "a number that does not fit " + to.base + " with that many digits (22003)"};
  bool exact = after == Family::decimal || (from.base == "real" && to.base == "double precision") ||
               (before == Family::integer && rank(from) < 2 && to.base == "double precision");
  if (exact) return {Kind::rewrites, ""};
  return {Kind::alters, "keeps only as many digits as " + to.base + " has"};
}

TypeChange between_times(const Type& from, const Type& to) {
  if (from.base != to.base) {
    if (to.base == "date") return {Kind::alters, "cuts off the time of day"};
    if (from.base == "date") return {Kind::rewrites, ""};
    return {Kind::alters, "takes each value for a time in the session's time zone: say `USING … AT TIME ZONE 'UTC'`"};
  }
  int before = from.numbers.empty() ? 6 : from.numbers[0], after = to.numbers.empty() ? 6 : to.numbers[0];
  if (after < before) return {Kind::alters, "rounds to " + std::to_string(after) + " digits of a second"};
  return {Kind::free, ""};
}

/// Pairs of different families that PostgreSQL casts by assignment.
bool casts_by_assignment(Family from, Family to) {
  return to == Family::string || (from == Family::json && to == Family::json);
}

TypeChange across(const Type& from, const Type& to, bool with_using) {
  auto before = family(from), after = family(to);
  if (before == Family::json && after == Family::json) return {Kind::rewrites, ""};
  if (after == Family::string && before != Family::user) {
    if (to.numbers.empty()) return {Kind::rewrites, ""};
    return {Kind::may_fail, "a value of more than " + std::to_string(to.numbers[0]) + " characters (22001)"};
  }
  bool known = before != Family::user && after != Family::user;
  if (known && !with_using && !casts_by_assignment(before, after))
    return {Kind::must_fail, "PostgreSQL has no cast from " + from.base + " to " + to.base + " that needs no USING"};
  // Extensions bring casts with their types; an enum, which Prisma writes in quotes, has none.
  if (before == Family::string && !with_using && after == Family::user && to.base[0] != '"') return {};
  if (before == Family::string && !with_using && after == Family::user)
    return {Kind::must_fail, "a text becomes another type only with a USING"};
  if (before == Family::string) return {Kind::may_fail, "a text that is no " + to.base + " (22P02)"};
  return {known ? Kind::alters : Kind::unknown, known ? "makes of each value what the USING says" : ""};
}

}  // namespace

TypeChange type_change(const std::string& from, const std::string& to, bool with_using) {
  if (from == to && !with_using) return {Kind::free, ""};
  auto before = taken_apart(from), after = taken_apart(to);
  if (before.array != after.array && !with_using)
    return {Kind::must_fail, "a single value becomes a list only with a USING, and a list a single value"};
  auto one = family(before), other = family(after);
  if (one == Family::string && other == Family::string) return between_strings(before, after);
  if (is_number(one) && is_number(other)) return between_numbers(before, after);
  if (one == Family::time && other == Family::time) {
    auto change = between_times(before, after);
    bool zones = before.base != after.base && before.base != "date" && after.base != "date";
    return zones && with_using ? TypeChange{Kind::rewrites, ""} : change;
  }
  return across(before, after, with_using);
}

}  // namespace tributary
