// ADD FOREIGN KEY reads the whole table to prove each value (23503 on the first orphan) and blocks writes of both
// tables meanwhile (SHARE ROW EXCLUSIVE). With NOT VALID it proves only what is written from now on; VALIDATE
// CONSTRAINT, in a later migration, reads the rest beside readers and writers. Over a column that has just been added
// without a value there is nothing to fail on.
#include <fmt/format.h>

#include "analyse/hazards.hpp"
#include "analyse/live_counts.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"

namespace tributary {
namespace {

/// In one script both run in one transaction, so that the first one's lock is held while the second one reads.
const Change* validated_in_script(const OwnChange& at) {
  auto key = object_key(at.change().object);
  return find_in_script(at, [&](const Change& other) {
    return other.verb == Verb::alter && other.aspect == Aspect::validate && object_key(other.object) == key;
  });
}

bool large(const OwnChange& at) {
  auto live = counts(at);
  return live.rows && !few_rows(live);
}

std::string two_migrations(const Change& change) {
  auto table = sql_name(table_of(change)), name = sql_name(change.object.part);
  return fmt::format(
      "In this migration: `ALTER TABLE {0} ADD CONSTRAINT {1} {2} NOT VALID;`; in the next one: `ALTER TABLE {0} "
      "VALIDATE CONSTRAINT {1};`",
      table, name, change.definition);
}

std::optional<Hit> judge(const OwnChange& at) {
  const auto& change = at.change();
  if (change.verb != Verb::create || change.aspect != Aspect::foreign_key || !at.existing()) return std::nullopt;
  bool validated = change.not_valid && validated_in_script(at);
  if ((change.not_valid && !validated) || (at.standing().own_columns && !large(at))) return std::nullopt;
  auto live = counts(at);
  if (nothing_there(live)) return std::nullopt;
  Hit hit;
  hit.message = fmt::format("{} {} on {}", validated ? "adds and validates in one script" : "adds",
                            object_text(change.object), sql_columns(columns_of(change)));
  if (live.rows && live.found)
    hit.message += fmt::format(" ({} of {} have no such row in {})", *live.found, rows_text(*live.rows), live.database);
  else
    hit.message += size_text(live);
  hit.why = validated
                ? "Prisma sends the script as one transaction, so the lock of the first is held while the second reads."
            : live.found == 0 || at.standing().own_columns
                ? "Both tables take no writes while every row is read."
                : "It fails on the first value without its row (23503), and both tables take no writes while it reads.";
  hit.help = two_migrations(change);
  bool harmless = validated || live.found == 0 || at.standing().own_columns;
  if (!harmless || live.found.value_or(0) > 0) hit.sqlstate = "23503";
  if (harmless && (few_rows(live) || !live.rows)) hit.at_most = Severity::info;
  if (live.found.value_or(0) > 0) hit.at_least = Severity::error;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  return hazard_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule foreign_key_on_existing_data = {
    "foreign-key-on-existing-data",
    Severity::warning,
    Needs::own_sql,
    Group::hazards,
    {Topic::lock},
    "An own migration adds a foreign key over values that are there already",
    look};
}
}  // namespace tributary
