#include "collect/tracking.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/process.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

using Files = std::map<std::string, std::string>;  // path from the worktree's root -> blob id

Files files_of(const Project& project, const Migration& migration) {
  Files files;
  auto folder = join_path(project.migrations_dir, migration.name);
  if (migration.script) files[folder + "/migration.sql"] = migration.script->blob;
  for (const auto& file : migration.companions) files[folder + "/" + file.path] = file.blob;
  return files;
}

// What a worktree and its HEAD do not agree on, before git is asked whether it sees a difference at all.
struct Differences {
  std::set<std::string> changed, added, removed;
};

void compare(const Files& disk, const Files& head, Differences& out) {
  for (const auto& [path, blob] : disk) {
    auto at = head.find(path);
    if (at == head.end())
      out.added.insert(path);
    else if (at->second != blob)
      out.changed.insert(path);
  }
  for (const auto& [path, blob] : head)
    if (!disk.count(path)) out.removed.insert(path);
}

std::set<std::string> nul_separated(const std::string& out) {
  std::set<std::string> names;
  for (auto& name : text::split(out, '\0'))
    if (!name.empty()) names.insert(std::move(name));
  return names;
}

// git's filters (autocrlf, .gitattributes) applied to each file; those whose id becomes the committed one are
// unchanged.
void drop_unchanged_for_git(const std::string& worktree, const Files& head, std::set<std::string>& changed) {
  std::vector<std::string> paths;
  std::string input;
  for (const auto& path : changed)
    if (path.find('\n') == path.npos) paths.push_back(path), input += path + "\n";
  if (paths.empty()) return;
  auto hashed = run_git_without_filters(worktree, {"hash-object", "--stdin-paths"}, input);
  auto ids = text::lines(hashed.out);
  for (std::size_t i = 0; i < ids.size() && i < paths.size(); ++i)
    if (auto at = head.find(paths[i]); at != head.end() && at->second == ids[i]) changed.erase(paths[i]);
}

void drop_ignored(const std::string& worktree, std::set<std::string>& added) {
  if (added.empty()) return;
  std::string input;
  for (const auto& path : added) input += path + '\0';
  for (const auto& path : nul_separated(run_git(worktree, {"check-ignore", "-z", "--stdin"}, input).out))
    added.erase(path);
}

// `ls-files -t` marks with S what a sparse checkout leaves out.
void drop_sparse(const std::string& worktree, std::set<std::string>& removed) {
  if (removed.empty()) return;
  auto listed = run_git(worktree, {"ls-files", "-t", "-z"});
  for (const auto& entry : nul_separated(listed.out))
    if (entry.rfind("S ", 0) == 0) removed.erase(entry.substr(2));
}

bool any_below(const std::set<std::string>& paths, const std::string& folder) {
  auto at = paths.lower_bound(folder + "/");
  return at != paths.end() && at->compare(0, folder.size() + 1, folder + "/") == 0;
}

Files migration_files(const Project& project) {
  Files files;
  for (const auto& migration : project.folder->migrations) files.merge(files_of(project, migration));
  return files;
}

Files schema_files(const Project& project) {
  Files files;
  for (const auto& file : project.schema) files[file.path] = file.blob;
  return files;
}

void mark(Project& project, const MigrationsFolder& head, const Differences& found) {
  auto marked = std::make_shared<MigrationsFolder>(*project.folder);
  for (auto& migration : marked->migrations) {
    auto folder = join_path(project.migrations_dir, migration.name);
    bool changed =
        any_below(found.changed, folder) || any_below(found.added, folder) || any_below(found.removed, folder);
    bool known = head.find(migration.name) != nullptr;
    if (!known)
      migration.tracking = Tracking::untracked;
    else if (changed)
      migration.tracking = Tracking::modified;
    bool empty = !migration.script && migration.companions.empty();  // git has nothing to commit there
    if (migration.tracking != Tracking::committed && (known || !empty)) project.uncommitted.push_back(migration.name);
  }
  for (const auto& migration : head.migrations)
    if (!marked->find(migration.name) && any_below(found.removed, join_path(project.migrations_dir, migration.name)))
      project.deleted_on_disk.push_back(migration.name);
  bool all_committed =
      std::all_of(marked->migrations.begin(), marked->migrations.end(),
                  [](const Migration& migration) { return migration.tracking == Tracking::committed; });
  if (!all_committed) project.folder = std::move(marked);
}

void drop_repeated(std::vector<std::string>& paths) {
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
}

bool readable(const MigrationsFolder& folder) {
  return folder.state == MigrationsFolder::State::present || folder.state == MigrationsFolder::State::absent;
}

bool compare_project(const std::string& worktree, Project& project, const Project& head) {
  static const MigrationsFolder nothing;
  bool same_place = head.migrations_dir == project.migrations_dir;
  auto committed = same_place ? head.folder : std::shared_ptr<const MigrationsFolder>();
  if (committed && *committed == *project.folder) project.folder = committed;
  auto disk_files = migration_files(project), head_files = committed ? migration_files(head) : Files();
  auto schema = schema_files(project), head_schema = schema_files(head);
  Differences found;
  if (readable(*project.folder)) compare(disk_files, head_files, found);
  compare(schema, head_schema, found);
  auto everything = head_files;
  everything.insert(head_schema.begin(), head_schema.end());
  drop_unchanged_for_git(worktree, everything, found.changed);
  drop_ignored(worktree, found.added);
  drop_sparse(worktree, found.removed);
  for (const auto* files : {&schema, &head_schema})
    for (const auto& [path, blob] : *files)
      if (found.changed.count(path) || found.removed.count(path) || (files == &schema && found.added.count(path)))
        project.uncommitted_schema.push_back(path);
  drop_repeated(project.uncommitted_schema);
  if (readable(*project.folder)) mark(project, committed ? *committed : nothing, found);
  bool lock_differs = committed && readable(*project.folder) && committed->lock_file != project.folder->lock_file &&
                      project.folder->state == MigrationsFolder::State::present;
  return !found.changed.empty() || !found.added.empty() || !found.removed.empty() || !project.uncommitted.empty() ||
         lock_differs;
}

}  // namespace

void compare_with_head(Source& worktree, const std::vector<Project>& committed) {
  for (auto& project : worktree.projects) {
    Project none;
    none.path = project.path, none.migrations_dir = project.migrations_dir;
    none.folder = std::make_shared<const MigrationsFolder>();
    auto at =
        std::find_if(committed.begin(), committed.end(), [&](const Project& p) { return p.path == project.path; });
    if (compare_project(worktree.path, project, at == committed.end() ? none : *at)) worktree.dirty = true;
  }
}

}  // namespace tributary
