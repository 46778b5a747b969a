// Which Prisma a project uses: the settings, the installed package, the lock file, the range in package.json.
#include "collect/project_parts.hpp"
#include "prisma/version.hpp"

namespace tributary {
namespace {

// Only on disk, and read where it is: package managers put links there that may leave the worktree.
std::optional<FoundVersion> installed(const Tree& tree, const std::string& root) {
  if (!tree.on_disk) return std::nullopt;
  for (const auto& folder : upwards(root)) {
    const auto path = join_path(folder, "node_modules/prisma/package.json");
    auto read = read_file(join_path(tree.root, path));
    if (!read.bytes) continue;
    if (auto version = prisma::parse_version(read_package_json(*read.bytes).version, path))
      return FoundVersion{*version, true};
  }
  return std::nullopt;
}

std::string version_in_lock(const Tree& tree, const std::string& folder, const std::string& name,
                            const std::string& importer, const std::string& range, ContentStore& store) {
  const auto path = join_path(folder, name);
  const auto id = tree.id(path);
  const auto key = id + " " + importer + " " + range;
  if (auto known = store.locked_versions.find(key); !id.empty() && known != store.locked_versions.end())
    return known->second;
  auto read = tree.read(path);
  auto version = read.bytes ? locked_version(name, *read.bytes, importer, range) : std::string();
  if (!id.empty()) store.locked_versions[key] = version;
  return version;
}

std::optional<FoundVersion> locked(const Tree& tree, const std::string& root, const std::string& range,
                                   ContentStore& store) {
  for (const auto& folder : upwards(root)) {
    const auto importer = folder == root ? "." : folder == "." ? root : root.substr(folder.size() + 1);
    for (const auto& name : lock_file_names()) {
      const auto path = join_path(folder, name);
      if (tree.kind(path) != FileKind::file) continue;
      const auto text = version_in_lock(tree, folder, name, importer, range, store);
      if (auto version = prisma::parse_version(text, path)) return FoundVersion{*version, true};
    }
  }
  return std::nullopt;
}

// "catalog:", "workspace:*" and addresses hold digits that are no version.
bool is_range(const std::string& text) {
  return !text.empty() && (text.find(':') == text.npos || text.starts_with("npm:")) && text.find('/') == text.npos;
}

/// A dependency's range and the package.json it stands in.
struct Ranged {
  std::string range, path;
};
Ranged range_for(const Tree& tree, const std::string& root, ContentStore& store) {
  for (const auto& folder : upwards(root))
    if (auto package = package_at(tree, folder, store); package && is_range(package->prisma_range))
      return {package->prisma_range, join_path(folder, "package.json")};
  return {};
}

const char* runner_of(const std::string& lock_file) {
  if (lock_file == "pnpm-lock.yaml") return "pnpm exec";
  if (lock_file == "yarn.lock") return "yarn";
  return lock_file == "bun.lock" || lock_file == "bun.lockb" ? "bunx" : "npx";
}

}  // namespace

std::string project_runner(const Tree& tree, const std::string& root) {
  auto names = lock_file_names();
  names.push_back("bun.lockb");
  for (const auto& folder : upwards(root))
    for (const auto& name : names)
      if (tree.kind(join_path(folder, name)) == FileKind::file) return runner_of(name);
  return "npx";
}

FoundVersion project_version(const Tree& tree, const std::string& root, const ProjectSettings& settings,
                             ContentStore& store) {
  if (auto version = prisma::parse_version(settings.prisma_version, "config")) return {*version, true};
  if (auto found = installed(tree, root)) return *found;
  const auto ranged = range_for(tree, root, store);
  if (auto found = locked(tree, root, ranged.range, store)) return *found;
  if (!ranged.range.empty())
    if (auto version = prisma::parse_version(ranged.range, ranged.path)) {
      const bool exact =
          ranged.range[0] >= '0' && ranged.range[0] <= '9' && ranged.range.find_first_of("xX* |-") == ranged.range.npos;
      return {*version, exact};
    }
  return {prisma::newest_known(), false};
}

}  // namespace tributary
