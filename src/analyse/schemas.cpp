#include "analyse/schemas.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analyse/walk.hpp"
#include "psl/merge_files.hpp"
#include "psl/outline.hpp"
#include "values/stacked.hpp"

namespace tributary {
namespace {

SchemaTexts texts_of(const std::vector<SchemaFile>& files) {
  SchemaTexts texts;
  for (const auto& file : files)
    if (file.text) texts.emplace(file.path, *file.text);
  return texts;
}

/// Each block as it is written, by "model User".
std::map<std::string, std::string_view> blocks_of(const SchemaTexts& texts) {
  std::map<std::string, std::string_view> blocks;
  for (const auto& [file, text] : texts)
    for (const auto& block : psl::outline(text).blocks)
      blocks[block.keyword + " " + block.name] = std::string_view(text).substr(block.begin, block.end - block.begin);
  return blocks;
}

/// Added, changed or taken away since the merge base.
std::set<std::string> changed_declarations(const SchemaSpot& spot) {
  auto before = blocks_of(spot.base), now = blocks_of(spot.texts);
  std::set<std::string> changed;
  for (const auto& [name, text] : now)
    if (auto old = before.find(name); old == before.end() || old->second != text) changed.insert(name);
  for (const auto& [name, text] : before)
    if (!now.count(name)) changed.insert(name);
  return changed;
}

bool shares(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& one) { return b.count(one) > 0; });
}

// Of stacked branches the upper one has the lower one's schema, which those merged before it bring.
void find_bases(const Analysis& analysis, const SchemaSpot& target, std::vector<SchemaSpot>& spots) {
  std::vector<const Source*> merged;
  for (auto& spot : spots) {
    spot.merged_over = spot.base;
    for (const auto* lower : common_sources(analysis.workspace, *spot.source, merged))
      if (const auto* project = project_for(*lower, target.project->path); project && project->base_folder)
        spot.merged_over =
            psl::merge_files(texts_of(project->base_schema), spot.merged_over, texts_of(project->schema)).files;
    merged.push_back(spot.source);
  }
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
  if (std::count(analysis.asked.begin(), analysis.asked.end(), source.name) > 0) return false;
  std::size_t refs = 0;  // asked for each source, so it looks no further than it must
  for (const auto& other : analysis.workspace.sources)
    if (other.kind == Source::Kind::ref && ++refs > most_schema_refs) return true;
  return false;
}

std::string too_many_refs_because() {
  return fmt::format("over {} refs are looked at together: name the source, or fewer with --refs", most_schema_refs);
}

std::vector<SchemaSpot> changed_schemas(const Analysis& analysis, const SchemaSpot& target) {
  std::vector<SchemaSpot> spots, left_out;
  std::set<std::string> asked;
  for (const auto& source : analysis.workspace.sources) {
    bool out = too_many_refs(analysis, source);
    if (is_target(analysis, source) || (out && analysis.asked.empty())) continue;
    const auto* project = project_for(source, target.project->path);
    if (!project || !project->base_folder) continue;
    SchemaSpot spot{&source, project, texts_of(project->schema), texts_of(project->base_schema)};
    if (spot.changed_files().empty()) continue;
    if (!out && std::count(analysis.asked.begin(), analysis.asked.end(), source.name) > 0)
      asked.merge(changed_declarations(spot));
    (out ? left_out : spots).push_back(std::move(spot));
  }
  for (auto& spot : left_out)
    if (shares(changed_declarations(spot), asked)) spots.push_back(std::move(spot));
  Ranks ranks(analysis);
  std::stable_sort(spots.begin(), spots.end(),
                   [&](const SchemaSpot& a, const SchemaSpot& b) { return ranks.of(*a.source) < ranks.of(*b.source); });
  find_bases(analysis, target, spots);
  return spots;
}

}  // namespace tributary
