// A constant default, now() among them, costs nothing since PostgreSQL 11. A volatile one (gen_random_uuid(), random(),
// clock_timestamp()), SERIAL, IDENTITY and GENERATED … STORED have another value for each row: the table and its
// indexes are written anew under an ACCESS EXCLUSIVE lock.
#include <fmt/format.h>

#include "analyse/hazards.hpp"
#include "analyse/live_counts.hpp"
#include "analyse/rules.hpp"

namespace tributary {
namespace {

std::string what_computes(const ColumnFacts& facts) {
  if (facts.serial) return "SERIAL";
  if (facts.identity) return "IDENTITY";
  if (facts.generated) return "GENERATED … STORED";
  return "DEFAULT " + facts.default_value.value_or("");
}

std::string steps(const Change& change) {
  auto table = sql_name(change.object), column = sql_name(change.object.part);
  if (change.column->generated || change.column->serial || change.column->identity)
    return fmt::format(
        "Add it without (`ALTER TABLE {} ADD COLUMN {} {};`), fill it in batches, and make it so when every row "
        "has its value.",
        table, column, change.column->type);
  return fmt::format(
      "`ALTER TABLE {0} ADD COLUMN {1} {2};`, then `ALTER TABLE {0} ALTER COLUMN {1} SET DEFAULT {3};`, and fill "
      "the rows in batches: `UPDATE {0} SET {1} = {3} WHERE {1} IS NULL AND …;`",
      table, column, change.column->type, change.column->default_value.value_or(""));
}

std::optional<Hit> judge(const OwnChange& at) {
  const auto& change = at.change();
  bool adds = change.verb == Verb::create && change.object.kind == ObjectKind::column && change.column && at.existing();
  if (!adds) return std::nullopt;
  const auto& facts = *change.column;
  if (!facts.volatile_default && !facts.serial && !facts.identity && !facts.generated) return std::nullopt;
  auto live = counts(at);
  if (nothing_there(live)) return std::nullopt;
  Hit hit;
  hit.message = fmt::format("adds {} with {}{}", object_text(change.object), what_computes(facts), size_text(live));
  hit.why = "The whole table is written anew, with a value for each row, while nobody can read or write it.";
  hit.help = steps(change);
  if (few_rows(live)) hit.at_most = Severity::info;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  return hazard_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule volatile_default = {
    "volatile-default",
    Severity::warning,
    Needs::own_sql,
    Group::hazards,
    {Topic::lock},
    "An own migration adds a column whose value PostgreSQL must compute for each row that is there",
    look};
}
}  // namespace tributary
