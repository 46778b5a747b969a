// CREATE INDEX takes a SHARE lock: no row is written until the index stands. CONCURRENTLY lets writers go on, but must
// be the only statement of its script, as Prisma sends a script as one transaction (see
// concurrently-beside-other-statements).
#include <fmt/format.h>

#include "analyse/hazards.hpp"
#include "analyse/live_counts.hpp"
#include "analyse/rules.hpp"

namespace tributary {
namespace {

std::string concurrent_form(const Change& change) {
  return fmt::format("In a migration of its own, as its only statement: `CREATE {}INDEX CONCURRENTLY {} {};`",
                     change.unique ? "UNIQUE " : "", sql_name(change.object.name),
                     change.key ? change.key->behind_name : "");
}

/// UNIQUE of a column that the same source adds: its index is built while nobody can read the table either.
std::optional<Hit> judge_constraint(const OwnChange& at) {
  const auto& change = at.change();
  bool builds = change.verb == Verb::create && change.object.kind == ObjectKind::constraint && change.unique &&
                change.aspect == Aspect::unique && at.existing() && at.standing().own_columns && change.key &&
                change.key->using_index.empty();
  auto live = builds ? counts(at) : Counts{};
  if (!builds || nothing_there(live)) return std::nullopt;
  auto table = sql_name(table_of(change)), name = sql_name(change.object.part);
  Hit hit;
  hit.message = fmt::format("builds the index of {} on {}{} under an exclusive lock", object_text(change.object),
                            object_text(table_of(change)), size_text(live));
  hit.why = "Nobody can read or write the table until the index stands.";
  hit.help = fmt::format(
      "In a migration of its own, as its only statement: `CREATE UNIQUE INDEX CONCURRENTLY {0} ON {1} ({2});`, then "
      "`ALTER TABLE {1} ADD CONSTRAINT {0} UNIQUE USING INDEX {0};`",
      name, table, sql_columns(columns_of(change)));
  if (few_rows(live)) hit.at_most = Severity::info;
  return hit;
}

std::optional<Hit> judge(const OwnChange& at) {
  const auto& change = at.change();
  if (change.object.kind == ObjectKind::constraint) return judge_constraint(at);
  bool builds =
      change.verb == Verb::create && change.object.kind == ObjectKind::index && !change.concurrently && at.existing();
  // Over values that are there, a unique index has the other hazard, which comes first.
  if (!builds || (change.unique && !at.standing().own_columns)) return std::nullopt;
  auto live = counts(at);
  if (nothing_there(live)) return std::nullopt;
  Hit hit;
  hit.message = fmt::format("builds {} on {}{} without CONCURRENTLY", object_text(change.object),
                            object_text(table_of(change)), size_text(live));
  hit.why = "Nobody can write to the table until the index stands: moments for a small table, minutes for a large one.";
  hit.help = concurrent_form(change);
  if (few_rows(live)) hit.at_most = Severity::info;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  return hazard_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule index_without_concurrently = {
    "index-without-concurrently",
    Severity::warning,
    Needs::own_sql,
    Group::hazards,
    {Topic::lock},
    "An own migration builds an index on an existing table while nobody can write to it",
    look};
}
}  // namespace tributary
