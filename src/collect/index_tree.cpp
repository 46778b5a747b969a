#include "collect/index_tree.hpp"

#include "base/process.hpp"
#include "base/text.hpp"
#include "tributary/error.hpp"

namespace tributary {
namespace {

struct IndexEntry {
  FileKind kind = FileKind::file;
  std::string id;
};

// Paths by folder, as a tree would hold them.
class IndexFiles {
 public:
  // "100644 <id> 0\tpath" per entry; folders follow from paths.
  explicit IndexFiles(const std::string& listing) {
    folders_["."];
    for (const auto& line : text::split(listing, '\0')) {
      auto tab = line.find('\t');
      if (tab != line.npos && tab >= 49) add(line.substr(tab + 1), {kind_of_mode(line), line.substr(7, 40)});
    }
  }

  std::optional<IndexEntry> find(const std::string& path) const {
    auto wanted = clean(path);
    if (wanted == ".") return IndexEntry{FileKind::folder, ""};
    auto folder = folders_.find(parent_path(wanted));
    if (folder == folders_.end()) return std::nullopt;
    auto entry = folder->second.find(file_name(wanted));
    return entry == folder->second.end() ? std::nullopt : std::optional(entry->second);
  }

  FileKind kind(const std::string& path) const {
    auto found = find(path);
    return found ? found->kind : FileKind::absent;
  }

  std::vector<TreeEntry> list(const std::string& path) const {
    std::vector<TreeEntry> out;
    if (auto folder = folders_.find(clean(path)); folder != folders_.end())
      for (const auto& [name, entry] : folder->second) out.push_back({name, entry.kind});
    return out;
  }

 private:
  static FileKind kind_of_mode(const std::string& line) {
    return line.starts_with("120000") ? FileKind::link : line.starts_with("160000") ? FileKind::other : FileKind::file;
  }

  static std::string clean(const std::string& path) {
    std::string out;
    for (const auto& step : text::split(path, '/'))
      if (!step.empty() && step != ".") out = join_path(out, step);
    return out.empty() ? std::string(".") : out;
  }

  void add(const std::string& path, const IndexEntry& entry) {
    folders_[parent_path(path)][file_name(path)] = entry;
    for (auto folder = parent_path(path); folder != "."; folder = parent_path(folder))
      if (!folders_[parent_path(folder)].emplace(file_name(folder), IndexEntry{FileKind::folder, ""}).second) break;
  }

  std::map<std::string, std::map<std::string, IndexEntry>> folders_;
};

ReadResult read_entry(const std::optional<IndexEntry>& entry, const Objects& objects) {
  if (!entry) return {std::nullopt, "no such file"};
  if (entry->kind == FileKind::folder) return {std::nullopt, "is a folder"};
  if (entry->kind != FileKind::file) return {std::nullopt, "is not a regular file"};
  auto id = parse_object_id(entry->id);
  return id ? objects.blob(*id) : ReadResult{std::nullopt, "has no id in the index"};
}

}  // namespace

Tree index_tree(const Objects& objects, const std::string& worktree, const std::string& index_file) {
  auto listed = run_git_on_index(worktree, index_file, {"ls-files", "--stage", "-z", "--full-name", ":/"});
  if (listed.status != 0) throw Error("git cannot list the index: " + text::trim(listed.err), worktree, {});
  auto files = std::make_shared<const IndexFiles>(listed.out);
  Tree tree;
  tree.kind = [files](const std::string& path) { return files->kind(path); };
  tree.kind_behind = tree.kind;
  tree.list = [files](const std::string& path) { return files->list(path); };
  tree.read = [files, &objects](const std::string& path) { return read_entry(files->find(path), objects); };
  tree.id = [files](const std::string& path) {
    auto found = files->find(path);
    return found ? found->id : std::string();
  };
  return tree;
}

}  // namespace tributary
