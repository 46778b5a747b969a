#include "collect/past_versions.hpp"

namespace tributary {

PastVersion PastVersions::at(const std::string& commit, const std::string& path) {
  static const auto nothing = std::make_shared<const psl::Holdings>();
  PastVersion version{commit, nullptr, nothing};
  auto found = finder_.of_commit(commit);
  if (!found) return version;
  for (const auto& project : found->projects)
    if (project.path == path) version.project = &project, version.holdings = holdings(project.schema);
  return version;
}

std::vector<std::string> PastVersions::paths_at(const std::string& commit) {
  std::vector<std::string> paths;
  if (auto found = finder_.of_commit(commit))
    for (const auto& project : found->projects) paths.push_back(project.path);
  return paths;
}

std::shared_ptr<const psl::Holdings> PastVersions::holdings(const std::vector<SchemaFile>& schema) {
  std::string blobs;
  for (const auto& file : schema) blobs += file.blob + " ";
  auto& known = by_blobs_[blobs];
  if (known) return known;
  std::vector<std::string_view> texts;
  for (const auto& file : schema)
    if (file.text) texts.push_back(*file.text);
  return known = std::make_shared<const psl::Holdings>(texts, vocabulary_);
}

}  // namespace tributary
