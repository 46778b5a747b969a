// ADD CHECK reads the whole table under an ACCESS EXCLUSIVE lock and fails with 23514 on the first row that does not
// fit; so does a check added to a domain, over every table that uses it. With NOT VALID it holds for what is written
// from now on; VALIDATE CONSTRAINT, in a later migration, reads the rest beside readers and writers.
#include <fmt/format.h>

#include <algorithm>

#include "analyse/contained.hpp"
#include "analyse/hazards.hpp"
#include "analyse/live_counts.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"

namespace tributary {
namespace {

const Change* validated_in_script(const OwnChange& at) {
  auto key = object_key(at.change().object);
  return find_in_script(at, [&](const Change& other) {
    return other.verb == Verb::alter && other.aspect == Aspect::validate && object_key(other.object) == key;
  });
}

bool of_domain(const OwnChange& at) {
  return table_of(at.change()).kind == ObjectKind::domain;
}

std::string two_migrations(const OwnChange& at) {
  const auto& change = at.change();
  auto owner = fmt::format("ALTER {} {}", of_domain(at) ? "DOMAIN" : "TABLE", sql_name(table_of(change)));
  auto name = sql_name(change.object.part);
  return fmt::format(
      "In this migration: `{0} ADD CONSTRAINT {1} {2} NOT VALID;`; in the next one: `{0} VALIDATE CONSTRAINT {1};`",
      owner, name, change.definition);
}

/// Over nothing but a column that comes with it and holds NULL: no comparison with NULL is false.
bool over_nulls(const OwnChange& at) {
  const auto& check = at.change();
  if (!check.key || check.key->tests_null) return false;
  const auto& named = check.key->named;
  bool others = std::any_of(check.needs.begin(), check.needs.end(),
                            [](const Use& use) { return use.object.kind == ObjectKind::column; });
  const auto* added = find_in_script(at, [&](const Change& other) {
    return other.statement == check.statement && other.verb == Verb::create &&
           other.object.kind == ObjectKind::column &&
           std::find(named.begin(), named.end(), other.object.part) != named.end();
  });
  return !others && added && starts_null(*added);
}

std::optional<Hit> judge(const OwnChange& at) {
  const auto& change = at.change();
  if (change.verb != Verb::create || change.aspect != Aspect::check || !at.existing()) return std::nullopt;
  bool validated = change.not_valid && validated_in_script(at);
  if ((change.not_valid && !validated) || at.standing().own_columns || over_nulls(at)) return std::nullopt;
  auto live = counts(at);
  if (nothing_there(live)) return std::nullopt;
  Hit hit;
  hit.message = fmt::format("{} {}{}", validated ? "adds and validates in one script" : "adds",
                            object_text(change.object), size_text(live));
  hit.why = validated
                ? "Prisma sends the script as one transaction, so the lock of the first is held while the second reads."
                : "It fails on the first row that does not fit (23514), and nobody reads the table while it looks.";
  if (!validated) hit.sqlstate = "23514";
  hit.help = two_migrations(at);
  if (validated && (few_rows(live) || !live.rows)) hit.at_most = Severity::info;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  return hazard_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule check_on_existing_data = {"check-on-existing-data",
                                            Severity::warning,
                                            Needs::own_sql,
                                            Group::hazards,
                                            {Topic::lock},
                                            "An own migration adds a check over rows that are there already",
                                            look};
}
}  // namespace tributary
