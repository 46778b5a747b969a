#include <dirent.h>

#include <algorithm>
#include <memory>

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
bool leaves(const std::string& path, const std::string& real_root) {
  auto real = real_path(path);
  return !real.empty() && !inside(real, real_root);
}

}  // namespace

Tree disk_tree(const std::string& root) {
  const std::string absolute = absolute_path(root);
  const std::string real = real_path(absolute);
  auto at = [absolute](const std::string& path) { return join_path(absolute, path); };
  Tree tree;
  tree.on_disk = true;
  tree.root = absolute;
  tree.kind = [at](const std::string& path) { return kind_of(at(path)); };
  tree.kind_behind = [at, real](const std::string& path) {
    return leaves(at(path), real) ? FileKind::absent : kind_behind(at(path));
  };
  tree.list = [at](const std::string& path) { return entries_of(at(path)); };
  tree.read = [at, real](const std::string& path) -> ReadResult {
    if (leaves(at(path), real)) return {std::nullopt, "is reached through a link that leaves the worktree"};
    return read_file(at(path));
  };
  tree.id = [](const std::string&) { return std::string(); };
  return tree;
}

}  // namespace tributary
