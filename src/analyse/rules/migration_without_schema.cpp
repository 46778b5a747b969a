// A table or column that migrations make and schema.prisma does not describe is one that Prisma takes for a leftover:
// the next `migrate dev` writes a DROP for it. Often it is meant (tables of a queue, columns for search), hence a
// warning.
#include <fmt/format.h>

#include "analyse/modelled.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"

namespace tributary {
namespace {

Hit hit_for(const Modelled& source, const std::vector<const Undeclared*>& together) {
  const auto& first = *together.front();
  Spot spot{source.spot.source, source.spot.project, first.migration};
  Hit hit;
  hit.place = place_of(spot, first.line);
  std::vector<std::string> names;
  if (first.whole) {
    for (const auto* one : together) names.push_back(one->table.name);
    hit.message = fmt::format("{} makes {} that no model describes: {}", first.migration->name,
                              plural(names.size(), "table", "tables"), list(names, 8));
  } else {
    names = first.columns;
    hit.message = fmt::format("{} has {} that its model does not describe: {}", bare_text(first.table),
                              plural(names.size(), "column", "columns"), list(names, 8));
  }
  hit.why = "Prisma takes what no model describes for a leftover: the next `migrate dev` writes a DROP for it.";
  hit.help =
      "Add it to schema.prisma (`npx prisma db pull --print` shows how it reads there), or allow this rule where "
      "it is meant.";
  hit.key = object_key(first.table) + (first.whole ? "" : '\0' + names.front());
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  auto sources = modelled(analysis);
  for (const auto& source : *sources) {
    std::map<const Migration*, std::vector<const Undeclared*>> tables;
    for (const auto& one : source.undeclared) {
      if (one.whole)
        tables[one.migration].push_back(&one);
      else
        hits.push_back(hit_for(source, {&one}));
    }
    for (const auto& [migration, together] : tables) hits.push_back(hit_for(source, together));
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule migration_without_schema = {"migration-without-schema",
                                              Severity::warning,
                                              Needs::sql,
                                              Group::schema,
                                              {Topic::explained},
                                              "Migrations make what the schema does not describe",
                                              look};
}
}  // namespace tributary
