#include "tributary/managed_hooks.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "copy/managed_text.hpp"
#include "copy/replace_file.hpp"
#include "tributary/error.hpp"

namespace tributary {
namespace {

using namespace copy;

const std::vector<std::string> managed_events = {"pre-merge-commit", "pre-commit", "pre-push"};
constexpr const char* lefthook_own = "tributary.lefthook.yml";

// What stands there and cannot be read is not nothing: it would be replaced.
std::string bytes_of(const std::string& worktree, const std::string& file) {
  auto path = join_path(worktree, file);
  if (kind_of(path) == FileKind::absent) return {};
  auto read = read_file(path);
  if (!read.bytes) throw Error("cannot read a hook manager's file: " + read.problem, path);
  return *read.bytes;
}

// For what is only looked at to find the manager.
std::string package_of(const std::string& worktree) {
  return read_file(join_path(worktree, "package.json")).bytes.value_or("");
}

// A link is written behind. One that leaves the worktree is not the project's, whoever committed it.
std::string written_path(const std::string& worktree, const std::string& file) {
  auto path = join_path(worktree, file), standing = path;
  while (kind_of(standing) == FileKind::absent) standing = parent_path(standing);
  auto root = real_path(worktree), there = real_path(standing);
  if (there != root && !there.starts_with(root + "/"))
    throw Error("a hook manager's file is reached through a link that leaves the worktree", path,
                "write the hook by hand, or put a file there");
  return there + path.substr(standing.size());
}

bool stands(const std::string& worktree, const std::string& file) {
  return kind_of(join_path(worktree, file)) == FileKind::file;
}

std::string first_standing(const std::string& worktree, const std::vector<std::string>& files) {
  for (const auto& file : files)
    if (stands(worktree, file)) return file;
  return {};
}

std::string lefthook_config(const std::string& worktree) {
  return first_standing(worktree, {"lefthook.yml", "lefthook.yaml", ".lefthook.yml", ".lefthook.yaml",
                                   ".config/lefthook.yml", ".config/lefthook.yaml"});
}

std::string pre_commit_config(const std::string& worktree) {
  return first_standing(worktree, {".pre-commit-config.yaml"});
}

std::string simple_config(const std::string& worktree) {
  if (stands(worktree, ".simple-git-hooks.json")) return ".simple-git-hooks.json";
  return has_simple_hooks(package_of(worktree)) ? "package.json" : std::string();
}

// "husky": "^9.1.7"; 0 = not named.
int husky_major(const std::string& worktree) {
  auto text = package_of(worktree);
  auto at = text.find("\"husky\"");
  auto digit = at == text.npos ? at : text.find_first_of("0123456789", at);
  return digit == text.npos ? 0 : std::atoi(text.c_str() + digit);
}

// The tracked folder of husky's hooks, from the root; "" = none.
std::string husky_folder(const std::string& worktree, const std::string& hooks) {
  auto root = worktree + "/";
  auto folder = (hooks + "/").starts_with(root) ? hooks.substr(root.size()) : std::string();
  if (folder.ends_with("/_")) folder = folder.substr(0, folder.size() - 2);
  if (file_name(folder) == ".husky") return folder;
  return kind_of(join_path(worktree, ".husky")) == FileKind::folder && husky_major(worktree) > 0 ? ".husky" : "";
}

std::string husky_folder(const std::string& worktree) {
  return husky_folder(worktree, find_hook_folder(worktree).path);
}

ManagedHooks husky_hooks(const std::string& worktree, HookManager manager, bool install) {
  ManagedHooks out{manager, {}, {}, "npm install"};
  auto events = managed_events;
  if (manager == HookManager::husky_8) events.insert(events.begin(), "reference-transaction");
  for (const auto& event : events) {
    auto file = join_path(husky_folder(worktree), event);
    auto before = bytes_of(worktree, file);
    auto bare = without_block(before, event);
    auto after = install ? with_block(bare, event) : bare;
    if (after == before) continue;
    bool empty = text::trim(bare).empty() || text::trim(bare) == "#!/usr/bin/env sh";
    out.files.push_back({file, after, guard_lines(event), true, !install && empty});
  }
  if (manager == HookManager::husky)
    out.unguarded = {
        "fast-forward and squash merges: husky 9 has no dispatcher for "
        "reference-transaction; pre-push catches them"};
  return out;
}

ManagedHooks lefthook_hooks(const std::string& worktree, bool install) {
  ManagedHooks out{HookManager::lefthook, {}, {}, "lefthook install"};
  auto config = lefthook_config(worktree);
  auto before = bytes_of(worktree, config);
  auto own = join_path(parent_path(config) == "." ? "" : parent_path(config), lefthook_own);
  auto wanted = lefthook_text(managed_events);
  if (install && bytes_of(worktree, own) != wanted) out.files.push_back({own, wanted, wanted});
  if (!install && stands(worktree, own)) out.files.push_back({own, "", "", false, true});
  auto after = install ? extended_by(before, lefthook_own) : no_longer_extended_by(before, lefthook_own);
  if (after != before) out.files.push_back({config, after, "extends:\n  - " + std::string(lefthook_own) + "\n"});
  out.unguarded = {"fast-forward and squash merges before they move main: pre-push catches them"};
  return out;
}

ManagedHooks pre_commit_hooks(const std::string& worktree, bool install) {
  ManagedHooks out{HookManager::pre_commit, {}, {}, "pre-commit install"};
  auto config = pre_commit_config(worktree);
  auto before = bytes_of(worktree, config);
  auto bare = without_pre_commit_block(before);
  auto after = install ? with_pre_commit_block(bare, managed_events) : bare;
  if (after != before) out.files.push_back({config, after, pre_commit_text(managed_events, "  ")});
  out.unguarded = {"fast-forward and squash merges before they move main: pre-push catches them"};
  return out;
}

ManagedHooks simple_hooks(const std::string& worktree, bool install) {
  ManagedHooks out{HookManager::simple_git_hooks, {}, {}, "npx simple-git-hooks"};
  auto config = simple_config(worktree);
  auto before = bytes_of(worktree, config), after = before, shown = std::string();
  for (const auto& event : managed_events) {
    after = install ? with_simple_hook(after, event) : without_simple_hook(after, event);
    shown += "# " + event + "\n" + guard_line(event) + "\n";
  }
  if (after != before) out.files.push_back({config, after, shown});
  out.unguarded = {"fast-forward and squash merges before they move main: pre-push catches them"};
  return out;
}

ManagedHooks planned(const std::string& worktree, HookManager manager, bool install) {
  switch (manager) {
    case HookManager::husky:
    case HookManager::husky_8:
      return husky_hooks(worktree, manager, install);
    case HookManager::lefthook:
      return lefthook_hooks(worktree, install);
    case HookManager::pre_commit:
      return pre_commit_hooks(worktree, install);
    case HookManager::simple_git_hooks:
      return simple_hooks(worktree, install);
  }
  return {};
}

}  // namespace

const char* manager_name(HookManager manager) {
  switch (manager) {
    case HookManager::husky:
      return "husky 9";
    case HookManager::husky_8:
      return "husky 8";
    case HookManager::lefthook:
      return "lefthook";
    case HookManager::pre_commit:
      return "pre-commit";
    case HookManager::simple_git_hooks:
      return "simple-git-hooks";
  }
  return "";
}

std::optional<HookManager> find_hook_manager(const std::string& worktree, const HookFolder& folder) {
  if (worktree.empty()) return std::nullopt;
  if (!husky_folder(worktree, folder.path).empty()) {
    bool dispatched = folder.path.ends_with("/_") || (file_name(folder.path) != ".husky" && husky_major(worktree) >= 9);
    return dispatched ? HookManager::husky : HookManager::husky_8;
  }
  if (!folder.writable_by_us) return std::nullopt;  // a folder of the user's own choice
  if (!lefthook_config(worktree).empty()) return HookManager::lefthook;
  if (!pre_commit_config(worktree).empty()) return HookManager::pre_commit;
  if (!simple_config(worktree).empty()) return HookManager::simple_git_hooks;
  return std::nullopt;
}

ManagedHooks plan_managed_install(const std::string& worktree, HookManager manager) {
  return planned(worktree, manager, true);
}

ManagedHooks plan_managed_uninstall(const std::string& worktree, HookManager manager) {
  return planned(worktree, manager, false);
}

void apply_managed(const std::string& worktree, const std::vector<ManagedFile>& files) {
  for (const auto& file : files) {
    auto path = written_path(worktree, file.path);
    bool is_link = kind_of(join_path(worktree, file.path)) == FileKind::link;
    if (file.removed && !is_link) {
      if (::unlink(path.c_str()) != 0 && errno != ENOENT)
        throw Error(fmt::format("cannot remove the hook manager's file: {}", std::strerror(errno)), path,
                    "check the permissions of its folder");
    } else if (kind_of(path) == FileKind::absent) {
      replace_file(path, file.bytes, file.executable ? 0755 : 0644);
    } else if (auto problem = rewrite_file(path, file.bytes)) {
      throw Error(fmt::format("cannot write the hook manager's file (error {})", problem), path,
                  "check its permissions; what was written before it is named by git status");
    }
  }
}

}  // namespace tributary
