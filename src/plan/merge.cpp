#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/digest.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "plan/merge_schema.hpp"
#include "plan/next.hpp"
#include "plan/own.hpp"
#include "prisma/script.hpp"
#include "tributary/error.hpp"
#include "tributary/plan.hpp"
#include "values/command_lines.hpp"

namespace tributary {
namespace {

using namespace plan;

std::vector<const Source*> in_sequence(const Workspace& workspace, const Sequence& sequence,
                                       const std::vector<std::string>& names) {
  std::vector<const Source*> out;
  for (const auto& name : names) {
    const auto* source = workspace.find(name);
    if (!source) throw Error("there is no source " + name, {}, "tributary status lists them");
    if (name == workspace.target.name)
      throw Error(name + " is the target: it cannot be merged into itself", source->path);
    if (source->projects.empty() && !source->deleted_projects.empty())
      throw Error(fmt::format("{} has deleted the Prisma project {}, which {} has: a merge would take it out of there",
                              name, source->deleted_projects.front(), workspace.target.name),
                  source->path, typed::restore_project(*source, workspace, source->deleted_projects.front()));
    if (source->projects.empty())
      throw Error("no Prisma project was found in " + name, source->path, "tributary status says why");
    if (std::find(out.begin(), out.end(), source) == out.end()) out.push_back(source);
  }
  std::stable_sort(out.begin(), out.end(), [&](const Source* a, const Source* b) {
    auto place = [&](const Source* s) {
      return std::make_pair(sequence.position(s->name) == 0, sequence.position(s->name));
    };
    return place(a) < place(b);
  });
  return out;
}

// Git checks out the same blob with other line ends where its configuration says so; that is no difference to it.
bool same_to_git(const Migration& a, const Migration& b) {
  if (same_content(a, b)) return true;
  return a.companions == b.companions && a.script && b.script &&
         prisma::differs_in_line_endings_only(*a.script, *b.script);
}

// The target's migrations folders while edits are planned into them.
class Destinations {
 public:
  Destinations(const Workspace& workspace, MergePlan& plan)
      : workspace_(workspace), target_(workspace.target_source()), plan_(plan) {}

  void take(const Source& source, const Project& project) {
    auto& place = place_for(project);
    if (!project.folder) return;
    if (place.project && place.project->folder) {
      const auto& folder = *place.project->folder;
      if (folder.state == MigrationsFolder::State::not_a_folder ||
          folder.state == MigrationsFolder::State::unreadable) {
        plan_.collisions.push_back(fmt::format("{} cannot be written into: {}", place.dir, folder.problem));
        return;
      }
    }
    for (const auto& name : project.own)
      if (const auto* migration = project.folder->find(name)) take_own(source, project, *migration, place);
    for (const auto& name : project.shared) take_uncommitted_shared(source, project, name, place);
    if (!project.own.empty() || changes_lock_file(workspace_, project)) take_lock_file(source, project, place);
  }

 private:
  struct Place {
    const Project* project = nullptr;  // null: the target has no such project yet
    std::string dir;
    bool locked = false;
    std::set<std::string> changed;                                            // files written over once
    std::map<std::string, std::pair<const Migration*, std::string>> planned;  // name -> folder, source
    std::map<std::string, std::string>
        lower;  // lower-case names of everything that stands or will stand there -> as written
  };

  Place& place_for(const Project& project) {
    auto [at, fresh] = places_.try_emplace(project_key(project));
    auto& place = at->second;
    if (!fresh) return place;
    place.dir = project.migrations_dir;
    for (const auto& candidate : target_.projects)
      if (candidate.path == project_key(project)) place.project = &candidate;
    if (!place.project) return place;
    place.dir = place.project->migrations_dir;
    if (const auto& folder = place.project->folder) {
      place.locked = folder->lock_file.has_value();
      for (const auto& migration : folder->migrations) place.lower[text::lower(migration.name)] = migration.name;
      for (const auto* files : {&folder->loose_sql, &folder->links, &folder->conflict_copies})
        for (const auto& file : *files) place.lower[text::lower(file)] = file;
    }
    return place;
  }

  void use(const Place& place) {
    auto& dirs = plan_.migrations_dirs;
    if (std::find(dirs.begin(), dirs.end(), place.dir) == dirs.end()) dirs.push_back(place.dir);
  }

  void collide(const std::string& sentence) { plan_.collisions.push_back(sentence); }

  void already(const Place& place, const std::string& name) {
    auto path = join_path(place.dir, name);
    auto& all = plan_.already_there;
    if (std::find(all.begin(), all.end(), path) == all.end()) all.push_back(path);
    use(place);
  }

