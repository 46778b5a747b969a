// ADD COLUMN … NOT NULL without a default fails with 23502 as soon as the table holds one row. Prisma writes it all the
// same where the development database's table is empty (AddedRequiredFieldToTable), also for defaults that only the
// client knows, such as uuid() or cuid().
#include <fmt/format.h>

#include "analyse/hazards.hpp"
#include "analyse/live_counts.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"

namespace tributary {
namespace {

bool required(const Change& change) {
  return change.verb == Verb::create && change.object.kind == ObjectKind::column && change.column &&
         change.column->not_null.value_or(false) && starts_null(change);
}

/// A drop in the same script speaks of it: a rename, or a column made anew.
bool in_place_of_another(const OwnChange& at) {
  auto drop = at;
  for (drop.index = 0; drop.index < at.in().script->changes.size(); ++drop.index) {
    const auto& change = drop.change();
    if (change.verb != Verb::drop || change.object.kind != ObjectKind::column || !drop.existing()) continue;
    if (object_key(change.object) == object_key(at.change().object) || renamed_column(drop) == &at.change())
      return true;
  }
  return false;
}

std::string three_steps(const Change& change) {
  auto table = sql_name(change.object), column = sql_name(change.object.part);
  return fmt::format(
      "`ALTER TABLE {0} ADD COLUMN {1} {2};`, then `UPDATE {0} SET {1} = … WHERE {1} IS NULL;`, then `ALTER TABLE {0} "
      "ALTER "
      "COLUMN {1} SET NOT NULL;`",
      table, column, change.column->type);
}

std::optional<Hit> judge(const OwnChange& at) {
  const auto& change = at.change();
  if (!required(change) || !at.existing() || in_place_of_another(at)) return std::nullopt;
  auto live = counts(at);
  if (nothing_there(live)) return std::nullopt;
  Hit hit;
  hit.message = fmt::format("adds {} NOT NULL without a default{}", object_text(change.object), size_text(live));
  hit.why = live.rows ? fmt::format("It fails in {} (23502): the table holds {}.", live.database, rows_text(*live.rows))
                      : "It fails wherever the table holds a row (23502).";
  hit.sqlstate = "23502";
  hit.help = "Write instead: " + three_steps(change);
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  return hazard_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule required_column_without_default = {
    "required-column-without-default",
    Severity::error,
    Needs::own_sql,
    Group::hazards,
    {},
    "An own migration adds a required column without a default to a table that may hold rows",
    look};
}
}  // namespace tributary
