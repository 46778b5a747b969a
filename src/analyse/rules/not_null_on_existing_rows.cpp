// SET NOT NULL fails with 23502 on the first NULL, and reads the whole table under an ACCESS EXCLUSIVE lock to find
// none, unless a valid CHECK (column IS NOT NULL) already proves it. The recommended form, a nullable column, an UPDATE
// that fills it, then SET NOT NULL, is no hazard.
#include <fmt/format.h>

#include <algorithm>

#include "analyse/hazards.hpp"
#include "analyse/live_counts.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"
#include "sql/print.hpp"

namespace tributary {
namespace {

/// A CHECK (column IS NOT NULL), own or the target's, that is valid by now.
bool proven(const OwnChange& at) {
  auto table = owner_key(at.change().object);
  auto says_so = [&](const Change& other) {
    if (other.aspect != Aspect::check || !other.key || owner_key(other.object) != table) return false;
    const auto& kept = other.key->not_null;
    return std::find(kept.begin(), kept.end(), at.change().object.part) != kept.end();
  };
  const auto* check =
      find_before(at, [&](const Change& other) { return other.verb == Verb::create && says_so(other); });
  auto theirs = made_by_target(at, says_so);
  if (!check && !theirs.empty()) check = theirs.back().get();
  if (!check) return false;
  auto key = object_key(check->object);
  auto validates = [&](const Change& other) {
    return other.verb == Verb::alter && other.aspect == Aspect::validate && object_key(other.object) == key;
  };
  auto drops = [&](const Change& other) { return other.verb == Verb::drop && object_key(other.object) == key; };
  if (find_before(at, drops)) return false;
  return !check->not_valid || find_before(at, validates);
}

/// Its type is a domain that lets no NULL in.
bool of_strict_domain(const OwnChange& at) {
  auto strict = [&](const Change& other) {
    return other.verb == Verb::create && other.object.kind == ObjectKind::domain &&
           at.standing().type == sql::name_text(other.object.name) &&
           std::find(other.options.begin(), other.options.end(), "not null") != other.options.end();
  };
  return !made_by_target(at, strict).empty();
}

bool added_filled(const OwnChange& at) {
  const auto* added = own_column(at, at.change().object);
  return added && !starts_null(*added);
}

std::string steps(const Change& change) {
  auto table = sql_name(change.object), column = sql_name(change.object.part);
  return fmt::format(
      "Fill it first: `UPDATE {0} SET {1} = … WHERE {1} IS NULL;`. Without the scan, in two migrations: `ALTER "
      "TABLE {0} ADD CONSTRAINT {2} CHECK ({1} IS NOT NULL) NOT VALID;`, then `ALTER TABLE {0} VALIDATE "
      "CONSTRAINT {2};` and `ALTER COLUMN {1} SET NOT NULL`",
      table, column, sql_name(change.object.part + "_not_null"));
}

std::optional<Hit> judge(const OwnChange& at) {
  const auto& change = at.change();
  bool sets =
      change.verb == Verb::alter && change.object.kind == ObjectKind::column && change.aspect == Aspect::set_not_null;
  if (!sets || !at.existing() || at.standing().not_null || filled_before(at, change.object) || added_filled(at) ||
      proven(at) || of_strict_domain(at))
    return std::nullopt;
  auto live = counts(at);
  if (nothing_there(live)) return std::nullopt;
  bool empty_column = at.standing().own_columns;
  Hit hit;
  hit.message = fmt::format("makes {} NOT NULL{}", object_text(change.object),
                            empty_column ? ", which it has just added without a value" : "");
  if (live.found && live.rows)
    hit.message += fmt::format(" ({} of {} are NULL in {})", *live.found, rows_text(*live.rows), live.database);
  hit.why = live.found == 0
                ? "It reads the whole table under a lock that nobody else can read beside."
                : "It fails on the first NULL (23502), after it has read the table under an exclusive lock.";
  if (live.found != 0) hit.sqlstate = "23502";
  hit.help = steps(change);
  if (live.found == 0) hit.at_most = few_rows(live) ? Severity::info : Severity::warning;
  if (live.found.value_or(0) > 0 || empty_column) hit.at_least = Severity::error;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  return hazard_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule not_null_on_existing_rows = {"not-null-on-existing-rows",
                                               Severity::warning,
                                               Needs::own_sql,
                                               Group::hazards,
                                               {Topic::lock},
                                               "An own migration makes a column NOT NULL that nothing has filled",
                                               look};
}
}  // namespace tributary
