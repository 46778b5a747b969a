// A unique index, UNIQUE, PRIMARY KEY or EXCLUDE over columns that hold values fails with 23505 (23P01) on the first
// pair. Over columns that the source has just added without a value it cannot: NULLs are never equal. A primary key
// fails on NULLs too.
#include <fmt/format.h>

#include <algorithm>

#include "analyse/hazards.hpp"
#include "analyse/live_counts.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

bool makes_unique(const Change& change) {
  if (change.verb != Verb::create || !change.existing_rows) return false;
  if (change.object.kind == ObjectKind::index) return change.unique;
  return change.object.kind == ObjectKind::constraint && (change.unique || change.aspect == Aspect::exclude);
}

/// One value for all rows, of a column that this source adds; what is required and has none fails before.
bool same_in_every_row(const OwnChange& at) {
  auto columns = columns_of(at.change());
  return std::all_of(columns.begin(), columns.end(), [&](const ObjectName& column) {
    const auto* added = own_column(at, column);
    if (!added || starts_null(*added) || filled_before(at, column)) return false;
    return !added->column->volatile_default && !added->column->serial && !added->column->identity &&
           !added->column->generated;
  });
}

/// The columns of the key alone; those of a WHERE are not part of it. Empty: over expressions.
std::vector<ObjectName> key_columns(const Change& change) {
  if (change.object.kind != ObjectKind::index) return columns_of(change);
  auto table = table_of(change);
  std::vector<ObjectName> out;
  for (const auto& name : change.key&& change.key->plain() ? change.key->columns : std::vector<std::string>{})
    out.push_back({ObjectKind::column, table.schema, table.name, name, ""});
  return out;
}

/// NULL is equal to nothing, so a key with a column that every row has NULL in cannot be there twice.
bool holds_null(const OwnChange& at) {
  auto columns = key_columns(at.change());
  return at.change().aspect != Aspect::primary_key &&
         std::any_of(columns.begin(), columns.end(), [&](const ObjectName& column) {
           const auto* added = own_column(at, column);
           return added && starts_null(*added) && !filled_before(at, column);
         });
}

/// Dropped by an earlier own migration: between the two, rows may have come in.
bool dropped_long_before(const OwnChange& at, const Change& key) {
  auto drops = [&](const Change& other) {
    return other.verb == Verb::drop && object_key(other.object) == object_key(key.object);
  };
  return find_before(at, drops) && !find_in_script(at, drops);
}

/// The key contains one that the target keeps unique already: its primary key, or that of an index or constraint.
bool contains_a_key(const OwnChange& at) {
  const auto& change = at.change();
  auto columns = key_columns(change);
  if (columns.empty() || change.aspect == Aspect::exclude) return false;
  auto table = object_key(table_of(change));
  auto keeps = made_by_target(at, [&](const Change& other) {
    bool whole = other.unique && !other.not_valid && other.key && other.key->predicate.empty();
    if (!whole || object_key(table_of(other)) != table || dropped_long_before(at, other)) return false;
    auto theirs = key_columns(other);
    return !theirs.empty() && std::all_of(theirs.begin(), theirs.end(), [&](const ObjectName& column) {
      return std::any_of(columns.begin(), columns.end(),
                         [&](const ObjectName& mine) { return object_key(mine) == object_key(column); });
    });
  });
  return !keeps.empty();
}

bool reads(const Change& change, const ObjectName& object) {
  return std::any_of(change.needs.begin(), change.needs.end(), [&](const Use& use) {
    return use.how == Use::How::reads && object_key(use.object) == object_key(object);
  });
}

/// A DELETE that takes all rows, or that holds the key's columns against other rows. One that goes by something else
/// leaves the duplicates where they are.
bool settles(const Change& deletion, const std::vector<ObjectName>& key) {
  const auto& needs = deletion.needs;
  auto is_column = [](const Use& use) { return use.object.kind == ObjectKind::column; };
  if (std::none_of(needs.begin(), needs.end(), is_column)) return true;
  return deletion.compares_rows && !key.empty() &&
         std::all_of(key.begin(), key.end(), [&](const ObjectName& column) { return reads(deletion, column); });
}

/// By an own DELETE before it.
bool settled_before(const OwnChange& at) {
  auto table = object_key(table_of(at.change()));
  auto key = key_columns(at.change());
  if (key.empty()) key = columns_of(at.change());
  return find_before(at, [&](const Change& other) {
    bool deletes = other.aspect == Aspect::delete_ || other.aspect == Aspect::truncate;
    return other.verb == Verb::write && deletes && object_key(other.object) == table && settles(other, key);
  });
}

/// The columns, or what an index over expressions has in their place: `lower("email")`.
std::string keys_of(const Change& change) {
  auto columns = change.object.kind == ObjectKind::index ? key_columns(change) : columns_of(change);
  bool plain = change.object.kind != ObjectKind::index || !change.key || change.key->plain();
  return plain ? sql_columns(columns) : change.key->elements;
}

/// "" = all rows.
std::string condition_of(const Change& change) {
  bool some = change.object.kind == ObjectKind::index && change.key && !change.key->predicate.empty();
  return some ? " WHERE " + change.key->predicate : "";
}

std::string find_duplicates(const Change& change) {
  return fmt::format(
      "Look first: `SELECT {0}, count(*) FROM {1}{2} GROUP BY {0} HAVING count(*) > 1;`, and settle what it "
      "finds in a migration before this one.",
      keys_of(change), sql_name(table_of(change)), condition_of(change));
}

std::optional<Hit> judge(const OwnChange& at) {
  const auto& change = at.change();
  if (!makes_unique(change) || !at.existing()) return std::nullopt;
  bool equal = at.standing().own_columns && same_in_every_row(at);
  if (at.standing().own_columns && !equal) return std::nullopt;
  if (holds_null(at) || settled_before(at) || contains_a_key(at)) return std::nullopt;
  auto live = counts(at);
  if (nothing_there(live) || live.rows == 1) return std::nullopt;
  Hit hit;
  hit.message = fmt::format("makes {} of {} unique{}", keys_of(change), object_text(table_of(change)),
                            condition_of(change).empty() ? "" : " where" + condition_of(change).substr(6));
  if (live.rows && live.found)
    hit.message += fmt::format(" ({} of {} stand there more than once in {})",
                               *live.found == 1 ? "1 value" : fmt::format("{} values", *live.found),
                               rows_text(*live.rows), live.database);
  const auto* code = change.aspect == Aspect::exclude ? "23P01" : "23505";
  const auto* how = equal ? "Every row gets the same value, so it fails from the second row on"
                    : live.found == 0
                        ? "No value is there twice today; one that comes before the deployment makes it fail"
                        : "It fails on the first value that is there twice";
  hit.why = fmt::format("{} ({}).", how, code);
  if (live.found != 0) hit.sqlstate = code;
  hit.help = find_duplicates(change);
  if (live.found == 0) hit.at_most = Severity::info;
  if (live.found.value_or(0) > 0 || equal) hit.at_least = Severity::error;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  return hazard_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule unique_on_existing_data = {"unique-on-existing-data",
                                             Severity::warning,
                                             Needs::own_sql,
                                             Group::hazards,
                                             {Topic::lock},
                                             "An own migration makes values unique that are there already",
                                             look};
}
}  // namespace tributary
