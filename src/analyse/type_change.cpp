#include "analyse/type_change.hpp"

#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "analyse/type_casts.hpp"
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
  while (type.base.ends_with("[]")) type.base.resize(type.base.size() - 2);
  auto open = text.find('('), close = text.find(')');
  if (open == text.npos || close == text.npos) return type;
  for (const auto& number : text::split(text.substr(open + 1, close - open - 1), ','))
    type.numbers.push_back(std::atoi(text::trim(number).c_str()));
  type.base = type.base.substr(0, open) + type.base.substr(close + 1);
  return type;
}

enum class Family { integer, decimal, floating, string, other_builtin, user };

Family family(const Type& type) {
  static const std::map<std::string, Family> numbers{
      {"smallint", Family::integer}, {"integer", Family::integer}, {"bigint", Family::integer},
      {"numeric", Family::decimal},  {"real", Family::floating},   {"double precision", Family::floating}};
  if (auto found = numbers.find(type.base); found != numbers.end()) return found->second;
  if (is_string(type.base)) return Family::string;
  return is_builtin(type.base) ? Family::other_builtin : Family::user;
}

bool is_number(Family family) {
  return family == Family::integer || family == Family::decimal || family == Family::floating;
}

TypeChange between_strings(const Type& from, const Type& to) {
  if (to.base == "name") return {Kind::alters, "cuts off what is longer than 63 bytes"};
  if (from.base == "name" && to.numbers.empty() && to.base != "character") return {Kind::rewrites, ""};
  bool padded = from.base == "character" || to.base == "character";
  int before = from.numbers.empty() ? 0 : from.numbers[0], after = to.numbers.empty() ? 0 : to.numbers[0];
  if (from.base == "character" && before == 0) before = 1;
  if (to.base == "character" && after == 0) after = 1;
  bool narrower = after > 0 && (before == 0 || before > after);
  if (narrower) return {Kind::may_fail, "a value of more than " + std::to_string(after) + " characters (22001)"};
  // Only the shorter form of the very same type is known to fit without a look.
  bool looked_at = padded && !(from.base == to.base && before == after);
  return {looked_at ? Kind::rewrites : Kind::free, ""};
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

int number(const Type& type, int otherwise) {
  return type.numbers.empty() ? otherwise : type.numbers[0];
}

/// One type, other numbers behind it: time(3) to time(6), bit varying(5) to bit varying(9).
TypeChange other_precision(const Type& from, const Type& to) {
  if (to.base == "bit varying") {
    int after = number(to, 0), before = number(from, 0);
    if (after == 0 || (before > 0 && before <= after)) return {Kind::free, ""};
    return {Kind::may_fail, "a value of more than " + std::to_string(after) + " bits (22001)"};
  }
  if (to.base == "bit") {
    if (number(from, 1) == number(to, 1)) return {Kind::free, ""};
    return {Kind::may_fail, "every value: bits are neither cut nor filled up (22026)"};
  }
  if (number(to, 6) < number(from, 6))
    return {Kind::alters, "rounds to " + std::to_string(number(to, 6)) + " digits of a second"};
  return {Kind::free, ""};
}

TypeChange to_string_type(const Type& to) {
  auto most = to.numbers.empty() ? to.base == "character" ? 1 : 0 : to.numbers[0];
  if (most == 0) return {Kind::rewrites, ""};
  return {Kind::may_fail, "a value of more than " + std::to_string(most) + " characters (22001)"};
}

/// The cast, and then what the numbers of the new type ask for.
TypeChange by_cast(const Type& from, const Type& to) {
  auto cast = assignment_cast(from.base, to.base);
  if (to.numbers.empty() || cast.kind == Kind::must_fail) return cast;
  if (to.base == "numeric") return {Kind::may_fail, "a number that does not fit so many digits (22003)"};
  if (to.base == "bit varying") return {Kind::may_fail, "a value of more bits than that (22001)"};
  return cast.kind == Kind::free ? TypeChange{Kind::rewrites, ""} : cast;
}

bool is_quoted(const Type& type) {
  return type.base.starts_with('"');
}

/// One of the two is an enum or an extension's. Extensions bring casts with their types; an enum, which Prisma writes
/// in quotes, has none but to text.
TypeChange with_users(const Type& from, const Type& to, bool with_using) {
  auto before = family(from), after = family(to);
  if (from.base == "citext" && after != Family::user && after != Family::string && !with_using)
    return assignment_cast(from.base, to.base);
  bool to_enum = after == Family::user && is_quoted(to), from_enum = before == Family::user && is_quoted(from);
  if (after == Family::string) {
    bool citext = from.base == "citext" && to.base != "character" && to.base != "name";
    if (citext && !with_using && to.numbers.empty()) return {Kind::free, ""};
    return from_enum || citext || from.base == "citext" ? to_string_type(to) : TypeChange{};
  }
  if (to.base == "citext" && before != Family::user && !with_using) {
    bool as_it_is = from.base == "text" || from.base == "character varying";
    return {as_it_is ? Kind::free : Kind::rewrites, ""};
  }
  bool none = (to_enum && (before != Family::user || from_enum || from.base == "citext")) ||
              (from_enum && after != Family::user);
  if (none && !with_using)
    return {Kind::must_fail, "a value becomes one of an enum, or stops to be one, only with a USING"};
  if (before == Family::string && with_using) return {Kind::may_fail, "a text that is no " + to.base + " (22P02)"};
  return {};
}

TypeChange one_value(const Type& from, const Type& to, bool with_using) {
  auto before = family(from), after = family(to);
  if (before == Family::string && after == Family::string) return between_strings(from, to);
  if (is_number(before) && is_number(after)) return between_numbers(from, to);
  if (before == Family::user || after == Family::user) return with_users(from, to, with_using);
  if (from.base == to.base) return other_precision(from, to);
  if (from.base == "\"char\"" && after == Family::string && to.base == "character" && number(to, 1) == 1)
    return {Kind::rewrites, ""};
  bool same_bytes = from.base == "xml" && (to.base == "text" || to.base == "character varying") && to.numbers.empty();
  if (same_bytes) return {Kind::free, ""};
  if (after == Family::string) return to_string_type(to);
  if (!with_using) return by_cast(from, to);
  if (from.base.starts_with("timestamp ") && to.base.starts_with("timestamp ")) return {Kind::rewrites, ""};
  if (before == Family::string) return {Kind::may_fail, "a text that is no " + to.base + " (22P02)"};
  auto cast = by_cast(from, to);
  return cast.kind == Kind::must_fail ? TypeChange{Kind::alters, "makes of each value what the USING says"} : cast;
}

/// Each value of a list is cast as it would be alone; what is free for one is free for all only where nothing is looked
/// at.
TypeChange between_lists(const Type& from, const Type& to, bool with_using) {
  auto change = one_value(from, to, with_using);
  bool unlooked = from.numbers.empty() && to.numbers.empty() && from.base != to.base;
  if (change.kind == Kind::free && !unlooked) return {Kind::rewrites, ""};
  return change;
}

}  // namespace

TypeChange type_change(const std::string& from, const std::string& to, bool with_using) {
  if (from == to && !with_using) return {Kind::free, ""};
  auto before = taken_apart(from), after = taken_apart(to);
  if (before.array && after.array) return between_lists(before, after, with_using);
  if (before.array && family(after) == Family::string) return to_string_type(after);
  if (before.array && after.base == "citext" && !with_using) return {Kind::rewrites, ""};
  if (before.array != after.array && !with_using)
    return {Kind::must_fail, "a single value becomes a list only with a USING, and a list a single value"};
  if (before.array != after.array) return {Kind::alters, "makes of each value what the USING says"};
  return one_value(before, after, with_using);
}

}  // namespace tributary
