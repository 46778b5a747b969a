// TRUNCATE and DELETE without WHERE take every row, and with CASCADE those of every table that refers to it.
#include <fmt/format.h>

#include "analyse/hazards.hpp"
#include "analyse/live_counts.hpp"
#include "analyse/rules.hpp"

namespace tributary {
namespace {

std::optional<Hit> judge(const OwnChange& at) {
  const auto& change = at.change();
  bool empties = change.verb == Verb::write && change.every_row && change.aspect != Aspect::update && at.existing();
  if (!empties) return std::nullopt;
  auto live = counts(at);
  if (nothing_there(live)) return std::nullopt;
  Hit hit;
  hit.message = fmt::format("{} every row of {}{}", change.aspect == Aspect::truncate ? "truncates" : "deletes",
                            object_text(change.object), size_text(live));
  hit.why = change.cascade ? "CASCADE empties every table that refers to it, too. The rows are lost."
                           : "The rows are lost on every database the migration runs on.";
  hit.help = fmt::format(
      "Say which rows: `DELETE FROM {} WHERE …;`. Where all of them are meant, write {} above the statement.",
      sql_name(change.object), allow_help("all-rows-deleted", "…"));
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  return hazard_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule all_rows_deleted = {"all-rows-deleted",
                                      Severity::error,
                                      Needs::own_sql,
                                      Group::hazards,
                                      {Topic::row_loss},
                                      "An own migration empties a table that was there before it",
                                      look};
}
}  // namespace tributary
