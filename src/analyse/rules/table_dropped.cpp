// DROP TABLE of a table that the source did not make itself: its rows are gone with the commit, and every client that
// still reads it fails with 42P01. Prisma warns of it only where the rows stand in the database it happens to be asked
// with.
#include <fmt/format.h>

#include "analyse/hazards.hpp"
#include "analyse/live_counts.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"

namespace tributary {
namespace {

std::optional<Hit> judge(const OwnChange& at) {
  const auto& change = at.change();
  bool drops = change.verb == Verb::drop && change.object.kind == ObjectKind::table && at.existing();
  if (!drops || renamed_table(at)) return std::nullopt;
  auto live = counts(at);
  if (nothing_there(live)) return std::nullopt;
  auto key = object_key(change.object);
  bool anew = find_after(at, [&](const Change& other) { return makes(other, key); });
  auto table = sql_name(change.object);
  Hit hit;
  hit.message =
      fmt::format("drops {}{}{}", object_text(change.object), size_text(live), anew ? " and makes it anew, empty" : "");
  const auto* kept = anew ? nullptr : rows_kept_by(at);
  if (kept) hit.message += fmt::format(", rows of which {} has by then", object_text(kept->object));
  if (kept) hit.at_most = Severity::warning;
  hit.why = kept             ? "Clients that still use the table fail (42P01), and rows that were not copied are lost."
            : change.cascade ? "Its rows are lost, and CASCADE takes views and foreign keys of other tables with it."
                             : "Its rows are lost, and clients that still use the table fail (42P01).";
  hit.help = fmt::format(
      "Keep the rows for now: `ALTER TABLE {} RENAME TO {};`, and drop it once nobody has missed it. Where they are "
      "not "
      "needed any more, write {} above the statement.",
      table, sql_name(change.object.name + "_old"), allow_help("table-dropped", "…"));
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  return hazard_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule table_dropped = {"table-dropped",
                                   Severity::error,
                                   Needs::own_sql,
                                   Group::hazards,
                                   {Topic::row_loss, Topic::lock},
                                   "An own migration drops a table that was there before it",
                                   look};
}
}  // namespace tributary
