#include "tributary/workspace.hpp"

#include <algorithm>
#include <stdexcept>

namespace tributary {

const Migration* MigrationsFolder::find(const std::string& name) const {
  auto at =
      std::lower_bound(migrations.begin(), migrations.end(), name,
                       [](const Migration& migration, const std::string& wanted) { return migration.name < wanted; });
  return at != migrations.end() && at->name == name ? &*at : nullptr;
}

// collect() sorts the worktrees and the refs behind the target by name: thousands of refs are found in few steps. A
// workspace put together otherwise is searched from end to end.
const Source* Workspace::find(const std::string& name) const {
  if (!sources.empty() && sources.front().name == name) return &sources.front();
  auto first_ref = std::partition_point(sources.begin(), sources.end(),
                                        [](const Source& source) { return source.kind == Source::Kind::worktree; });
  auto at = std::lower_bound(first_ref, sources.end(), name,
                             [](const Source& source, const std::string& wanted) { return source.name < wanted; });
  if (at != sources.end() && at->name == name) return &*at;
  for (const auto& source : sources)
    if (source.name == name) return &source;
  return nullptr;
}

const Source& Workspace::target_source() const {
  if (auto* source = find(target.name)) return *source;
  throw std::logic_error("a workspace without its target's source");
}

const Project* project_for(const Source& source, const std::string& target_path) {
  for (const auto& project : source.projects)
    if (project.target_path == target_path) return &project;
  return nullptr;
}

}  // namespace tributary
