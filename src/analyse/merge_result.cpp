#include "analyse/merge_result.hpp"

#include <set>

namespace tributary {
namespace {

const Project* at_path(const Source& source, const std::string& path) {
  for (const auto& project : source.projects)
    if (project.path == path) return &project;
  return nullptr;
}

}  // namespace

std::vector<Merge> merges_of(const Analysis& analysis) {
  std::vector<Merge> merges;
  const auto& workspace = analysis.workspace;
  if (!workspace.result) return merges;
  const auto& target = workspace.target_source();
  for (const auto& name : workspace.incoming) {
    const auto* source = workspace.find(name);
    if (!source) continue;
    std::set<std::string> paths;
    for (const auto* side : {&target, source})
      for (const auto& project : side->projects) paths.insert(project.path);
    for (const auto& path : paths)
      merges.push_back({{target.name, target.commit, source, at_path(target, path)},
                        {source->name, source->commit, source, at_path(*source, path)},
                        at_path(*workspace.result, path)});
  }
  return merges;
}

}  // namespace tributary
