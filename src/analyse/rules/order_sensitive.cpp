// `migrate deploy` runs what a database lacks, after what ran there before; a new database runs the whole folder in the
// order of names. Where an own migration sorts before one that is merged before it, the two orders differ, and here the
// SQL shows that it matters: one of them fails, or they leave different columns, enum orders or data. Pairs of branches
// of which one order must fail are conflicts and have rules of their own.
#include <fmt/format.h>

#include "analyse/objects.hpp"
#include "analyse/rules.hpp"
#include "analyse/sql_hits.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"
#include "prisma/names.hpp"

namespace tributary {
namespace {

Hit hit_for(const Analysis& analysis, const Clash& clash, const char* why) {
  Hit hit;
  hit.place = clash.here;
  hit.related = {clash.there};
  hit.subject = object_text(clash.object);
  hit.message = fmt::format("{} {}, and {} of {}, listed later but merged first, {}", clash.here.migration,
                            deed_text(clash.mine), clash.there.migration, clash.there.source, deed_text(clash.theirs));
  hit.why = why;
  auto known = applied_in(analysis, clash.here.migration);
  hit.help = known.empty()
                 ? "Give it a later stamp: " + restamp_command(analysis, clash.here.source, clash.here.migration)
                 : fmt::format(
                       "It is applied in {}, so its name must stay: write another migration that "
                       "leaves both orders with the same result.",
                       list(known));
  hit.key = object_key(clash.object);
  hit.at_most = clash.kind == Clash::Kind::enum_order ? Severity::error : clash.at_most;
  return hit;
}

PrismaVersion version_of(const Analysis& analysis, const Place& place) {
  if (const auto* source = analysis.workspace.find(place.source))
    for (const auto& project : source->projects)
      if (const auto* target = target_project(analysis, project); target && project.path == place.project)
        return target->prisma;
  return {};
}

/// Both orders work, and the branch whose migration sorts first is merged second.
bool inverted(const Analysis& analysis, const Clash& clash) {
  auto mine = analysis.sequence.position(clash.here.source), theirs = analysis.sequence.position(clash.there.source);
  bool later = clash.at_most == Severity::warning && theirs > 0 && mine > theirs;
  return later && prisma::listed_before(clash.here.migration, clash.there.migration, version_of(analysis, clash.here));
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& clash : analysis.relations.late)
    hits.push_back(
        hit_for(analysis, clash,
                clash.at_most == Severity::error
                    ? "Databases that have the other one run it afterwards, new databases run it before: one "
                      "of the two fails, or ends up unlike the other."
                    : "Databases that have the other one run it afterwards, new databases run it before: "
                      "they end up with different data."));
  for (const auto& clash : analysis.relations.clashes)
    if (inverted(analysis, clash))
      hits.push_back(hit_for(analysis, clash,
                             "Deployed after each merge they run in one order, on a new database in the other: the "
                             "results differ."));
  return hits;
}

}  // namespace

namespace rule {
extern const Rule order_sensitive = {
    "order-sensitive",
    Severity::error,
    Needs::sql,
    Group::sql,
    {Topic::company},
    "Databases that are deployed step by step end up unlike those that are built in the order of names",
    look};
}
}  // namespace tributary
