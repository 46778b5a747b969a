#include "cli/uncommitted.hpp"

#include <algorithm>
#include <set>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "tributary/copy.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

// The folder that holds schema and migrations: `prisma`, wherever the migrations are.
std::set<std::string> prisma_folders(const Workspace& workspace, const MergePlan& plan) {
  std::set<std::string> folders;
  for (const auto& dir : plan.migrations_dirs) {
    auto above = parent_path(dir);
    // Migrations at the root itself: everything else there is not Prisma's.
    folders.insert(above == "." ? dir : above);
  }
  folders.insert(plan.schema_files.begin(), plan.schema_files.end());
  for (const auto& project : workspace.target_source().projects)
    if (std::count(plan.migrations_dirs.begin(), plan.migrations_dirs.end(), project.migrations_dir))
      for (const auto& schema : project.schema) folders.insert(schema.path);
  return folders;
}

// While git merges, what is staged or in conflict is that merge's.
bool is_of_merge(const std::string& state) {
  return state != "??" && (state[1] == ' ' || state.find('U') != state.npos || state == "AA");
}

}  // namespace

std::vector<std::string> unexplained_changes(const Workspace& workspace, const MergePlan& plan) {
  auto folders = prisma_folders(workspace, plan);
  if (folders.empty()) return {};
  // a submodule's own status would run what its configuration names
  std::vector<std::string> arguments = {
      "status", "--porcelain", "-z", "--untracked-files=all", "--no-renames", "--ignore-submodules=dirty", "--"};
  for (const auto& folder : folders) arguments.push_back(":(top,literal)" + folder);
  auto explained = explained_paths(workspace.common_dir, plan.root);
  std::vector<std::string> changed;
  auto status = run_git_without_filters(plan.root, arguments);
  if (status.status != 0) throw Error("git status failed: " + text::trim(status.err), plan.root);
  for (const auto& entry : text::split(status.out, '\0')) {
    if (entry.size() < 4) continue;
    auto path = entry.substr(3);
    if (!workspace.target.merging.empty() && is_of_merge(entry.substr(0, 2))) continue;
    if (!std::count(explained.begin(), explained.end(), path)) changed.push_back(path);
  }
  return changed;
}

}  // namespace tributary::cli
