#include "analyse/schemas.hpp"

#include <algorithm>

#include "analyse/walk.hpp"

namespace tributary {
namespace {

SchemaTexts texts_of(const std::vector<SchemaFile>& files) {
  SchemaTexts texts;
  for (const auto& file : files)
    if (file.text) texts.emplace(file.path, *file.text);
  return texts;
}

}  // namespace

std::string text_of(const SchemaTexts& texts, const std::string& file) {
  auto found = texts.find(file);
  return found == texts.end() ? std::string() : found->second;
}

std::string SchemaSpot::base_text(const std::string& file) const {
  return text_of(base, file);
}

std::vector<std::string> SchemaSpot::changed_files() const {
  std::vector<std::string> files;
  auto all = base;
  all.insert(texts.begin(), texts.end());
  for (const auto& [file, text] : all)
    if (text_of(base, file) != text_of(texts, file)) files.push_back(file);
  return files;
}

std::vector<SchemaSpot> target_schemas(const Analysis& analysis) {
  std::vector<SchemaSpot> spots;
  const auto* target = analysis.workspace.find(analysis.workspace.target.name);
  if (!target) return spots;
  for (const auto& project : target->projects)
    if (!project.schema.empty()) spots.push_back({target, &project, texts_of(project.schema), {}});
  return spots;
}

bool too_many_refs(const Analysis& analysis, const Source& source) {
  if (source.kind == Source::Kind::worktree || is_target(analysis, source)) return false;
  std::size_t refs = 0;  // asked for each source, so it looks no further than it must
  for (const auto& other : analysis.workspace.sources)
    if (other.kind == Source::Kind::ref && ++refs > most_schema_refs) return true;
  return false;
}

std::vector<SchemaSpot> changed_schemas(const Analysis& analysis, const SchemaSpot& target) {
  std::vector<SchemaSpot> spots;
  for (const auto& source : analysis.workspace.sources) {
    if (is_target(analysis, source) || too_many_refs(analysis, source)) continue;
    const auto* project = project_for(source, target.project->path);
    if (!project || !project->base_folder) continue;
    SchemaSpot spot{&source, project, texts_of(project->schema), texts_of(project->base_schema)};
    if (!spot.changed_files().empty()) spots.push_back(std::move(spot));
  }
  Ranks ranks(analysis);
  std::stable_sort(spots.begin(), spots.end(),
                   [&](const SchemaSpot& a, const SchemaSpot& b) { return ranks.of(*a.source) < ranks.of(*b.source); });
  return spots;
}

}  // namespace tributary
