// Two services of a monorepo can have a schema each over one database. Nobody compares them: where one says a column
// may be NULL and the other says it may not, or their types differ, one client fails at run time (P2032, P2023), and
// each `migrate dev` writes a migration that takes back what the other one needs.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "psl/columns.hpp"
#include "values/command_lines.hpp"

namespace tributary {
namespace {

using Columns = std::vector<psl::Column>;

// What the project's database is known by; "" = nothing that proves anything. An exported variable overrides every
// project's own address, so it makes all look alike.
std::string database_of(const Analysis& analysis, const Source& source, const Project& project) {
  if (analysis.databases)
    for (const auto& database : *analysis.databases)
      for (const auto& consumer : database.consumers)
        if (database.proved_shared && consumer.source == source.name && consumer.project == project.path)
          return database.id;
  if (!analysis.databases || !project.database || project.database->from_environment ||
      !project.database->problem.empty())
    return {};
  return project.database->redacted;
}

Columns columns_of(const Project& project) {
  std::vector<std::string_view> texts;
  for (const auto& file : project.schema) texts.push_back(file.text ? std::string_view(*file.text) : "");
  return psl::columns_of(texts);
}

std::string shown(const psl::Column& column) {
  return column.type + (column.list ? "[]" : column.optional ? ", may be NULL" : ", NOT NULL");
}

Place place_of(const Spot& spot, const psl::Column& column) {
  return place_of_file(spot, spot.project->schema.at(static_cast<std::size_t>(column.file)).path, column.line);
}

void compare(const Spot& first, const Spot& second, const std::string& database, std::vector<Hit>& hits) {
  std::map<std::pair<std::string, std::string>, psl::Column> known;
  for (auto& column : columns_of(*first.project)) known.try_emplace({column.table, column.name}, column);
  for (const auto& column : columns_of(*second.project)) {
    auto other = known.find({column.table, column.name});
    if (other == known.end()) continue;
    const auto& before = other->second;
    if (before.type == column.type && before.list == column.list && before.optional == column.optional) continue;
    Hit hit;
    hit.place = place_of(second, column);
    hit.related = {place_of(first, before)};
    hit.message = fmt::format("{}.{} is {} for {} ({}.{}), and {} for {} ({}.{}): both are over {}", column.table,
                              column.name, shown(column), second.project->path, column.model, column.field,
                              shown(before), first.project->path, before.model, before.field, database);
    hit.why =
        "One column cannot be both: a client fails at run time, and each `prisma migrate dev` takes back what the "
        "other "
        "schema needs.";
    hit.help = fmt::format("Look which is true (`{}` in {}), then make both say it", typed::pull_print(*second.project),
                           second.project->path);
    hit.key = first.project->path + "/" + column.table + "." + column.name;
    hits.push_back(hit);
  }
}

bool same_schemas(const Project& a, const Project& b) {
  return a.schema.size() == b.schema.size() &&
         std::equal(a.schema.begin(), a.schema.end(), b.schema.begin(),
                    [](const SchemaFile& x, const SchemaFile& y) { return x.text && y.text && *x.text == *y.text; });
}

// What a branch has from the target as it is, the target answers for.
bool target_answers(const Analysis& analysis, const Source& source, const Project& a, const Project& b) {
  if (is_target(analysis, source)) return false;
  const auto *in_target_a = target_project(analysis, a), *in_target_b = target_project(analysis, b);
  return in_target_a && in_target_b && same_schemas(a, *in_target_a) && same_schemas(b, *in_target_b);
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& source : analysis.workspace.sources) {
    std::map<std::string, std::vector<const Project*>> by_database;
    for (const auto& project : source.projects)
      if (auto database = database_of(analysis, source, project); !database.empty() && !project.schema.empty())
        by_database[database].push_back(&project);
    for (const auto& [database, projects] : by_database)
      for (std::size_t i = 1; i < projects.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
          if (!same_schemas(*projects[j], *projects[i]) &&
              !target_answers(analysis, source, *projects[j], *projects[i]))
            compare({&source, projects[j], nullptr}, {&source, projects[i], nullptr}, database, hits);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule schema_against_other_schema = {"schema-against-other-schema",
                                                 Severity::error,
                                                 Needs::nothing,
                                                 Group::schema,
                                                 {},
                                                 "Two schemas over one database disagree about a column",
                                                 look};
}
}  // namespace tributary
