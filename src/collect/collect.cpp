#include "tributary/collect.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "base/process.hpp"
#include "base/text.hpp"
#include "collect/ci_names.hpp"
#include "collect/classify.hpp"
#include "collect/commands.hpp"
#include "collect/commit_tree.hpp"
#include "collect/committed_files.hpp"
#include "collect/compose.hpp"
#include "collect/introductions.hpp"
#include "collect/merging.hpp"
#include "collect/past_walk.hpp"
#include "collect/ref_projects.hpp"
#include "collect/repository.hpp"
#include "collect/sources.hpp"
#include "collect/stray_migrations.hpp"
#include "collect/target.hpp"
#include "collect/tracking.hpp"
#include "collect/virtual_base.hpp"
#include "collect/worktrees.hpp"
#include "tributary/error.hpp"

namespace tributary {
namespace {

constexpr int most_virtual_bases = 64;

ProjectSearch search_of(const CollectOptions& options) {
  ProjectSearch search;
  search.only = options.projects;
  search.settings = options.settings;
  search.environment = options.environment;
  return search;
}

bool is_readable_worktree(const Source& source) {
  return source.kind == Source::Kind::worktree && !source.missing && kind_behind(source.path) == FileKind::folder &&
         list_folder(source.path);
}

UnclaimedFolders read_worktrees(const Repository& repository, Workspace& workspace, const CollectOptions& options,
                                ContentStore& store) {
  UnclaimedFolders unclaimed;
  auto search = search_of(options);
  search.databases = options.databases;
  const bool asks_commits = options.databases && !options.connect_to_all;
  const auto vouching = asks_commits ? vouching_commit(workspace, options) : std::string();
  for (auto& source : workspace.sources)
    if (is_readable_worktree(source)) {
      if (asks_commits) search.committed = committed_files(repository, workspace, source, vouching);
      PassedOver passed_over;
      source.projects = find_projects(disk_tree(source.path), search, store, &passed_over);
      const auto& obstacles = passed_over.obstacles;
      if (search.only.empty()) source.obstacles.insert(source.obstacles.end(), obstacles.begin(), obstacles.end());
      unclaimed[source.name] = passed_over.migrations;
      // They matter where they reach a database that others use, too.
      bool reaches = std::any_of(source.projects.begin(), source.projects.end(),
                                 [](const Project& project) { return project.database.has_value(); });
      if (reaches)
        source.commands = read_commands(source.path), source.published_database = published_database(source.path);
    }
  return unclaimed;
}

// What a merge brings in is judged by its commit; what the target has already is not brought.
void read_incoming_commands(Workspace& workspace, const CollectOptions& options,
                            const std::vector<std::string>& incoming) {
  if (!options.databases || incoming.empty()) return;
  auto& target = workspace.sources.front();
  bool any = false;
  for (auto& source : workspace.sources) {
    bool comes = std::find(incoming.begin(), incoming.end(), source.commit) != incoming.end();
    if (source.kind != Source::Kind::ref || &source == &target || !comes) continue;
    source.commands = read_commands_at(workspace.common_dir, source.commit);
    any = any || !source.commands.empty();
  }
  if (any && !target.commit.empty()) target.commands = read_commands_at(workspace.common_dir, target.commit);
}

// When each side's last commit changed a script that is not one any more: who is asked decides by it. Few processes.
void read_changed_at(Workspace& workspace) {
  constexpr int most = 16;
  const auto& target = workspace.sources.front();
  auto changed_at = [&](const Source& source, const Project& project, const std::string& name) -> std::int64_t {
    auto path = ":(top,literal)" + join_path(join_path(project.migrations_dir, name), "migration.sql");
    auto log = run_git(workspace.common_dir, {"log", "-1", "--format=%ct", source.commit, "--", path});
    return log.status == 0 ? std::atoll(log.out.c_str()) : 0;
  };
  int asked = 0;
  for (auto& source : workspace.sources)
    for (auto& project : source.projects) {
      const auto* there = &source == &target ? nullptr : project_for(target, project.target_path);
      if (!there || source.commit.empty() || there->folder == project.folder) continue;
      for (const auto& migration : project.folder->migrations) {
        const auto* other = there->folder->find(migration.name);
        const auto* base = project.base_folder ? project.base_folder->find(migration.name) : nullptr;
        bool differs =
            other && !base && other->script && migration.script && other->script->blob != migration.script->blob;
        if (differs && ++asked <= most)
          project.changed_at[migration.name] = {changed_at(source, project, migration.name),
                                                changed_at(target, *there, migration.name)};
      }
    }
}

void read_commit(Source& source, CommitProjectFinder& finder) {
  auto found = finder.of_commit(source.commit);
  if (!found) {
    source.obstacles.push_back(
        {"", 0, "the tree of " + source.commit + " is not in the object database", "`git fsck` tells more"});
    return;
  }
  source.projects = found->projects;
  source.obstacles.insert(source.obstacles.end(), found->obstacles.begin(), found->obstacles.end());
}

// A target that is checked out nowhere is searched everywhere: what it has is what the others are held against.
void read_target_ref(const Repository& repository, Workspace& workspace, const CollectOptions& options,
                     ContentStore& store) {
  auto& source = workspace.sources.front();
  if (source.kind != Source::Kind::ref || source.commit.empty()) return;
  CommitProjectFinder everywhere(repository.objects, search_of(options), store);
  read_commit(source, everywhere);
}

std::vector<std::string> known_roots(const Workspace& workspace, const CollectOptions& options) {
  std::set<std::string> roots(options.projects.begin(), options.projects.end());
  for (const auto& settings : options.settings) roots.insert(settings.path);
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects) roots.insert(project.path);
  if (roots.empty()) roots.insert(".");
  return {roots.begin(), roots.end()};
}

// A branch may have its project where nobody has one any more: where the known roots hold nothing it is searched whole.
void read_elsewhere(Source& source, CommitProjectFinder& everywhere) {
  auto found = everywhere.of_commit(source.commit);
  if (found) source.projects = found->projects;
}

void read_refs(Workspace& workspace, CommitProjectFinder& finder, CommitProjectFinder& everywhere) {
  for (std::size_t i = 1; i < workspace.sources.size(); ++i) {
    auto& source = workspace.sources[i];
    if ((source.kind != Source::Kind::ref && !source.missing) || source.commit.empty()) continue;
    read_commit(source, finder);
    if (source.projects.empty()) read_elsewhere(source, everywhere);
  }
}

bool holds_something(const Project& project) {
  return !project.schema.empty() || project.folder->state != MigrationsFolder::State::absent;
}

// Where both sides have moved it, the folders of its migrations tell it.
const Project* same_project(const std::vector<Project>& found, const Project& project) {
  for (const auto& candidate : found)
    if (!project.migrations_dir.empty() && candidate.migrations_dir == project.migrations_dir) return &candidate;
  for (const auto& path : {project.path, project.target_path})
    for (const auto& candidate : found)
      if (!path.empty() && candidate.path == path) return &candidate;
  const Project* best = nullptr;
  std::size_t most = 0;
  for (const auto& candidate : found)
    if (auto common = names_in_common(*candidate.folder, *project.folder); common > most)
      most = common, best = &candidate;
  return best;
}

void report_projects_not_on_disk(Source& source, const std::vector<Project>& committed) {
  for (const auto& project : committed) {
    if (!holds_something(project)) continue;
    bool on_disk = std::any_of(source.projects.begin(), source.projects.end(),
                               [&](const Project& p) { return p.path == project.path; });
    bool left_there =
        project.schema.empty() && kind_of(join_path(source.path, project.migrations_dir)) == FileKind::folder;
    if (!on_disk && !left_there)
      source.obstacles.push_back({project.path, 0,
                                  "the Prisma project " + project.path + " is committed here and not on disk",
                                  "a sparse checkout leaves it out (`git sparse-checkout add`), or it was deleted"});
  }
}

void compare_worktrees_with_head(Workspace& workspace, CommitProjectFinder& finder) {
  static const std::vector<Project> nothing;
  for (auto& source : workspace.sources) {
    if (!is_readable_worktree(source)) continue;
    auto head = source.commit.empty() ? nullptr : finder.of_commit(source.commit);
    if (!head && !source.commit.empty()) continue;
    compare_with_head(source, head ? head->projects : nothing);
    if (head) report_projects_not_on_disk(source, head->projects);
  }
}

void fill_base(Source& source, const CommitProjects& base) {
  static const auto absent = std::make_shared<const MigrationsFolder>();
  for (auto& project : source.projects) {
    const auto* there = same_project(base.projects, project);
    project.base_folder = there ? there->folder : absent;
    if (there) project.base_schema = there->schema;
  }
}

// What the source's commit has, wherever it stands, is not deleted: a sparse checkout only leaves it out.
void find_deleted(Source& source, const std::vector<Project>& target, const CommitProjects& base,
                  CommitProjectFinder& everywhere) {
  for (const auto& before : base.projects) {
    if (!holds_something(before) || !same_project(target, before) || same_project(source.projects, before)) continue;
    auto committed = everywhere.of_commit(source.commit);
    if (committed && !same_project(committed->projects, before)) source.deleted_projects.push_back(before.path);
  }
}

// Asking git costs a process, and criss-cross histories are rare: beyond a few sources without a single base each stays
// without one.
void read_merge_bases(const Repository& repository, Workspace& workspace, CommitProjectFinder& finder,
                      CommitProjectFinder& everywhere) {
  int asked = 0;
  const auto& target = workspace.sources.front().projects;
  for (auto& source : workspace.sources) {
    if (!source.merge_base.empty()) {
      auto base = finder.of_commit(source.merge_base);
      if (!base) continue;
      fill_base(source, *base);
      if (source.merge_base != source.commit) find_deleted(source, target, *base, everywhere);
    } else if (!source.commit.empty() && !source.projects.empty() && &source != &workspace.sources.front() &&
               !workspace.target.commit.empty() && ++asked <= most_virtual_bases) {
      auto bases = all_merge_bases(repository, workspace.target.commit, source.commit);
      auto base = bases.empty() ? std::nullopt : virtual_base(repository, finder, bases);
      if (base) fill_base(source, *base);
    }
  }
}

// Folders are asked for wherever a project stands now, in the target or in a source that moved it.
void read_past(const Repository& repository, Workspace& workspace) {
  std::map<std::string, std::set<std::string>> folders;  // the target project's path -> its folders
  std::set<std::string> all;
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects)
      if (!project.target_path.empty() && !project.migrations_dir.empty())
        folders[project.target_path].insert(project.migrations_dir), all.insert(project.migrations_dir);
  auto found = past_migrations(repository, workspace.target.commit, {all.begin(), all.end()}, workspace.obstacles);
  for (const auto& [path, dirs] : folders) {
    std::map<std::string, PastMigration> by_name;
    for (const auto& dir : dirs)
      for (auto& past : found[dir]) by_name.emplace(past.name, past);
    auto& past = workspace.target.past[path];
    for (auto& [name, migration] : by_name) past.push_back(std::move(migration));
  }
}

