#pragma once
// Where a program such as husky makes git's hooks anew from files of its own, the guard stands in those: tracked, so
// that every clone has it. src/copy implements it.
#include <optional>
#include <string>
#include <vector>

#include "tributary/hooks.hpp"

namespace tributary {

enum class HookManager { husky, husky_8, lefthook, pre_commit, simple_git_hooks };
const char* manager_name(HookManager manager);  ///< "husky 9", "lefthook"…

/// A tracked file as it is to be; the lines of ours in it, for people.
struct ManagedFile {
  std::string path;  ///< from the worktree's root
  std::string bytes;
  std::string shown;
  bool executable = false;
  bool removed = false;  ///< nothing but ours stood in it
  bool operator==(const ManagedFile&) const = default;
};

struct ManagedHooks {
  HookManager manager = HookManager::husky;
  std::vector<ManagedFile> files;      ///< that change; empty = all is as it should be
  std::vector<std::string> unguarded;  ///< sentences: what this manager has no event for
  std::string install_step;            ///< what each clone runs, as its developers do already: "npm install"
  bool operator==(const ManagedHooks&) const = default;
};

/// The manager that makes the hooks of `worktree` (its root); nullopt: git's own folder is used.
std::optional<HookManager> find_hook_manager(const std::string& worktree, const HookFolder& folder);

/// Throws Error where a file is written in a way that no line can be added to safely.
ManagedHooks plan_managed_install(const std::string& worktree, HookManager manager);
ManagedHooks plan_managed_uninstall(const std::string& worktree, HookManager manager);
void apply_managed(const std::string& worktree, const std::vector<ManagedFile>& files);

}  // namespace tributary
