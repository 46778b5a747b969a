// Prisma runs a folder by name. On an empty database (the shadow database of `migrate dev`, CI) a migration fails whose
// table only a later-named one creates; databases that have the later one already do not show it.
#include <fmt/format.h>

#include "analyse/bare_sql.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"
#include "analyse/sql_hits.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

Hit hit_for(const Analysis& analysis, const Unmet& unmet) {
  Hit hit;
  hit.place = unmet.here;
  hit.related = {*unmet.maker};
  auto of = unmet.maker->source == unmet.here.source ? "" : " of " + unmet.maker->source;
  hit.message = fmt::format("{} needs {}, which only {}{} creates, and that is listed later", unmet.here.migration,
                            object_text(unmet.object), unmet.maker->migration, of);
  hit.why = "Migrations run by name: on an empty database this one comes first and fails.";
  bool in_target = unmet.here.source == analysis.workspace.target.name;
  hit.help = in_target ? fmt::format(
                             "Databases know {} by this name: rename it only together with their rows, or write a "
                             "baseline.",
                             unmet.here.migration)
                       : "Give it a later stamp: " + restamp_command(analysis, unmet.here.source, unmet.here.migration);
  hit.key = object_key(unmet.object);
  return hit;
}

const Migration* migration_at(const Analysis& analysis, const Place& place) {
  const auto* source = analysis.workspace.find(place.source);
  if (!source) return nullptr;
  for (const auto& project : source->projects)
    if (project.path == place.project) return project.folder->find(place.migration);
  return nullptr;
}

// It makes what it needs itself: the same script stands there under another name (renamed-migration).
bool one_script(const Analysis& analysis, const Unmet& unmet) {
  const auto *here = migration_at(analysis, unmet.here), *there = migration_at(analysis, *unmet.maker);
  return here && there && here != there && same_sql(*here, *there);
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& unmet : analysis.relations.unmet) {
    bool later = unmet.kind == Unmet::Kind::later_here || (unmet.kind == Unmet::Kind::elsewhere && unmet.sorts_later);
    if (later && unmet.maker && !one_script(analysis, unmet)) hits.push_back(hit_for(analysis, unmet));
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule object_created_later = {"object-created-later",
                                          Severity::error,
                                          Needs::sql,
                                          Group::sql,
                                          {Topic::company, Topic::turn},
                                          "An own migration needs an object that only a later-named migration creates",
                                          look};
}
}  // namespace tributary
