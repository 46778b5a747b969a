#include "cli/merged_histories.hpp"

#include <algorithm>

namespace tributary::cli {
namespace {

// The migrations of `sources` that a target project would gain.
std::vector<Migration> additions(const Workspace& workspace, const std::vector<std::string>& sources,
                                 const std::string& project) {
  std::vector<Migration> added;
  for (const auto& name : sources)
    for (const auto& from : workspace.find(name)->projects)
      if (from.target_path == project)
        for (const auto& own : from.own)
          if (const auto* migration = from.folder->find(own);
              migration && std::none_of(added.begin(), added.end(), [&](const Migration& m) { return m.name == own; }))
            added.push_back(*migration);
  return added;
}

bool serves(const Workspace& workspace, const Database& database, const std::string& project) {
  return std::any_of(database.consumers.begin(), database.consumers.end(), [&](const ProjectRef& consumer) {
    const auto* source = workspace.find(consumer.source);
    if (!source) return false;
    return std::any_of(source->projects.begin(), source->projects.end(), [&](const Project& candidate) {
      return candidate.path == consumer.project && candidate.target_path == project;
    });
  });
}

}  // namespace

std::vector<History> merged_histories(const Analysis& analysis, const std::vector<std::string>& sources) {
  std::vector<History> histories;
  if (!analysis.databases) return histories;
  const auto& workspace = analysis.workspace;
  auto owners = find_owners(workspace, unknown_rows(workspace, *analysis.databases));
  for (const auto& project : workspace.target_source().projects) {
    auto added = additions(workspace, sources, project.path);
    for (const auto& database : *analysis.databases)
      if (serves(workspace, database, project.path))
        histories.push_back(judge_union(workspace, project, added, database, owners));
  }
  return histories;
}

}  // namespace tributary::cli
