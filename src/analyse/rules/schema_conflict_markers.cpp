// A schema that still holds git's conflict markers is no schema: every command of Prisma stops with P1012. It happens
// when a conflicted file was added without being opened.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

// The line of the first marker, 0 = none. A lone ======= may be a comment's ornament, so it does not count.
int first_marker(const std::string& schema) {
  int number = 0;
  for (const auto& line : text::lines(schema)) {
    ++number;
    for (const char* marker : {"<<<<<<< ", ">>>>>>> ", "||||||| "})
      if (line.starts_with(marker)) return number;
  }
  return 0;
}

bool target_has(const Analysis& analysis, const Spot& at, const SchemaFile& file) {
  const auto* target = is_target(analysis, *at.source) ? nullptr : target_project(analysis, *at.project);
  return target && std::any_of(target->schema.begin(), target->schema.end(),
                               [&](const SchemaFile& other) { return other.blob == file.blob; });
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  std::map<const std::string*, int> known;  // sources share equal texts, which are read once
  for (const auto& at : all_projects(analysis)) {
    for (const auto& file : at.project->schema) {
      auto [marker, fresh] = known.try_emplace(file.text.get(), 0);
      if (fresh && file.text) marker->second = first_marker(*file.text);
      int line = marker->second;
      if (line == 0 || target_has(analysis, at, file)) continue;
      Hit hit;
      hit.place = place_of_file(at, file.path, line);
      hit.message = fmt::format("{} holds conflict markers", file.path);
      hit.why = "No command of Prisma reads it: each stops with P1012.";
      hit.help =
          fmt::format("Resolve them in an editor, then {} add {}", git_in(*at.source), text::shell_word(file.path));
      hit.key = file.path;
      hits.push_back(hit);
    }
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule schema_conflict_markers = {"schema-conflict-markers",
                                             Severity::error,
                                             Needs::nothing,
                                             Group::schema,
                                             {Topic::validity},
                                             "A schema file holds git's conflict markers",
                                             look};
}
}  // namespace tributary
