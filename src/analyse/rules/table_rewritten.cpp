// SET LOGGED and UNLOGGED, another access method or tablespace, CLUSTER and VACUUM FULL copy the table under an ACCESS
// EXCLUSIVE lock; REINDEX without CONCURRENTLY blocks writes, and reads that would use the index.
#include <fmt/format.h>

#include "analyse/hazards.hpp"
#include "analyse/live_counts.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"

namespace tributary {
namespace {

bool rewrites(const Change& change) {
  if (change.verb == Verb::session)
    return change.aspect == Aspect::cluster || change.aspect == Aspect::vacuum_full ||
           (change.aspect == Aspect::reindex && !change.concurrently);
  if (change.verb != Verb::alter || change.object.kind != ObjectKind::table) return false;
  return change.aspect == Aspect::set_logged || change.aspect == Aspect::set_unlogged ||
         change.aspect == Aspect::access_method || change.aspect == Aspect::tablespace;
}

std::optional<Hit> judge(const OwnChange& at) {
  const auto& change = at.change();
  bool own = change.verb == Verb::alter && !at.existing();
  if (!rewrites(change) || own || (change.verb == Verb::session && !change.object.name.empty() && !at.existing()))
    return std::nullopt;
  auto live = counts(at);
  if (nothing_there(live)) return std::nullopt;
  bool reindex = change.aspect == Aspect::reindex;
  Hit hit;
  hit.message = fmt::format("{}{}{}", sql_words(change.aspect),
                            change.object.name.empty() ? "" : " of " + object_text(change.object), size_text(live));
  hit.why =
      reindex ? "Nobody can write to the table meanwhile." : "The table is copied while nobody can read or write it.";
  hit.help = reindex ? "In a migration of its own, as its only statement: `REINDEX … CONCURRENTLY …;`"
                     : "Do it by hand in a quiet hour, not in a migration that a deployment waits for.";
  hit.key = aspect_text(change.aspect) + object_key(change.object);
  if (few_rows(live)) hit.at_most = Severity::info;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  return hazard_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule table_rewritten = {"table-rewritten",
                                     Severity::warning,
                                     Needs::own_sql,
                                     Group::hazards,
                                     {Topic::lock},
                                     "An own migration writes a whole table anew, or locks it while it works",
                                     look};
}
}  // namespace tributary
