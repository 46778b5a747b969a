#include "plan/next.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "plan/reasons.hpp"

namespace tributary::plan {
namespace {

std::string git_in(const std::string& folder) {
  return "git -C " + text::shell_word(folder);
}

std::string words(const std::vector<std::string>& paths) {
  std::vector<std::string> quoted;
  for (const auto& path : paths) quoted.push_back(text::shell_word(path));
  return text::join(quoted, " ");
}

std::string add_and_commit(const std::string& folder, const std::vector<std::string>& paths,
                           const std::string& message) {
  return fmt::format("{0} add -- {1} && {0} commit -m {2}", git_in(folder), words(paths), text::shell_word(message));
}

bool in_progress(const Workspace& workspace, const Source& source) {
  const auto& heads = workspace.target.merging;
  return !source.commit.empty() && std::find(heads.begin(), heads.end(), source.commit) != heads.end();
}

// Of what the source's commit does not hold as it is taken here git would merge other bytes, or none.

std::vector<std::string> uncommitted_schemas(const Source& source) {
  std::vector<std::string> out;
  for (const auto& project : source.projects)
    if (!source.path.empty())
      out.insert(out.end(), project.uncommitted_schema.begin(), project.uncommitted_schema.end());
  return out;
}

std::vector<std::string> uncommitted_folders(const Source& source, const MergePlan& plan) {
  std::vector<std::string> out;
  for (const auto& project : source.projects) {
    if (!project.folder || source.path.empty()) continue;
    for (const auto& migration : project.folder->migrations) {
      bool copied = std::find(project.own.begin(), project.own.end(), migration.name) != project.own.end();
      for (const auto& path : plan.already_there) copied = copied || file_name(path) == migration.name;
      if (copied && migration.tracking != Tracking::committed)
        out.push_back(join_path(project.migrations_dir, migration.name));
    }
  }
  return out;
}

std::vector<std::string> names_of(const std::vector<const Source*>& sources) {
  std::vector<std::string> names;
  for (const auto* source : sources) names.push_back(source->name);
  return names;
}

bool contained_already(const Source& source) {
  return source.commit.empty() || source.merge_base == source.commit;
}

// Where git would merge a schema by line, the driver is set for one command; or, where that would be refused, what is
// committed here is taken instead, whether git stops there or believes that it need not. MERGE_HEAD: nothing is done
// where git refuses to merge at all.
std::string merge_command(const MergePlan& plan, const Source& source, const std::string& word, bool forced) {
  auto git = git_in(plan.root);
  auto kept = plan.schemas_merged.find(source.name);
  if (kept == plan.schemas_merged.end()) return fmt::format("{} merge {}", git, text::shell_word(word));
  if (!forced) return "tributary merge --commit " + text::shell_word(source.name);
  return fmt::format(
      "{0} merge --no-commit --no-ff {1}; {0} rev-parse -q --verify MERGE_HEAD && {0} restore --source=HEAD --staged "
      "--worktree -- {2} && {0} commit --no-edit",
      git, text::shell_word(word), words(kept->second));
}

// Git brings a branch's migrations to where the branch has its project; where the target has moved that, their copies
// at the new place are what Prisma reads.
std::string remove_left_behind(const Workspace& workspace, const MergePlan& plan, const Source& source) {
  std::vector<std::string> left;
  for (const auto& project : source.projects)
    for (const auto& target : workspace.target_source().projects)
      if (target.path == project.target_path && target.migrations_dir != project.migrations_dir)
        for (const auto& name : project.own) left.push_back(join_path(project.migrations_dir, name));
  if (left.empty()) return {};
  return fmt::format("{0} rm -r -q -- {1} && {0} commit -m {2}", git_in(plan.root), words(left),
                     text::shell_word("Remove what was merged to the old place of its project"));
}

}  // namespace

std::string merge_word(const Source& source) {
  for (const std::string prefix : {"refs/heads/", "refs/remotes/", "refs/tags/"})
    if (source.ref.compare(0, prefix.size(), prefix) == 0) return source.ref.substr(prefix.size());
  return source.ref.empty() ? source.commit : source.ref;
}

std::vector<std::string> next_commands(const Workspace& workspace, const MergePlan& plan,
                                       const std::vector<const Source*>& sources, bool forced) {
  std::vector<std::string> next;
  std::set<const Source*> fresh;  // whose commit does not exist yet
  for (const auto* source : sources) {
    auto paths = uncommitted_folders(*source, plan), schemas = uncommitted_schemas(*source);
    const char* message = paths.empty() ? "Change the schema" : paths.size() == 1 ? "Add migration" : "Add migrations";
    paths.insert(paths.end(), schemas.begin(), schemas.end());
    if (paths.empty()) continue;
    next.push_back(add_and_commit(source->path, paths, message));
    fresh.insert(source);
  }
  auto paths = plan.migrations_dirs;
  paths.insert(paths.end(), plan.schema_files.begin(), plan.schema_files.end());
  bool copies = !plan.edits.empty() || !plan.already_there.empty();
  bool merging = !workspace.target.merging.empty();
  if (merging) {
    auto commit = git_in(plan.root) + " commit --no-edit";
    next.push_back(copies ? fmt::format("{} add -- {} && {}", git_in(plan.root), words(paths), commit) : commit);
  } else if (copies) {
    next.push_back(add_and_commit(plan.root, paths,
                                  (plan.migrations_dirs.empty() ? "Merge the schema of " : "Add migrations of ") +
                                      some_of(names_of(sources), 9)));
  }
  for (const auto* source : sources) {
    // A merge in progress carries the commit it was begun with, not what is committed to the source now.
    if (fresh.count(source) || (!in_progress(workspace, *source) && !contained_already(*source)))
      if (auto word = merge_word(*source); !word.empty()) {
        next.push_back(merge_command(plan, *source, word, forced));
        if (auto removal = remove_left_behind(workspace, plan, *source); !removal.empty())
          next.push_back(std::move(removal));
      }
  }
  return next;
}

namespace {

bool waits_for_commit(const Source& source) {
  if (!uncommitted_schemas(source).empty()) return true;
  for (const auto& project : source.projects)
    if (project.folder)
      for (const auto& migration : project.folder->migrations)
        if (migration.tracking != Tracking::committed) return true;
  return false;
}

}  // namespace

bool git_does_it_all(const Workspace& workspace, const MergePlan& plan, bool copied_before) {
  bool others_wait = !plan.already_there.empty() || waits_for_commit(workspace.target_source());
  if (plan.edits.empty() ? !copied_before : others_wait) return false;
  if (!workspace.target.merging.empty()) return false;
  return std::all_of(plan.sources.begin(), plan.sources.end(), [&](const std::string& name) {
    const auto& source = *workspace.find(name);
    return !contained_already(source) && !merge_word(source).empty() && uncommitted_schemas(source).empty() &&
           uncommitted_folders(source, plan).empty() && remove_left_behind(workspace, plan, source).empty();
  });
}

std::vector<std::string> notes_for(const Workspace& workspace, const Sequence& sequence, const MergePlan& plan,
                                   const std::vector<const Source*>& sources) {
  std::vector<std::string> notes;
  auto names = names_of(sources);
  const auto& merging = workspace.target.merging;
  bool ours = std::any_of(sources.begin(), sources.end(),
                          [&](const Source* source) { return in_progress(workspace, *source); });
  if (!merging.empty() && !ours)
    notes.push_back(
        fmt::format("A merge of {} is in progress in {}, which is none of these sources: the commit completes it too. "
                    "To keep them apart, complete it first: {} commit --no-edit",
                    merging[0].substr(0, 12), plan.root, git_in(plan.root)));
  for (const auto& circle : sequence.together) {
    std::vector<std::string> left_out;
    for (const auto& name : circle)
      if (std::find(names.begin(), names.end(), name) == names.end()) left_out.push_back(name);
    if (!left_out.empty() && left_out.size() < circle.size())
      notes.push_back(fmt::format("{} need each other: merge {} too.", some_of(circle), some_of(left_out)));
  }
  for (const auto* source : sources) {
    for (const auto& project : source->projects)
      for (const auto& name : project.deleted_on_disk)
        if (std::find(project.own.begin(), project.own.end(), name) == project.own.end() &&
            std::find(project.stale.begin(), project.stale.end(), name) == project.stale.end())
          notes.push_back(fmt::format("{} has deleted {} on disk but not in its commit: `git merge` still brings it.",
                                      source->name, name));
    if (source->commit.empty())
      notes.push_back(fmt::format("{} has no commit yet: git has nothing to merge.", source->name));
  }
  return notes;
}

}  // namespace tributary::plan
