// DROP SCHEMA … CASCADE and DROP OWNED take every table in it with all rows. Without CASCADE a schema that holds
// anything is not dropped (2BP01).
#include <fmt/format.h>

#include "analyse/hazards.hpp"
#include "analyse/rules.hpp"

namespace tributary {
namespace {

bool drops_owned(const Change& change) {
  return change.verb == Verb::opaque && change.because.starts_with("DROP OWNED");
}

std::optional<Hit> judge(const OwnChange& at) {
  const auto& change = at.change();
  bool schema = change.verb == Verb::drop && change.object.kind == ObjectKind::schema && at.existing();
  if (!schema && !drops_owned(change)) return std::nullopt;
  Hit hit;
  hit.message = schema ? fmt::format("drops {}{}", object_text(change.object), change.cascade ? " with all in it" : "")
                       : fmt::format("drops whatever {} owns", object_text(change.object));
  hit.why = schema && !change.cascade ? "It works only where the schema is empty (2BP01), and then loses no rows."
                                      : "Every table in it is lost with its rows.";
  hit.help =
      fmt::format("Name the objects that shall go: `DROP TABLE …;` for each. Where all of it is meant, write {}.",
                  allow_help("schema-dropped", "…"));
  if (schema && !change.cascade) hit.at_most = Severity::warning;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  return hazard_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule schema_dropped = {"schema-dropped",
                                    Severity::error,
                                    Needs::own_sql,
                                    Group::hazards,
                                    {Topic::row_loss},
                                    "An own migration drops a schema, or all that a role owns",
                                    look};
}
}  // namespace tributary
