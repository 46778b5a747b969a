#pragma once
// Workspaces whose worktrees point at databases.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tributary/inspect.hpp"

namespace tributary::testing {

/// Worktrees by name with their database URLs; the first is the target.
inline Workspace pointing_at(const std::vector<std::pair<std::string, std::string>>& worktrees) {
  Workspace workspace;
  for (const auto& [name, url] : worktrees) {
    Project project;
    project.provider = "postgresql";
    project.folder = std::make_shared<MigrationsFolder>();
    project.database = DatabaseAddress{Secret(url), "", ".env: DATABASE_URL", false, ""};
    Source source;
    source.name = name;
    source.projects = {project};
    workspace.sources.push_back(source);
  }
  workspace.target.name = worktrees.front().first;
  return workspace;
}

}  // namespace tributary::testing
