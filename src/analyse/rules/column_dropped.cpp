// DROP COLUMN of a column that the source did not make itself: its values are gone with the commit. A running Prisma
// Client of the old schema names every column in its queries, so that each of them fails with 42703 (P2022) from then
// on. Where an own UPDATE copied the values elsewhere before (new column, copy, swap), nothing is lost.
#include <fmt/format.h>

#include "analyse/hazards.hpp"
#include "analyse/live_counts.hpp"
#include "analyse/rules.hpp"

namespace tributary {
namespace {

std::string sql_of_type_change(const Change& drop, const Change& anew) {
  return fmt::format("ALTER TABLE {0} ALTER COLUMN {1} TYPE {2} USING {1}::{2};", sql_name(drop.object),
                     sql_name(drop.object.part), anew.column ? anew.column->type : "…");
}

std::optional<Hit> judge(const OwnChange& at) {
  const auto& change = at.change();
  bool drops = change.verb == Verb::drop && change.object.kind == ObjectKind::column && at.existing() &&
               !at.standing().own_columns;
  bool never_there = change.if_exists && at.standing().type.empty();
  if (!drops || never_there || copied_before(at, change.object) || renamed_column(at)) return std::nullopt;
  auto live = counts(at);
  bool all_null = live.rows && live.found == live.rows;
  if (nothing_there(live) || all_null) return std::nullopt;
  Hit hit;
  const auto* anew = column_made_anew(at);
  auto values = live.found ? fmt::format(" ({} of {} hold a value in {})", *live.rows - *live.found,
                                         rows_text(*live.rows), live.database)
                           : size_text(live);
  hit.message = fmt::format("drops {}{}{}", object_text(change.object), values, anew ? " and adds it anew, empty" : "");
  hit.why = "Its values are lost, and every query of a client that still has the field fails (42703, P2022).";
  hit.help = anew ? fmt::format("Change its type instead: `{}`", sql_of_type_change(change, *anew))
                  : fmt::format(
                        "First release without the field: `ALTER TABLE {} ALTER COLUMN {} DROP NOT NULL;`, and "
                        "drop the column in a later one. Where it is not used any more, write {} above the "
                        "statement.",
                        sql_name(change.object), sql_name(change.object.part), allow_help("column-dropped", "…"));
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  return hazard_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule column_dropped = {"column-dropped",
                                    Severity::error,
                                    Needs::own_sql,
                                    Group::hazards,
                                    {Topic::row_loss, Topic::lock},
                                    "An own migration drops a column that was there before it",
                                    look};
}
}  // namespace tributary
