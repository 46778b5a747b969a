// `prisma db push` makes tables without a migration. The branch works on the database it was pushed to, and on no
// other: `migrate deploy` builds a database without the table or column (P2021 and P2022 at the first query), and the
// next `migrate dev` of anybody finds drift there.
#include <fmt/format.h>

#include "analyse/missing_sql.hpp"
#include "analyse/modelled.hpp"
#include "analyse/objects.hpp"
#include "analyse/other_sql.hpp"
#include "analyse/rehearsed_schema.hpp"
#include "analyse/rules.hpp"

namespace tributary {
namespace {

std::string sentence(const Unmade& unmade) {
  auto what = declared_text(unmade);
  if (unmade.whole) return fmt::format("{} has no migration: none makes {}", what, bare_text(unmade.object));
  std::vector<std::string> names;
  for (const auto& field : unmade.fields) names.push_back(field.field);
  std::string kind = unmade.object.kind == ObjectKind::enum_type ? "value" : "field";
  return fmt::format("{}: no migration makes {} {}", what, names.size() == 1 ? kind : kind + "s", list(names, 8));
}

Hit hit_for(const Analysis& analysis, const Modelled& source, const Unmade& unmade, const OtherSql& others) {
  Hit hit;
  const auto& declared = unmade.whole ? unmade.declared : unmade.fields.front();
  hit.place = place_of_file(source.spot, declared.file, declared.line);
  hit.message = sentence(unmade);
  hit.why =
      "A database that is built from the migrations lacks it, and the next query there fails (P2021, P2022): it was "
      "made with `db push` or by hand.";
  hit.help = missing_migration_help(analysis, unmade, *source.expected, source.spot);
  hit.key = object_key(unmade.object) + (unmade.whole ? "" : '\0' + unmade.names.front());
  if (const auto* maker = others.alike(source, unmade)) {
    hit.related = {maker->place};
    hit.help = fmt::format("{} of {} makes it: merge {} first.", maker->place.migration, maker->place.source,
                           maker->place.source);
    hit.at_most = Severity::warning;
  }
  return hit;
}

std::string gap_text(const catalog::Gap& gap) {
  auto columns = list(gap.columns, 8);
  switch (gap.object.kind) {
    case ObjectKind::column:
      return fmt::format("{} is {}", gap.object.part, gap.detail);
    case ObjectKind::index:
      if (gap.kind == catalog::Gap::Kind::different) return fmt::format("index {} is {}", gap.object.name, gap.detail);
      return fmt::format("no {}index on ({})", gap.detail.starts_with("unique") ? "unique " : "", columns);
    default:
      if (gap.kind == catalog::Gap::Kind::different) return fmt::format("{} is a {}", gap.object.part, gap.detail);
      return fmt::format("no {} on ({})", gap.detail, columns);
  }
}

// Only a rehearsal shows it: types, defaults, keys and indexes.
Hit hit_for(const Analysis& analysis, const Otherwise& otherwise) {
  Hit hit;
  std::vector<std::string> parts;
  for (const auto& gap : otherwise.gaps) parts.push_back(gap_text(gap));
  const auto& declared = otherwise.gaps.front().declared;
  hit.place = place_of_file(otherwise.spot, declared.file, declared.line);
  hit.message =
      fmt::format("model {}: the rehearsed migrations make it otherwise: {}", otherwise.model, list(parts, 8));
  hit.why =
      "On a database that is built from the migrations the client meets another structure than it was generated for.";
  hit.help = missing_migration_help(analysis, otherwise.statements, otherwise.spot);
  hit.key = "rehearsed " + otherwise.model;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  auto kept = modelled(analysis);
  const auto& sources = *kept;
  OtherSql others(analysis, sources);
  std::vector<Hit> hits;
  for (const auto& source : sources)
    for (const auto& unmade : source.unmade) {
      const auto* said = others.against(source, unmade);  // by schema-against-other-sql
      if (!said || !said->all) hits.push_back(hit_for(analysis, source, unmade, others));
    }
  for (const auto& otherwise : rehearsed_otherwise(analysis)) hits.push_back(hit_for(analysis, otherwise));
  return hits;
}

}  // namespace

namespace rule {
extern const Rule schema_without_migration = {"schema-without-migration",
                                              Severity::error,
                                              Needs::sql,
                                              Group::schema,
                                              {Topic::explained},
                                              "The schema declares what no migration makes",
                                              look};
}
}  // namespace tributary
