// Prisma writes _prisma_migrations itself, a row before a script runs and the same row after it. A script that changes
// the table tampers with the record of all folders that share the database; where migrations are replayed into a
// scratch database (`migrate dev`, `migrate diff`) the table is not there and the script fails with 42P01.
#include <fmt/format.h>

#include "analyse/rules.hpp"
#include "analyse/sql_hits.hpp"
#include "analyse/walk.hpp"

namespace tributary {
namespace {

bool tampers(const Change& change) {
  bool changes = change.verb == Verb::write || change.verb == Verb::drop || change.verb == Verb::rename;
  return changes && change.object.name == "_prisma_migrations";
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& spot : answerable(analysis)) {
    auto read = spot.migration->script ? analysis.changes.find(spot.migration->script->blob) : analysis.changes.end();
    if (read == analysis.changes.end() || is_target(analysis, *spot.source)) continue;
    for (const auto& change : read->second->changes) {
      if (!tampers(change)) continue;
      Hit hit;
      hit.place = place_of(spot, change.line);
      hit.place.column = change.column_number;
      hit.message = fmt::format("{} {}", spot.migration->name, deed_text(change));
      hit.why =
          "The table is Prisma's record of what ran in this database; changed by a script it makes Prisma run a "
          "migration again, or never.";
      hit.help =
          "Take the statement out; `npx prisma migrate resolve --applied NAME` or `--rolled-back NAME` corrects a row.";
      hit.key = aspect_text(change.aspect);
      hits.push_back(hit);
      break;
    }
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule ledger_written_by_script = {"ledger-written-by-script",
                                              Severity::error,
                                              Needs::sql,
                                              Group::sql,
                                              {},
                                              "An own migration changes rows of Prisma's own table, or drops it",
                                              look};
}
}  // namespace tributary
