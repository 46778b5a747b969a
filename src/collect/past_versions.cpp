#include "collect/past_versions.hpp"

#include <algorithm>
#include <set>

namespace tributary {

PastVersion PastVersions::at(const std::string& commit, const std::string& path) {
  PastVersion version{commit, nullptr};
  auto found = finder_.of_commit(commit);
  if (!found) return version;
  for (const auto& project : found->projects)
    if (project.path == path) version.project = &project;
  return version;
}

std::vector<std::string> PastVersions::paths_at(const std::string& commit) {
  std::vector<std::string> paths;
  if (auto found = finder_.of_commit(commit))
    for (const auto& project : found->projects) paths.push_back(project.path);
  return paths;
}

const psl::Holdings& PastVersions::holdings(const PastVersion& version) {
  static const psl::Holdings nothing;
  return version.project ? holdings(version.project->schema) : nothing;
}

const psl::Holdings& PastVersions::holdings(const std::vector<SchemaFile>& schema) {
  std::string blobs;
  for (const auto& file : schema) blobs += file.blob + " ";
  auto& known = by_blobs_[blobs];
  if (known) return *known;
  std::vector<std::string_view> texts;
  for (const auto& file : schema)
    if (file.text) texts.push_back(*file.text);
  known = std::make_shared<const psl::Holdings>(texts, vocabulary_);
  return *known;
}

const psl::LineStarts& PastVersions::starts(const SchemaFile& file) {
  auto [at, fresh] = starts_.try_emplace(file.blob);
  if (fresh && file.text) at->second = psl::line_starts(*file.text);
  return at->second;
}

bool PastVersions::may_miss(const std::vector<PastVersion>& sides, const PastVersion& result, const Project& now) {
  std::vector<const psl::LineStarts*> there;
  std::set<std::string> blobs;
  auto add = [&](const Project& project) {
    for (const auto& file : project.schema) blobs.insert(file.blob), there.push_back(&starts(file));
  };
  add(now);
  if (result.project) add(*result.project);
  auto stands = [&](std::size_t start) {
    return std::any_of(there.begin(), there.end(), [&](const psl::LineStarts* starts) {
      return std::binary_search(starts->begin(), starts->end(), start);
    });
  };
  for (const auto& side : sides)
    if (side.project)
      for (const auto& file : side.project->schema)
        if (const auto& lines = starts(file);
            !blobs.count(file.blob) && !std::all_of(lines.begin(), lines.end(), stands))
          return true;
  return false;
}

}  // namespace tributary
