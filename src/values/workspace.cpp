#include "tributary/workspace.hpp"

#include <algorithm>
#include <stdexcept>

namespace tributary {

const Migration* MigrationsFolder::find(const std::string& name) const {
  auto at = std::lower_bound(migrations.begin(), migrations.end(), name,
                             [](const Migration& migration, const std::string& wanted) { return migration.name < wanted; });
  return at != migrations.end() && at->name == name ? &*at : nullptr;
}

const Source* Workspace::find(const std::string& name) const {
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
