#include "plan/merged.hpp"

#include <algorithm>

#include "prisma/names.hpp"

namespace tributary::plan {
namespace {
const std::string nothing;
const std::vector<std::string> no_names;
}  // namespace

Merged::Merged(const Workspace& workspace) : workspace_(workspace) {
  const auto* target = workspace.find(workspace.target.name);
  if (!target) return;
  for (const auto& project : target->projects) {
    if (!project.folder) continue;
    auto& names = names_[project.path];
    for (const auto* migration : prisma::listing(*project.folder, project.prisma)) names.push_back(migration->name);
    if (!names.empty()) newest_[project.path] = names.back();
  }
}

bool Merged::before(const std::string& project, const std::string& a, const std::string& b) const {
  auto [version, fresh] = versions_.try_emplace(project);
  if (fresh) version->second = version_for(workspace_, project);
  return prisma::listed_before(a, b, version->second);
}

const Merged::Addition* Merged::add(const Folders& folders, std::size_t folder, const std::string& source) {
  const auto& added = folders.all[folder];
  auto [at, fresh] = additions_.try_emplace({added.project, added.name}, Addition{folder, source});
  if (!fresh) return &at->second;
  auto& names = names_[added.project];
  auto place =
      std::upper_bound(names.begin(), names.end(), added.name,
                       [&](const std::string& a, const std::string& b) { return before(added.project, a, b); });
  names.insert(place, added.name);
  return nullptr;
}

const Merged::Addition* Merged::addition(const std::string& project, const std::string& name) const {
  auto at = additions_.find({project, name});
  return at == additions_.end() ? nullptr : &at->second;
}

const std::vector<std::string>& Merged::names(const std::string& project) const {
  auto at = names_.find(project);
  return at == names_.end() ? no_names : at->second;
}

const std::string& Merged::newest_of_target(const std::string& project) const {
  auto at = newest_.find(project);
  return at == newest_.end() ? nothing : at->second;
}

}  // namespace tributary::plan
