#include "collect/stray_migrations.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "collect/project_parts.hpp"
#include "prisma/names.hpp"

namespace tributary {
namespace {

constexpr int deepest = 20;
constexpr unsigned folder_mode = 040000;

using ByFolder = std::map<std::string, std::set<std::string>>;  // migrations folder -> names

const TreeItem* find_folder(const Listing* listing, const std::string& name) {
  if (!listing) return nullptr;
  for (const auto& item : *listing)
    if (item.name == name && item.mode == folder_mode) return &item;
  return nullptr;
}

// What one commit's tree has and another's has not. Only folders that differ are opened, so the cost is the change's.
class Added {
 public:
  explicit Added(const Objects& objects) : objects_(objects) {}

  ByFolder between(const std::string& base, const std::string& commit) {
    auto tree = tree_of(commit);
    if (tree) walk(".", *tree, tree_of(base), 0);
    return std::move(found_);
  }

 private:
  std::optional<ObjectId> tree_of(const std::string& commit) const {
    auto id = parse_object_id(commit);
    return id ? objects_.tree_of(*id) : std::nullopt;
  }

  void walk(const std::string& path, const ObjectId& id, const std::optional<ObjectId>& base, int depth) {
    auto now = objects_.tree(id);
    auto before = base ? objects_.tree(*base) : nullptr;
    if (!now || depth > deepest) return;
    for (const auto& item : *now) {
      if (item.mode != folder_mode) continue;
      const auto* there = find_folder(before.get(), item.name);
      if (there && there->id == item.id) continue;
      auto below = join_path(path, item.name);
      auto before_below = there ? std::optional(there->id) : std::nullopt;
      if (item.name == "migrations")
        look_into(below, item.id, before_below);
      else if (may_hold_projects(item.name) && !is_for_tests(below))
        walk(below, item.id, before_below, depth + 1);
    }
  }

  void look_into(const std::string& path, const ObjectId& id, const std::optional<ObjectId>& base) {
    auto now = objects_.tree(id);
    auto before = base ? objects_.tree(*base) : nullptr;
    if (!now) return;
    for (const auto& item : *now)
      if (item.mode == folder_mode && prisma::take_apart(item.name).at && !find_folder(before.get(), item.name) &&
          is_migration(item.id))
        found_[path].insert(item.name);
  }

  bool is_migration(const ObjectId& id) const {
    auto files = objects_.tree(id);
    auto has = [&](const char* name) {
      return files &&
             std::any_of(files->begin(), files->end(), [&](const TreeItem& item) { return item.name == name; });
    };
    return has("migration.sql") && !has("snapshot.json");
  }

