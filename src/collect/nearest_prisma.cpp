#include "base/files.hpp"
#include "collect/project_parts.hpp"
#include "tributary/schema_check.hpp"

namespace tributary {
namespace {

// The worktree's root; without one the folder itself.
std::string root_above(const std::string& folder) {
  for (auto at = folder;; at = parent_path(at)) {
    if (kind_of(join_path(at, ".git")) != FileKind::absent) return at;
    if (at == "/" || at == "." || at.empty()) return folder;
  }
}

}  // namespace

PrismaVersion prisma_near(const std::string& folder) {
  auto inside = real_path(folder.empty() ? "." : folder);
  if (inside.empty()) inside = absolute_path(folder);
  auto root = root_above(inside);
  auto path = inside == root ? std::string(".") : inside.substr(root == "/" ? 1 : root.size() + 1);
  ContentStore store;
  return project_version(disk_tree(root), path, {}, store).version;
}

}  // namespace tributary
