#include "collect/committed_files.hpp"

#include "collect/commit_tree.hpp"
#include "collect/project_parts.hpp"
#include "tributary/error.hpp"

namespace tributary {
namespace {

std::optional<Tree> files_of(const Repository& repository, const std::string& commit) {
  auto id = parse_object_id(commit);
  auto root = id ? repository.objects.tree_of(*id) : std::nullopt;
  if (!root) return std::nullopt;
  return commit_tree(repository.objects, *root).tree;
}

const Project* project_at(const Source* source, const std::string& path) {
  if (!source) return nullptr;
  for (const auto& project : source->projects)
    if (project.path == path) return &project;
  return nullptr;
}

}  // namespace

// A repository whose target is not found has nobody who could vouch for anything.
std::string vouching_commit(const Workspace& workspace, const CollectOptions& options) {
  if (!options.vouched_by) return workspace.target.commit;
  try {
    return find_target(options.repository, *options.vouched_by).commit;
  } catch (const Error&) {
    return {};
  }
}

CommittedFiles committed_files(const Repository& repository, const Workspace& workspace, const Source& source,
                               const std::string& vouching) {
  CommittedFiles files;
  files.target = files_of(repository, vouching);
  auto add = [&](const std::string& commit) {
    if (auto tree = files_of(repository, commit)) files.here.push_back(std::move(*tree));
  };
  add(source.commit);
  if (source.name == workspace.target.name)
    for (const auto& commit : workspace.target.merging) add(commit);
  return files;
}

std::vector<DatabaseAddress> read_env_files(const Workspace& workspace, const CollectOptions& options,
                                            const std::vector<EnvFile>& files) {
  std::vector<DatabaseAddress> out;
  if (files.empty()) return out;
  auto repository = open_repository(options.repository);
  ProjectSearch search;
  search.environment = options.environment;
  const auto vouching = vouching_commit(workspace, options);
  for (const auto& file : files) {
    const auto* source = workspace.find(file.source);
    const auto* project = project_at(source, file.project);
    out.emplace_back();
    if (!project || source->path.empty()) continue;
    if (!options.connect_to_all) search.committed = committed_files(repository, workspace, *source, vouching);
    auto variable = project->database ? project->database->variable : std::string();
    out.back() =
        database_of_file(disk_tree(source->path), file.path, variable.empty() ? "DATABASE_URL" : variable, search);
  }
  return out;
}

}  // namespace tributary
