// ALTER COLUMN … TYPE is judged by the pair of types. Some are free (a longer varchar, varchar to text, a larger
// numeric precision); some write the table and its indexes anew under an ACCESS EXCLUSIVE lock though every value fits
// (integer to bigint); some change values or fail on those that do not fit (22P02, 22001, 22003); some PostgreSQL
// refuses without a USING (42804). An enum that is made anew is judged by enum-value-removed.
#include <fmt/format.h>

#include <algorithm>

#include "analyse/contained.hpp"
#include "analyse/hazards.hpp"
#include "analyse/live_counts.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"
#include "analyse/type_change.hpp"

namespace tributary {
namespace {

using Kind = TypeChange::Kind;

std::string swap_form(const Change& change) {
  auto table = sql_name(change.object), column = sql_name(change.object.part),
       fresh = sql_name(change.object.part + "_new");
  return fmt::format(
      "New column, copy, swap: `ALTER TABLE {0} ADD COLUMN {2} {3};`, `UPDATE {0} SET {2} = {1}::{3} WHERE …;` "
      "for the values that fit, then `ALTER TABLE {0} DROP COLUMN {1};` and `ALTER TABLE {0} RENAME COLUMN "
      "{2} TO {1};`",
      table, column, fresh, change.column->type);
}

std::string using_form(const Change& change) {
  return fmt::format("Say how, if every value fits: `ALTER TABLE {0} ALTER COLUMN {1} TYPE {2} USING {1}::{2};`. ",
                     sql_name(change.object), sql_name(change.object.part), change.column->type);
}

/// Prisma's way to take values out of an enum, or to put them in order.
bool enum_made_anew(const OwnChange& at) {
  return find_in_script(at, [&](const Change& other) {
    return other.verb == Verb::rename && is_data_type(other.object.kind) && other.to && at.change().column &&
           at.change().column->type == sql_name(other.object.name);
  });
}

/// An enum's name in quotes, as Prisma writes it: what the pair of types is judged by.
std::string judged_name(const OwnChange& at, const std::string& type) {
  auto makes_enum = [&](const Change& other) {
    return other.verb == Verb::create && other.object.kind == ObjectKind::enum_type && other.object.name == type;
  };
  bool is_enum = find_before(at, makes_enum) || !made_by_target(at, makes_enum).empty();
  return is_enum ? sql_name(type) : type;
}

/// Between the two timestamps a plain cast in USING is the cast that happens without it: in the session's time zone.
bool says_how(const OwnChange& at) {
  const auto& text = at.change().column->using_expression;
  bool zones = at.standing().type.starts_with("timestamp") && at.change().column->type.starts_with("timestamp");
  bool names_zone = text.find("AT TIME ZONE") != text.npos || text.find("timezone(") != text.npos;
  return !text.empty() && (!zones || names_zone);
}

std::string why(const TypeChange& pair) {
  switch (pair.kind) {
    case Kind::must_fail:
      return "The statement fails on every database (42804): " + pair.because + ".";
    case Kind::may_fail:
      return "It fails on " + pair.because + ", and writes the whole table anew under a lock.";
    case Kind::alters:
      return "It " + pair.because + ", and writes the whole table anew under a lock.";
    case Kind::rewrites:
      return "Every value fits, but the table and its indexes are written anew while nobody can read or write it.";
    default:
      return "Whether the values fit is not known; the table is written anew while nobody can read or write it.";
  }
}

/// A type that costs nothing else: PostgreSQL makes the CHECKs over the column anew and holds every row against them.
std::optional<Hit> rechecked(const OwnChange& at, const Counts& live) {
  const auto& column = at.change().object;
  auto over_it = [&](const Change& other) {
    return other.aspect == Aspect::check && !other.not_valid && owner_key(other.object) == owner_key(column) &&
           other.key && std::binary_search(other.key->named.begin(), other.key->named.end(), column.part);
  };
  auto checks = made_by_target(at, over_it);
  std::erase_if(checks, [&](const auto& check) {
    return find_before(at, [&](const Change& own) {
      return own.verb == Verb::drop && object_key(own.object) == object_key(check->object);
    });
  });
  if (checks.empty()) return std::nullopt;
  Hit hit;
  hit.message = fmt::format("changes {} from {} to {} under {}{}", object_text(column), at.standing().type,
                            at.change().column->type, object_text(checks.front()->object), size_text(live));
  hit.why =
      "The table is not written anew, but every row is held against the CHECK again while nobody can read or write it.";
  hit.help = fmt::format(
      "In a large table: `ALTER TABLE {0} DROP CONSTRAINT {1};` first, the check again with NOT VALID behind the "
      "statement, and `ALTER TABLE {0} VALIDATE CONSTRAINT {1};` in a migration of its own",
      sql_name(at.change().object), sql_name(checks.front()->object.part));
  if (few_rows(live) || !live.rows) hit.at_most = Severity::info;
  return hit;
}

std::optional<Hit> judge(const OwnChange& at) {
  const auto& change = at.change();
  bool changes =
      change.verb == Verb::alter && change.aspect == Aspect::type && change.column && !at.standing().type.empty();
  if (!changes || enum_made_anew(at)) return std::nullopt;
  auto pair = type_change(judged_name(at, at.standing().type), judged_name(at, change.column->type), says_how(at));
  auto live = counts(at);
  bool rows = at.existing() && !at.standing().own_columns && !nothing_there(live);
  if (pair.kind == Kind::free && rows && at.standing().type != change.column->type) return rechecked(at, live);
  if (pair.kind == Kind::free || (pair.kind != Kind::must_fail && !rows)) return std::nullopt;
  Hit hit;
  hit.message = fmt::format("changes {} from {} to {}{}", object_text(change.object), at.standing().type,
                            change.column->type, size_text(live));
  hit.why = why(pair);
  hit.help = (pair.kind == Kind::must_fail ? using_form(change) : "") + swap_form(change);
  if (pair.kind == Kind::must_fail) hit.at_least = Severity::error, hit.sqlstate = "42804";
  // Nothing is lost, and most tables are small: only a known size makes a warning of it.
  if (pair.kind == Kind::rewrites && (few_rows(live) || !live.rows)) hit.at_most = Severity::info;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  return hazard_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule column_type_changed = {
    "column-type-changed",
    Severity::warning,
    Needs::own_sql,
    Group::hazards,
    {Topic::lock},
    "An own migration changes a column to a type that its values may not fit, or that rewrites the table",
    look};
}
}  // namespace tributary
