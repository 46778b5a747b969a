#include "collect/virtual_base.hpp"

#include <set>

#include "base/digest.hpp"
#include "collect/past_walk.hpp"
#include "psl/merge_files.hpp"

namespace tributary {
namespace {

constexpr int deepest = 8;

const Project* at_path(const CommitProjects& projects, const std::string& path) {
  for (const auto& project : projects.projects)
    if (project.path == path) return &project;
  return nullptr;
}

psl::Files files_of(const Project* project) {
  psl::Files files;
  if (project)
    for (const auto& file : project->schema)
      if (file.text) files[file.path] = *file.text;
  return files;
}

const MigrationsFolder& folder_of(const Project* project) {
  static const MigrationsFolder nothing;
  return project && project->folder ? *project->folder : nothing;
}

// What either has, but for what one of them deleted.
std::shared_ptr<const MigrationsFolder> merged_folder(const MigrationsFolder& base, const MigrationsFolder& a,
                                                      const MigrationsFolder& b) {
  auto out = std::make_shared<MigrationsFolder>(a);
  out->migrations.clear();
  std::map<std::string, const Migration*> all;
  for (const auto* side : {&a, &b})
    for (const auto& migration : side->migrations) {
      bool both = a.find(migration.name) && b.find(migration.name);
      const auto* before = base.find(migration.name);
      if (!both && before) continue;
      auto& chosen = all[migration.name];
      if (!chosen || (before && *chosen == *before)) chosen = &migration;
    }
  for (const auto& [name, migration] : all) out->migrations.push_back(*migration);
  return out;
}

Project merged_project(const Project* base, const Project* a, const Project* b) {
  Project out = a ? *a : *b;
  out.schema.clear();
  for (const auto& [path, text] : psl::merge_files(files_of(base), files_of(a), files_of(b)).files)
    out.schema.push_back({path, git_blob_id(text), std::make_shared<const std::string>(text)});
  out.folder = merged_folder(folder_of(base), folder_of(a), folder_of(b));
  return out;
}

CommitProjects merged(const CommitProjects& base, const CommitProjects& a, const CommitProjects& b) {
  std::set<std::string> paths;
  for (const auto* side : {&a, &b})
    for (const auto& project : side->projects) paths.insert(project.path);
  CommitProjects out;
  for (const auto& path : paths)
    out.projects.push_back(merged_project(at_path(base, path), at_path(a, path), at_path(b, path)));
  return out;
}

std::optional<CommitProjects> base_of(const Repository& repository, CommitProjectFinder& finder,
                                      const std::vector<std::string>& bases, int depth) {
  if (bases.empty()) return CommitProjects{};
  if (bases.size() > 2 || depth > deepest) return std::nullopt;
  auto a = finder.of_commit(bases.front()), b = finder.of_commit(bases.back());
  if (!a || !b) return std::nullopt;
  if (bases.size() == 1) return *a;
  auto below = base_of(repository, finder, all_merge_bases(repository, bases[0], bases[1]), depth + 1);
  if (!below) return std::nullopt;
  return merged(*below, *a, *b);
}

}  // namespace

std::optional<CommitProjects> virtual_base(const Repository& repository, CommitProjectFinder& finder,
                                           const std::vector<std::string>& bases) {
  return base_of(repository, finder, bases, 0);
}

}  // namespace tributary
