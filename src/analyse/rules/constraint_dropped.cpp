// What a constraint kept out may come in from then on, and putting it back fails on such rows. Prisma drops and adds
// foreign keys and unique indexes again to change them: those, and constraints that go with their column or table, are
// no hazard.
#include <fmt/format.h>

#include <algorithm>

#include "analyse/hazards.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"

namespace tributary {
namespace {

Aspect aspect_of(const Change& maker) {
  return maker.object.kind == ObjectKind::index ? Aspect::unique : maker.aspect;
}

bool replaces(const Change& other, const Change& drop, const Change* maker) {
  if (other.verb != Verb::create) return false;
  if (makes(other, object_key(drop.object))) return true;
  bool constrains =
      other.object.kind == ObjectKind::constraint || (other.object.kind == ObjectKind::index && other.unique);
  if (!maker || !constrains) return false;
  // A primary key keeps what a unique index kept; Prisma turns the one into the other for many-to-many tables.
  bool alike = aspect_of(other) == aspect_of(*maker) ||
               (aspect_of(*maker) == Aspect::unique && other.aspect == Aspect::primary_key);
  if (!alike) return false;
  auto mine = columns_of(*maker), theirs = columns_of(other);
  return object_key(table_of(other)) == object_key(table_of(*maker)) &&
         std::is_permutation(theirs.begin(), theirs.end(), mine.begin(), mine.end());
}

/// The table goes, or a column that it is over.
bool goes_with(const Change& other, const Change& drop, const Change* maker) {
  if (other.verb != Verb::drop) return false;
  auto key = object_key(other.object);
  if (key == object_key(table_of(maker ? *maker : drop))) return true;
  if (!maker) return false;
  auto needs = maker->needs;
  return std::any_of(needs.begin(), needs.end(), [&](const Use& use) { return object_key(use.object) == key; });
}

/// Another of the target's keys, which stays, is over the very same columns: the rule holds on.
bool kept_by_another(const OwnChange& at, const Change& maker) {
  if (aspect_of(maker) != Aspect::unique) return false;
  auto others = made_by_target(at, [&](const Change& other) {
    bool dropped = find_before(at,
                               [&](const Change& own) {
                                 return own.verb == Verb::drop && object_key(own.object) == object_key(other.object);
                               }) ||
                   find_after(at, [&](const Change& own) {
                     return own.verb == Verb::drop && object_key(own.object) == object_key(other.object);
                   });
    bool whole = !other.key || other.key->predicate.empty();
    return !dropped && whole && object_key(other.object) != object_key(maker.object) &&
           replaces(other, at.change(), &maker);
  });
  return !others.empty();
}

/// CHECK (column IS NOT NULL), where the column is NOT NULL by then: the docs' own way to get there.
bool proved_not_null(const OwnChange& at, const Change& maker) {
  if (maker.aspect != Aspect::check || !maker.key) return false;
  const auto& kept = maker.key->not_null;
  return find_before(at, [&](const Change& other) {
    return other.verb == Verb::alter && other.aspect == Aspect::set_not_null &&
           owner_key(other.object) == owner_key(at.change().object) &&
           std::find(kept.begin(), kept.end(), other.object.part) != kept.end();
  });
}

std::optional<Hit> judge(const OwnChange& at) {
  const auto& change = at.change();
  const auto* maker = at.standing().maker;
  if (change.verb != Verb::drop || !at.existing()) return std::nullopt;
  bool by_hand = maker && !beyond_the_schema(*maker).empty();  // of an index hand-made-dropped says it
  bool unique_index = change.object.kind == ObjectKind::index && maker && maker->unique && !by_hand;
  if (change.object.kind != ObjectKind::constraint && !unique_index) return std::nullopt;
  auto settled = [&](const Change& other) { return replaces(other, change, maker) || goes_with(other, change, maker); };
  if (find_before(at, settled) || find_after(at, settled)) return std::nullopt;
  if (maker && (kept_by_another(at, *maker) || proved_not_null(at, *maker))) return std::nullopt;
  auto what = maker ? aspect_of(*maker) : Aspect::none;
  Hit hit;
  hit.message = fmt::format("drops {}{}", object_text(change.object),
                            what == Aspect::none ? "" : fmt::format(" ({})", aspect_text(what)));
  if (auto made = by_hand ? made_in_target(at) : std::nullopt) {
    hit.message += fmt::format(", which {} on {} made by hand: schema.prisma cannot say {}", made->migration,
                               made->source, beyond_the_schema(*maker));
    hit.related = {*made};
  }
  hit.why = "Rows that it kept out can come in from now on; to put it back fails on them.";
  hit.help = fmt::format("Where the rule no longer holds, write {} above the statement; else leave the statement out.",
                         allow_help("constraint-dropped", "…"));
  if (what == Aspect::foreign_key) hit.at_most = Severity::info;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  return hazard_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule constraint_dropped = {
    "constraint-dropped",
    Severity::warning,
    Needs::own_sql,
    Group::hazards,
    {},
    "An own migration drops a key, check or unique index and puts nothing in its place",
    look};
}
}  // namespace tributary
