#include <dirent.h>

#include <algorithm>
#include <memory>
#include <unordered_map>

#include "collect/tree.hpp"

namespace tributary {
namespace {

FileKind kind_of_entry(const dirent& entry, const std::string& folder) {
  switch (entry.d_type) {
    case DT_REG:
      return FileKind::file;
    case DT_DIR:
      return FileKind::folder;
    case DT_LNK:
      return FileKind::link;
    case DT_UNKNOWN:  // some file systems do not say
      return kind_of(join_path(folder, entry.d_name));
    default:
      return FileKind::other;
  }
}

std::vector<TreeEntry> entries_of(const std::string& folder) {
  std::vector<TreeEntry> entries;
  std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir(folder.c_str()), ::closedir);
  if (!stream) return entries;
  while (auto* entry = ::readdir(stream.get())) {
    std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    auto kind = kind_of_entry(*entry, folder);
    entries.push_back({std::move(name), kind, {}});
  }
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return entries;
}

bool inside(const std::string& path, const std::string& root) {
  return path == root || (path.starts_with(root) && (root.back() == '/' || path[root.size()] == '/'));
}

// A link that leaves the worktree is not the repository's content: whoever reads it elsewhere sees something else.
// Nearly no path has a link on its way; folders known to have none are remembered, which spares resolving every path.
class Boundary {
 public:
  explicit Boundary(const std::string& root) : root_(root), real_root_(real_path(root)) {}

  bool leaves(const std::string& path) {
    if (path.find("..") == path.npos && !path.starts_with('/') && is_plain(path)) return false;
    auto real = real_path(join_path(root_, path));
    return !real.empty() && !inside(real, real_root_);
  }

 private:
  bool is_plain(const std::string& path) {
    auto kind = path == "." || path.empty() ? FileKind::folder : kind_of(join_path(root_, path));
    return kind != FileKind::link && is_plain_folder(parent_path(path));
  }

  bool is_plain_folder(const std::string& path) {
    if (path == "." || path.empty()) return true;
    if (auto known = plain_folders_.find(path); known != plain_folders_.end()) return known->second;
    bool plain = is_plain(path);
    plain_folders_.emplace(path, plain);
    return plain;
  }

  std::string root_, real_root_;
  std::unordered_map<std::string, bool> plain_folders_;
};

}  // namespace

Tree disk_tree(const std::string& root) {
  const std::string absolute = absolute_path(root);
  auto boundary = std::make_shared<Boundary>(absolute);
  auto at = [absolute](const std::string& path) { return join_path(absolute, path); };
  Tree tree;
  tree.on_disk = true;
  tree.root = absolute;
  tree.kind = [at](const std::string& path) { return kind_of(at(path)); };
  tree.kind_behind = [at, boundary](const std::string& path) {
    return boundary->leaves(path) ? FileKind::absent : kind_behind(at(path));
  };
  tree.list = [at](const std::string& path) { return entries_of(at(path)); };
  tree.read = [at, boundary](const std::string& path) -> ReadResult {
    if (boundary->leaves(path)) return {std::nullopt, "is reached through a link that leaves the worktree"};
    return read_file(at(path));
  };
  tree.id = [](const std::string&) { return std::string(); };
  return tree;
}

}  // namespace tributary