  const Objects& objects_;
  ByFolder found_;
};

std::set<std::string> names_at(const Objects& objects, const std::string& commit, const std::string& folder) {
  std::set<std::string> names;
  auto id = parse_object_id(commit);
  auto at = id ? objects.tree_of(*id) : std::nullopt;
  for (const auto& part : text::split(folder, '/')) {
    auto listing = at ? objects.tree(*at) : nullptr;
    const auto* next = find_folder(listing.get(), part);
    at = next ? std::optional(next->id) : std::nullopt;
  }
  auto listing = at ? objects.tree(*at) : nullptr;
  if (listing)
    for (const auto& item : *listing) names.insert(item.name);
  return names;
}

bool stands_on_disk(const Source& source, const std::string& folder, const std::string& name) {
  auto path = join_path(join_path(source.path, folder), name);
  return kind_of(join_path(path, "migration.sql")) == FileKind::file;
}

// Uncommitted ones as well.
void add_from_disk(const Repository& repository, const Source& source, const std::vector<std::string>& folders,
                   ByFolder& found) {
  for (const auto& folder : folders) {
    auto before = names_at(repository.objects, source.merge_base, folder);
    auto listed = list_folder(join_path(source.path, folder));
    if (!listed) continue;
    for (const auto& name : *listed)
      if (prisma::take_apart(name).at && !before.count(name) && stands_on_disk(source, folder, name))
        found[folder].insert(name);
  }
}

// Its commit has it, and somebody has taken it away since.
void drop_gone_from_disk(const Source& source, ByFolder& found) {
  for (auto& [folder, names] : found)
    std::erase_if(names, [&, &folder = folder](const auto& name) { return !stands_on_disk(source, folder, name); });
  std::erase_if(found, [](const auto& entry) { return entry.second.empty(); });
}

bool claims(const std::vector<Project>& projects, const std::string& folder) {
  return std::any_of(projects.begin(), projects.end(),
                     [&](const Project& project) { return project.migrations_dir == folder; });
}

// Where only known places were looked at, a project may stand elsewhere in the commit.
void take_projects_elsewhere(Source& source, CommitProjectFinder& everywhere, ByFolder& found) {
  if (found.empty() || source.kind != Source::Kind::ref) return;
  auto whole = everywhere.of_commit(source.commit);
  if (!whole) return;
  for (const auto& project : whole->projects)
    if (found.count(project.migrations_dir) && !claims(source.projects, project.migrations_dir))
      source.projects.push_back(project);
  std::sort(source.projects.begin(), source.projects.end(),
            [](const Project& a, const Project& b) { return a.path < b.path; });
}

bool ends_as(const std::string& path, const std::string& end) {
  return path == end || path.ends_with("/" + end);
}

// The project that they were meant for: the only one, or the only one whose folder is called alike.
const Project* meant(const Source& source, const std::string& folder) {
  if (source.projects.size() == 1) return &source.projects.front();
  const Project* alike = nullptr;
  for (const auto& project : source.projects) {
    if (!ends_as(project.migrations_dir, folder) && !ends_as(folder, project.migrations_dir)) continue;
    if (alike) return nullptr;
    alike = &project;
  }
  return alike;
}

std::string hint_for(const Source& source, const std::string& folder, const std::vector<std::string>& names) {
  const auto* project = meant(source, folder);
  if (!project) return "move them into the migrations folder of their project, or name that in tributary.yaml";
  std::vector<std::string> moved, doubled;
  for (const auto& name : names)
    (project->folder->find(name) ? doubled : moved).push_back(text::shell_word(join_path(folder, name)));
  auto git = source.path.empty() ? std::string("git") : "git -C " + text::shell_word(source.path);
  if (moved.empty()) return git + " rm -r " + text::join(doubled, " ");
  return git + " mv " + text::join(moved, " ") + " " + text::shell_word(project->migrations_dir);
}

Obstacle obstacle_for(const Source& source, const std::string& folder, const std::vector<std::string>& names) {
  const auto* project = meant(source, folder);
  auto reads = project ? "Prisma reads " + project->migrations_dir : std::string("no Prisma project reads this folder");
  auto more = names.size() == 1 ? std::string() : " and " + std::to_string(names.size() - 1) + " more";
  return {join_path(folder, names.front()), 0, join_path(folder, names.front()) + more + " would never run: " + reads,
          hint_for(source, folder, names)};
}

}  // namespace

void find_stray_migrations(const Repository& repository, const UnclaimedFolders& unclaimed,
                           CommitProjectFinder& everywhere, Workspace& workspace) {
  for (std::size_t i = 1; i < workspace.sources.size(); ++i) {
    auto& source = workspace.sources[i];
    if (source.commit.empty() || source.merge_base.empty() || source.projects.empty()) continue;
    auto found = Added(repository.objects).between(source.merge_base, source.commit);
    if (auto on_disk = unclaimed.find(source.name); on_disk != unclaimed.end()) {
      drop_gone_from_disk(source, found);
      add_from_disk(repository, source, on_disk->second, found);
    }
    std::erase_if(found, [&](const auto& entry) { return claims(source.projects, entry.first); });
    take_projects_elsewhere(source, everywhere, found);
    for (const auto& [folder, names] : found) {
      if (claims(source.projects, folder)) continue;
      std::erase_if(source.obstacles, [&, &folder = folder](const Obstacle& said) { return said.file == folder; });
      source.obstacles.push_back(obstacle_for(source, folder, {names.begin(), names.end()}));
    }
  }
}

}  // namespace tributary
