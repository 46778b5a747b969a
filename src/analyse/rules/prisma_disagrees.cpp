// tributary knows the schema language of the versions it was held against. The Prisma that a worktree has installed may
// be another, patched or configured otherwise: where the two do not agree on a schema, a person must know before a
// merge, whichever is right.
#include <fmt/format.h>

#include <algorithm>

#include "analyse/rules.hpp"
#include "analyse/schema_validity.hpp"
#include "analyse/walk.hpp"
#include "values/command_lines.hpp"

namespace tributary {
namespace {

Hit refused_by_prisma(const Spot& spot, const PrismaAnswer& answer) {
  Hit hit;
  const auto& file = answer.file.empty() ? spot.project->schema.front().path : answer.file;
  hit.place = place_of_file(spot, file, answer.line);
  hit.message = fmt::format("the Prisma installed here refuses the schema: {}", answer.message);
  hit.why = "tributary's own check takes it, so no other rule says so; `prisma generate` stops there.";
  hit.help = typed::in_project(*spot.source, *spot.project, typed::prisma(*spot.project, "validate"));
  hit.key = "refused";
  return hit;
}

Hit taken_by_prisma(const Spot& spot, const psl::Invalid& ours) {
  Hit hit;
  const auto& schema = spot.project->schema;
  hit.place = place_of_file(spot, schema[std::min(ours.file, schema.size() - 1)].path, ours.position.line);
  hit.message = fmt::format("the Prisma installed here takes the schema, tributary does not: {}", ours.message);
  hit.why = "One of the two is wrong about this version of Prisma; schema-invalid would be a false alarm.";
  hit.help = "Allow schema-invalid for it in tributary.yaml, and please report the schema.";
  hit.key = "taken";
  hit.at_most = Severity::warning;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  if (!analysis.prisma) return hits;
  SchemaValidity validity;
  for (const auto& spot : all_projects(analysis)) {
    const auto& project = *spot.project;
    if (project.schema.empty() || !why_not_validated(project).empty()) continue;
    for (const auto& answer : *analysis.prisma) {
      if (answer.project != ProjectRef{spot.source->name, project.path} || !answer.not_run.empty()) continue;
      const auto& ours = validity.problems(project, project.schema);
      if (answer.accepts == ours.empty()) continue;
      hits.push_back(answer.accepts ? taken_by_prisma(spot, ours.front()) : refused_by_prisma(spot, answer));
    }
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule prisma_disagrees = {"prisma-disagrees",
                                      Severity::error,
                                      Needs::own_prisma,
                                      Group::schema,
                                      {},
                                      "The project's own Prisma CLI judges the schema otherwise than tributary",
                                      look};
}
}  // namespace tributary
