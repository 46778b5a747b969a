// A script of blanks and comments changes nothing, yet Prisma records it as applied. Usually a `--create-only` that was
// never filled in: filling it in after it was applied anywhere never reaches that database.
#include <fmt/format.h>

#include "analyse/bare_sql.hpp"
#include "analyse/rules.hpp"
#include "analyse/walk.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& spot : answerable(analysis)) {
    const auto& script = spot.migration->script;
    if (!script || !does_nothing(*script)) continue;
    Hit hit;
    hit.place = place_of(spot, 1);
    hit.message = fmt::format("{} does nothing: its script holds only blanks and comments", spot.migration->name);
    hit.why = "Prisma records it as applied all the same; SQL that is added later never runs on those databases.";
    hit.help = is_target(analysis, *spot.source)
                   ? "Leave it and put the SQL into a new migration: tributary new NAME --empty"
                   : "Write the SQL before it is applied anywhere, or remove the folder.";
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule empty_script = {"empty-script",
                                  Severity::warning,
                                  Needs::script,
                                  Group::names,
                                  {Topic::unusable, Topic::unfinished},
                                  "A migration's script holds only blanks and comments",
                                  look};
}
}  // namespace tributary
