#include "tributary/hooks.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/digest.hpp"
#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "copy/hook_stubs.hpp"
#include "copy/replace_file.hpp"
#include "tributary/error.hpp"

namespace tributary {
namespace {

constexpr std::string_view before_suffix = ".before-tributary";

std::string previous_of(const std::string& hook) {
  return hook + std::string(before_suffix);
}

bool same_file(const std::string& one, const std::string& other) {
  struct stat a {
  }, b{};
  return ::lstat(one.c_str(), &a) == 0 && ::lstat(other.c_str(), &b) == 0 && a.st_dev == b.st_dev &&
         a.st_ino == b.st_ino;
}

enum class Stands { nothing, our_stub, edited_stub, foreign };

Stands what_stands(const std::string& hook) {
  if (kind_of(hook) == FileKind::absent) return Stands::nothing;
  auto read = read_file(hook);
  return !read.bytes || !is_stub(*read.bytes) ? Stands::foreign
         : is_unedited_stub(*read.bytes)      ? Stands::our_stub
                                              : Stands::edited_stub;
}

[[noreturn]] void edited(const std::string& hook) {
  throw Error("this hook was installed by tributary and edited since", hook,
              "move your lines to " + previous_of(hook) +
                  " (it is called first), remove the hook, then run `tributary hook install` again");
}

std::string configured_hooks_scope(const std::string& worktree, std::string* value) {
  auto asked = run_git_as_configured(worktree, {"config", "--show-scope", "--get", "core.hooksPath"});
  if (asked.status != 0) return {};
  auto line = text::trim(asked.out);
  auto tab = line.find('\t');
  *value = tab == line.npos ? std::string() : line.substr(tab + 1);
  return line.substr(0, tab);
}

std::string uninstaller_of(const std::string& common_dir) {
  return join_path(common_dir, "tributary/uninstall-hooks");
}

}  // namespace

const std::vector<std::string>& guarded_hooks() {
  static const std::vector<std::string> names = {"reference-transaction", "pre-merge-commit", "pre-commit", "pre-push"};
  return names;
}

HookFolder find_hook_folder(const std::string& worktree) {
  HookFolder folder;
  auto asked = run_git_as_configured(worktree, {"rev-parse", "--path-format=absolute", "--git-path", "hooks"});
  if (asked.status != 0) throw Error("git does not say where its hooks are: " + text::trim(asked.err), worktree, {});
  folder.path = text::trim(asked.out);
  std::string value;
  auto scope = configured_hooks_scope(worktree, &value);
  if (scope.empty()) return folder;
  auto refuse = [&](const std::string& because) { folder.writable_by_us = false, folder.because = because; };
  auto top = text::trim(run_git_as_configured(worktree, {"rev-parse", "--show-toplevel"}).out);
  bool in_worktree = !top.empty() && (folder.path + "/").starts_with(top + "/");
  if (scope != "local" && scope != "worktree")
    refuse("core.hooksPath is set in git's " + scope + " configuration, so this folder serves other repositories too");
  else if (in_worktree && !text::trim(run_git(worktree, {"ls-files", "--", folder.path}).out).empty())
    refuse("core.hooksPath points at " + value + ", which is tracked in the repository");
  else if (in_worktree && !value.starts_with("/"))
    refuse("core.hooksPath is " + value + ", a folder of each worktree's own that a tool such as husky makes anew");
  return folder;
}

std::vector<HookChange> plan_hook_install(const HookFolder& folder, const std::string& common_dir,
                                          const std::string& binary) {
  std::vector<HookChange> changes;
  for (const auto& name : guarded_hooks()) {
    auto hook = join_path(folder.path, name);
    auto stub = hook_stub(name, binary);
    auto stands = what_stands(hook);
    if (stands == Stands::edited_stub) edited(hook);
    if (stands == Stands::foreign) {
      bool kept = same_file(hook, previous_of(hook));  // by an install that was killed right behind it
      if (!kept && kind_of(previous_of(hook)) != FileKind::absent)
        throw Error("both a hook of yours and one set aside earlier stand here", hook,
                    "make one of " + file_name(hook) + " and " + file_name(previous_of(hook)) +
                        ", then run `tributary hook install` again");
      if (!kept) changes.push_back({HookChange::Kind::keep, hook, previous_of(hook), {}});
    }
    if (stands != Stands::our_stub || read_file(hook).bytes != stub)
      changes.push_back({HookChange::Kind::write, {}, hook, stub});
  }
  auto uninstaller = uninstaller_script(folder.path, guarded_hooks());
  if (read_file(uninstaller_of(common_dir)).bytes != uninstaller)
    changes.push_back({HookChange::Kind::write, {}, uninstaller_of(common_dir), uninstaller});
  return changes;
}

std::vector<HookChange> plan_hook_uninstall(const HookFolder& folder, const std::string& common_dir) {
  std::vector<HookChange> changes;
  for (const auto& name : guarded_hooks()) {
    auto hook = join_path(folder.path, name);
    auto stands = what_stands(hook);
    if (stands == Stands::edited_stub) edited(hook);
    bool kept = kind_of(previous_of(hook)) != FileKind::absent;
    if (kept && (stands == Stands::our_stub || stands == Stands::nothing))
      changes.push_back({HookChange::Kind::move, previous_of(hook), hook, {}});
    else if (kept && same_file(hook, previous_of(hook)))
      changes.push_back({HookChange::Kind::remove, {}, previous_of(hook), {}});
    else if (stands == Stands::our_stub)
      changes.push_back({HookChange::Kind::remove, {}, hook, {}});
  }
  if (kind_of(uninstaller_of(common_dir)) != FileKind::absent)
    changes.push_back({HookChange::Kind::remove, {}, uninstaller_of(common_dir), {}});
  return changes;
}

void apply_hook_changes(const std::vector<HookChange>& changes) {
  for (const auto& change : changes) {
    make_folders(parent_path(change.to));
    if (change.kind == HookChange::Kind::write) {
      replace_file(change.to, change.bytes, 0755);
    } else if (change.kind == HookChange::Kind::keep) {
      if (::link(change.from.c_str(), change.to.c_str()) != 0)
        throw Error(std::string("cannot keep the hook under a second name: ") + std::strerror(errno), change.from,
                    "nothing of yours was replaced; check the folder's permissions");
    } else if (change.kind == HookChange::Kind::move) {
      if (::rename(change.from.c_str(), change.to.c_str()) != 0)
        throw Error(std::string("cannot move the hook: ") + std::strerror(errno), change.from,
                    "nothing of yours was replaced; check the folder's permissions");
    } else if (::unlink(change.to.c_str()) != 0 && errno != ENOENT) {
      throw Error(std::string("cannot remove the hook: ") + std::strerror(errno), change.to, {});
    }
  }
}

}  // namespace tributary
