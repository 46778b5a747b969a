#include "collect/commit_tree.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace tributary {
namespace {

constexpr int links_followed = 16;

FileKind kind_of_mode(unsigned mode) {
  switch (mode & 0170000u) {
    case 0040000u:
      return FileKind::folder;
    case 0120000u:
      return FileKind::link;
    case 0160000u:
      return FileKind::other;  // a submodule: its files are in another repository
    default:
      return FileKind::file;
  }
}

struct Found {
  unsigned mode = 0;
  ObjectId id;
  bool is(FileKind kind) const { return kind_of_mode(mode) == kind; }
};

// "a/./b/../c" -> {"a", "c"}; nullopt where it leaves the root.
std::optional<std::vector<std::string>> steps_of(std::string_view path) {
  std::vector<std::string> steps;
  for (auto& step : text::split(path, '/')) {
    if (step.empty() || step == ".") continue;
    if (step != "..") {
      steps.push_back(std::move(step));
    } else {
      if (steps.empty()) return std::nullopt;
      steps.pop_back();
    }
  }
  return steps;
}

class Files {
 public:
  Files(const Objects& objects, const ObjectId& root, const CommitTree& notes)
      : objects_(objects), root_(root), missing_(notes.missing), touched_(notes.touched) {}

  std::optional<Found> find(const std::string& path, bool follow) const {
    auto steps = steps_of(path);
    return steps ? walk(*steps, follow, links_followed) : std::nullopt;
  }

  std::shared_ptr<const Listing> folder(const ObjectId& id, const std::string& path) const {
    auto listing = objects_.tree(id);
    if (!listing) missing_->insert(path.empty() ? "." : path);
    return listing;
  }

  ReadResult read(const std::string& path) const {
    auto found = find(path, true);
    if (!found) return {std::nullopt, "no such file"};
    if (found->is(FileKind::folder)) return {std::nullopt, "is a folder"};
    if (!found->is(FileKind::file)) return {std::nullopt, "is not a regular file"};
    return objects_.blob(found->id);
  }

 private:
  std::optional<Found> walk(const std::vector<std::string>& steps, bool follow, int links) const {
    Found at{0040000u, root_};
    if (!steps.empty()) touched_->insert(steps[0]);
    std::string path;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (!at.is(FileKind::folder)) return std::nullopt;
      auto listing = folder(at.id, path);
      if (!listing) return std::nullopt;
      auto item = std::lower_bound(listing->begin(), listing->end(), steps[i],
                                   [](const TreeItem& a, const std::string& name) { return a.name < name; });
      if (item == listing->end() || item->name != steps[i]) return std::nullopt;
      at = {item->mode, item->id};
      bool last = i + 1 == steps.size();
      if (at.is(FileKind::link) && (!last || follow)) return through_link(at, path, steps, i, follow, links);
      path = path.empty() ? steps[i] : path + "/" + steps[i];
    }
    return at;
  }

  std::optional<Found> through_link(const Found& link, const std::string& folder, const std::vector<std::string>& steps,
                                    std::size_t at, bool follow, int links) const {
    auto target = objects_.blob(link.id);
    if (links == 0 || !target.bytes || target.bytes->empty() || (*target.bytes)[0] == '/') return std::nullopt;
    auto behind = steps_of(folder + "/" + *target.bytes);
    if (!behind) return std::nullopt;
    behind->insert(behind->end(), steps.begin() + static_cast<std::ptrdiff_t>(at) + 1, steps.end());
    return walk(*behind, follow, links - 1);
  }

  const Objects& objects_;
  ObjectId root_;
  std::shared_ptr<std::set<std::string>> missing_;
  std::shared_ptr<std::set<std::string, std::less<>>> touched_;
};

std::vector<TreeEntry> entries_of(const Files& files, const std::string& path) {
  std::vector<TreeEntry> entries;
  auto found = files.find(path, true);
  if (!found || !found->is(FileKind::folder)) return entries;
  if (auto listing = files.folder(found->id, path))
    for (const auto& item : *listing) {
      auto kind = kind_of_mode(item.mode);
      entries.push_back({item.name, kind, kind == FileKind::folder ? item.id.hex() : std::string()});
    }
  return entries;
}

}  // namespace

CommitTree commit_tree(const Objects& objects, const ObjectId& root) {
  CommitTree out{{}, std::make_shared<std::set<std::string>>(), std::make_shared<std::set<std::string, std::less<>>>()};
  auto files = std::make_shared<const Files>(objects, root, out);
  auto kind = [files](const std::string& path, bool follow) {
    auto found = files->find(path, follow);
    return found ? kind_of_mode(found->mode) : FileKind::absent;
  };
  auto& tree = out.tree;
  tree.kind = [kind](const std::string& path) { return kind(path, false); };
  tree.kind_behind = [kind](const std::string& path) { return kind(path, true); };
  tree.list = [files](const std::string& path) { return entries_of(*files, path); };
  tree.read = [files](const std::string& path) { return files->read(path); };
  tree.id = [files](const std::string& path) {
    auto found = files->find(path, false);
    return found && !found->is(FileKind::other) ? found->id.hex() : std::string();
  };
  return out;
}

}  // namespace tributary