  void take_own(const Source& source, const Project& project, const Migration& migration, Place& place) {
    auto path = join_path(place.dir, migration.name);
    if (auto planned = place.planned.find(migration.name); planned != place.planned.end()) {
      if (!same_content(*planned->second.first, migration))
        collide(fmt::format("{} has other content in {} than in {}", path, source.name, planned->second.second));
      return;
    }
    if (const auto* standing =
            place.project && place.project->folder ? place.project->folder->find(migration.name) : nullptr) {
      if (same_to_git(*standing, migration))
        already(place, migration.name);
      else
        collide(fmt::format("{} stands in {} already with other content than in {}", path, target_.name, source.name));
      return;
    }
    auto [at, free] = place.lower.try_emplace(text::lower(migration.name), migration.name);
    if (!free) {
      collide(at->second == migration.name
                  ? fmt::format("{} stands in {} and is not a folder", path, target_.name)
                  : fmt::format("{} and {} differ in letter case only, which are one folder on macOS and Windows", path,
                                at->second));
      return;
    }
    place.planned[migration.name] = {&migration, source.name};
    copy(source, project, migration, place);
  }

  void copy(const Source& source, const Project& project, const Migration& migration, const Place& place) {
    auto from = join_path(project.migrations_dir, migration.name), to = join_path(place.dir, migration.name);
    if (migration.script_is_link) {
      collide(fmt::format("{}/migration.sql is a symbolic link in {}: put the file itself there", from, source.name));
      return;
    }
    if (!migration.script && !migration.no_script_because.empty() && !migration.prisma8)
      plan_.notes.push_back(
          fmt::format("{} in {} is copied without migration.sql: {}", from, source.name, migration.no_script_because));
    if (migration.script) add_file(source, from, to, "migration.sql", migration.script->blob);
    for (const auto& companion : migration.companions) add_file(source, from, to, companion.path, companion.blob);
    use(place);
  }

  void add_file(const Source& source, const std::string& from, const std::string& to, const std::string& file,
                const std::string& blob) {
    SourceFile origin{source.name, join_path(from, file)};
    plan_.edits.push_back(
        {Edit::Kind::copy, origin.source + ":" + origin.path, join_path(to, file), blob, std::nullopt});
    plan_.edits.back().origin = std::move(origin);
  }

  // What an earlier copy, or a merge in progress, has put into the target's worktree without a commit is shared by now.
  void take_uncommitted_shared(const Source& source, const Project& project, const std::string& name, Place& place) {
    const auto* standing = place.project && place.project->folder ? place.project->folder->find(name) : nullptr;
    const auto* theirs = project.folder->find(name);
    if (!standing || !theirs || standing->tracking == Tracking::committed) return;
    if (same_to_git(*standing, *theirs))
      already(place, name);
    else
      collide(fmt::format("{} stands uncommitted in {} with other content than in {}", join_path(place.dir, name),
                          target_.name, source.name));
  }

  void take_lock_file(const Source& source, const Project& project, Place& place) {
    bool changed = changes_lock_file(workspace_, project) && place.project->folder->lock_file;
    if ((place.locked && !changed) || !project.folder->lock_file) return;
    if (changed && !place.changed.insert("migration_lock.toml").second) return;
    place.locked = true;
    const auto& bytes = *project.folder->lock_file;
    const std::string name = "migration_lock.toml";
    SourceFile origin{source.name, join_path(project.migrations_dir, name)};
    Edit edit{changed ? Edit::Kind::write : Edit::Kind::copy, origin.source + ":" + origin.path,
              join_path(place.dir, name), git_blob_id(bytes), bytes};
    edit.origin = std::move(origin);
    if (changed) edit.replaces = git_blob_id(*place.project->folder->lock_file);
    plan_.edits.push_back(std::move(edit));
    use(place);
  }

  const Workspace& workspace_;
  const Source& target_;
  MergePlan& plan_;
  std::map<std::string, Place> places_;
};

}  // namespace

MergePlan plan_merge(const Workspace& workspace, const Sequence& sequence, const std::vector<std::string>& names,
                     bool merge_driver, bool forced) {
  if (workspace.target.worktree.empty())
    throw Error(fmt::format("{} is checked out nowhere, and a merge writes into its worktree", workspace.target.branch),
                workspace.common_dir,
                fmt::format("git worktree add ../{0} {0}", text::shell_word(workspace.target.branch)));
  auto sources = in_sequence(workspace, sequence, names);
  MergePlan plan;
  plan.root = workspace.target.worktree;
  Destinations destinations(workspace, plan);
  for (const auto* source : sources) {
    plan.sources.push_back(source->name);
    for (const auto& project : source->projects) destinations.take(*source, project);
  }
  if (workspace.target.merging.empty())
    merge_schemas(workspace, sources, merge_driver, plan);
  else
    plan.schema_notes = schema_notes(workspace, plan, sources, merge_driver);
  if (plan.schema_conflicts.empty()) plan.next = next_commands(workspace, plan, sources, forced);
  auto notes = notes_for(workspace, sequence, plan, sources);
  plan.notes.insert(plan.notes.end(), notes.begin(), notes.end());
  return plan;
}

}  // namespace tributary
