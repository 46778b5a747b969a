// schema.prisma.bak, schema.old.prisma and the like: copies of the schema that somebody kept while merging by hand. In
// a schema folder Prisma reads every *.prisma file, so a copy declares each model twice; elsewhere the next person
// edits the wrong one.
#include <fmt/format.h>

#include "analyse/only_here.hpp"
#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& at : all_projects(analysis)) {
    for (const auto& file : only_here(analysis, at, [](const Project& p) { return p.stray_schemas; })) {
      Hit hit;
      hit.place = place_of_file(at, file);
      hit.message = fmt::format("{} is a copy of the schema that Prisma does not use", file);
      hit.why =
          "Copies kept while merging by hand hide models that the real schema has lost, and get edited by mistake.";
      hit.help = fmt::format("Compare it with {}, then {} rm {}",
                             at.project->schema.empty() ? "the schema" : at.project->schema.front().path,
                             git_in(*at.source), text::shell_word(file));
      hit.key = file;
      hits.push_back(hit);
    }
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule stray_schema_file = {"stray-schema-file",
                                       Severity::warning,
                                       Needs::nothing,
                                       Group::names,
                                       {},
                                       "A backup or copy of the schema lies beside it",
                                       look};
}
}  // namespace tributary
