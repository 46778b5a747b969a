// Two epics over one development database: one writes the migration, the other only the model, as `db pull` or the
// colleague's schema showed it at the time. Git merges both without a word, and the client of the second is generated
// for a table that the first one's migration makes otherwise.
#include <fmt/format.h>

#include "analyse/modelled.hpp"
#include "analyse/objects.hpp"
#include "analyse/other_sql.hpp"
#include "analyse/rules.hpp"

namespace tributary {
namespace {

Hit hit_for(const Modelled& source, const Unmade& unmade, const OtherSql::Made& made) {
  Hit hit;
  const auto& declared = unmade.whole ? unmade.declared : unmade.fields.front();
  hit.place = place_of_file(source.spot, declared.file, declared.line);
  hit.related = {made.place};
  hit.message =
      fmt::format("{} has no migration here, and {} of {} makes {} differently: {}", declared_text(unmade),
                  made.place.migration, made.place.source, bare_text(unmade.object), list(made.differences, 4));
  hit.why =
      "Once both are merged the database is as the SQL makes it, and a client that was generated from this schema "
      "fails on it (P2022, P2032).";
  hit.help = fmt::format("Agree with {} on one of the two: change the model, or write a migration that comes after {}.",
                         made.place.source, made.place.migration);
  hit.key = object_key(unmade.object) + (unmade.whole ? "" : '\0' + unmade.names.front());
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  auto kept = modelled(analysis);
  const auto& sources = *kept;
  OtherSql others(analysis, sources);
  std::vector<Hit> hits;
  for (const auto& source : sources)
    for (const auto& unmade : source.unmade)
      if (const auto* made = others.against(source, unmade)) hits.push_back(hit_for(source, unmade, *made));
  return hits;
}

}  // namespace

namespace rule {
extern const Rule schema_against_other_sql = {"schema-against-other-sql",
                                              Severity::error,
                                              Needs::sql,
                                              Group::schema,
                                              {Topic::explained},
                                              "The schema declares what another source's SQL makes differently",
                                              look};
}
}  // namespace tributary
