// An index with a condition, an expression, INCLUDE or an operator class has no words in schema.prisma. A script that
// is generated from a schema knows nothing of it, or from a database without it, and drops it; whoever wrote it by hand
// misses it when queries are slow, or when rows come in that it kept out.
#include <fmt/format.h>

#include "analyse/hazards.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"

namespace tributary {
namespace {

bool settles(const Change& other, const Change& drop, const Change& maker) {
  if (other.verb == Verb::create) {
    bool alike = other.object.kind == ObjectKind::index && other.key && maker.key &&
                 other.key->elements == maker.key->elements &&
                 object_key(table_of(other)) == object_key(table_of(maker));
    return alike || makes(other, object_key(drop.object));
  }
  if (other.verb != Verb::drop) return false;
  auto key = object_key(other.object);
  if (key == object_key(table_of(maker))) return true;
  for (const auto& use : maker.needs)
    if (object_key(use.object) == key) return true;
  return false;
}

std::optional<Hit> judge(const OwnChange& at) {
  const auto& change = at.change();
  const auto* maker = at.standing().maker;
  if (change.verb != Verb::drop || change.object.kind != ObjectKind::index || !at.existing() || !maker)
    return std::nullopt;
  auto beyond = beyond_the_schema(*maker);
  auto settled = [&](const Change& other) { return settles(other, change, *maker); };
  if (beyond.empty() || find_before(at, settled) || find_after(at, settled)) return std::nullopt;
  auto made = made_in_target(at);
  if (!made) return std::nullopt;
  Hit hit;
  hit.message = fmt::format("drops {}, which {} on {} made by hand: schema.prisma cannot say {}",
                            object_text(change.object), made->migration, made->source, beyond);
  hit.why = maker->unique ? "Rows that it kept out can come in from now on, and queries that used it get slow."
                          : "Queries that used it get slow, and nothing in schema.prisma says that it is missing.";
  hit.help = fmt::format("Take the statement out of the generated script. Where the index is to go, write {} above it.",
                         allow_help("hand-made-dropped", "…"));
  hit.related = {*made};
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  return hazard_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule hand_made_dropped = {"hand-made-dropped",
                                       Severity::warning,
                                       Needs::own_sql,
                                       Group::hazards,
                                       {},
                                       "An own migration drops an index that schema.prisma cannot express",
                                       look};
}
}  // namespace tributary