// What the target took out while the source could not know it: only of these a merge says something new.
void find_brought_back(const Repository& repository, Workspace& workspace) {
  std::map<std::pair<std::string, std::string>, bool> known;
  auto knows = [&](const Source& source, const std::string& commit) {
    auto [at, fresh] = known.try_emplace({source.commit, commit});
    if (fresh) at->second = reaches(repository, commit, source.commit);
    return at->second;
  };
  for (auto& source : workspace.sources)
    for (auto& project : source.projects) {
      auto past = workspace.target.past.find(project.target_path);
      if (past == workspace.target.past.end() || project.own.empty()) continue;
      std::set<std::string> own(project.own.begin(), project.own.end());
      for (const auto& migration : past->second)
        if (own.count(migration.name) && !migration.taken_out_by.empty() && !knows(source, migration.taken_out_by))
          project.brought_back.push_back(migration.name);
    }
}

// A project that moved is one project: who asks for it by either path means it everywhere.
std::set<std::string> wanted_targets(const Workspace& workspace, const std::vector<std::string>& only) {
  std::set<std::string> keys, met, known;
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects) {
      known.insert(project.path);
      for (const auto& words : only)
        if (answers_to(project, words))
          met.insert(words), keys.insert(project.target_path.empty() ? project.path : project.target_path);
    }
  for (const auto& words : only)
    if (!met.count(words))
      throw Error(
          "--project " + words + " is no Prisma project of any source", workspace.common_dir,
          known.empty() ? "none was found at all" : "there are: " + text::join({known.begin(), known.end()}, ", "));
  return keys;
}

