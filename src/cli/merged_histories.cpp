#include "cli/merged_histories.hpp"

#include <algorithm>

#include "cli/pipeline.hpp"
#include "ledger/union.hpp"

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

std::vector<History> judged_after_merge(const Session& session, const Config& config, const Analysis& analysis,
                                        const std::vector<std::string>& sources) {
  auto histories = merged_histories(analysis, sources);
  if (!analysis.databases) return histories;
  auto merged = analysis;
  auto& target = merged.workspace.sources.front();
  for (auto& project : target.projects) {
    auto added = additions(analysis.workspace, sources, project.path);
    if (!added.empty())
      project.folder = std::make_shared<const MigrationsFolder>(union_of(project.folder.get(), added));
    // Behind those that lead to it: the target itself may point elsewhere.
    for (auto& database : *merged.databases)
      if (serves(analysis.workspace, database, project.path)) database.consumers.push_back({target.name, project.path});
  }
  merged.histories = std::move(histories);
  merged.relations.own.clear();
  look_at_pending(session, config, merged);
  return merged.histories;
}

}  // namespace tributary::cli