void keep_only(Workspace& workspace, const std::vector<std::string>& only) {
  if (only.empty()) return;
  auto keys = wanted_targets(workspace, only);
  for (auto& source : workspace.sources)
    std::erase_if(source.projects, [&](const Project& project) {
      return !keys.count(project.target_path.empty() ? project.path : project.target_path);
    });
  for (auto& source : workspace.sources)
    std::erase_if(source.deleted_projects, [&](const std::string& path) { return !keys.count(path); });
}

void read_merge(const Repository& repository, Workspace& workspace, const CollectOptions& options,
                const std::vector<std::string>& incoming, const ProjectSearch& search, ContentStore& store) {
  workspace.incoming = incoming_names(incoming, workspace);
  if (options.merging->result.empty()) return;
  workspace.result = read_result(repository, options.repository, *options.merging, search, store);
}

}  // namespace

Workspace collect(const CollectOptions& options) {
  auto repository = open_repository(options.repository);
  Workspace workspace;
  workspace.common_dir = repository.common_dir;
  workspace.shallow = repository.shallow, workspace.bare = repository.bare;
  workspace.obstacles = repository.obstacles;
  workspace.sources = list_worktrees(repository, workspace.obstacles);
  name_by_ci(workspace.sources, options.repository, options.environment);
  workspace.target = choose_target(repository, options.target, workspace.sources);
  std::vector<std::string> incoming;
  if (options.merging) incoming = add_incoming(repository, *options.merging, workspace);
  add_refs(repository, options.refs, options.refs_must_match, workspace);
  workspace.target.name = workspace.sources.front().name;

  ContentStore store;
  store.script_cap = options.script_cap;
  auto unclaimed = read_worktrees(repository, workspace, options, store);
  read_target_ref(repository, workspace, options, store);
  auto at_commits = search_of(options);
  if (!options.discover) at_commits.roots = known_roots(workspace, options);
  CommitProjectFinder finder(repository.objects, at_commits, store);
  CommitProjectFinder everywhere(repository.objects, search_of(options), store);
  read_refs(workspace, finder, everywhere);
  find_stray_migrations(repository, unclaimed, everywhere, workspace);
  compare_worktrees_with_head(workspace, finder);
  match_projects(workspace);
  read_merge_bases(repository, workspace, finder, everywhere);
  read_past(repository, workspace);
  classify(workspace);
  find_brought_back(repository, workspace);
  read_changed_at(workspace);
  read_incoming_commands(workspace, options, incoming);
  keep_only(workspace, options.projects);
  if (options.merging) read_merge(repository, workspace, options, incoming, at_commits, store);
  sort_sources(workspace.sources);
  return workspace;
}

Target find_target(const std::string& repository, const std::string& wanted) {
  auto opened = open_repository(repository);
  auto worktrees = list_worktrees(opened, opened.obstacles);
  return choose_target(opened, wanted, worktrees);
}

}  // namespace tributary
