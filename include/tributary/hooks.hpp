#pragma once
// Installs and removes the guard of merges to the target: small shell stubs in git's hooks folder. src/copy implements
// it.
#include <string>
#include <vector>

namespace tributary {

/// Where git looks for hooks from one worktree (`git rev-parse --git-path hooks`), and whether it is ours to write to.
struct HookFolder {
  std::string path;            ///< absolute; need not exist
  bool writable_by_us = true;  ///< false: global, tracked, or made anew by another tool; `because` says which
  std::string because;
  bool operator==(const HookFolder&) const = default;
};
HookFolder find_hook_folder(const std::string& worktree);

/// The hooks tributary guards with: reference-transaction (fast-forward and squash, before anything moves),
/// pre-merge-commit (true merges), pre-commit (a merge committed by hand), pre-push (what no local hook sees).
const std::vector<std::string>& guarded_hooks();

/// One change to the hooks folder, as a sentence for people; nothing is done yet.
struct HookChange {
  /// keep: give `from` its second name `to`, before the write that follows replaces `from`. move: rename over our stub.
  enum class Kind { write, keep, move, remove };
  Kind kind = Kind::write;
  std::string from, to;  ///< absolute paths; `from` only for keep and move
  std::string bytes;     ///< for write
  bool operator==(const HookChange&) const = default;
};

/// Stubs that call `binary` (absolute path, else PATH). A hook that stands there already is moved to
/// NAME.before-tributary and called first with the same arguments and input. Installing twice changes nothing.
/// Throws Error where one of our stubs was edited by hand, or where both a foreign hook and a NAME.before-tributary
/// stand.
std::vector<HookChange> plan_hook_install(const HookFolder& folder, const std::string& common_dir,
                                          const std::string& binary);
/// The way back; empty where nothing is installed. Throws Error where a stub was edited by hand.
std::vector<HookChange> plan_hook_uninstall(const HookFolder& folder, const std::string& common_dir);
/// Executes either plan in order; each file is written beside its place and renamed into it, so that wherever it is
/// killed a hook of the user's is still called, and the same plan made again goes on from there.
void apply_hook_changes(const std::vector<HookChange>& changes);

/// The lines to paste into a hooks folder that we do not touch, for each guarded hook.
std::string hook_snippet(const std::string& binary);

/// What `hook` says of what it does.
struct HookAnswer {
  std::string verb;                ///< install, uninstall or run
  int exit = 0;                    ///< 1: the hooks folder is not ours, or the merge is refused
  bool done = false;               ///< false: only told (--dry-run, or nobody agreed)
  std::vector<std::string> steps;  ///< sentences; empty = all is as it should be
  std::string paste;               ///< lines for a hooks folder that we do not touch; "" = it is ours
  bool operator==(const HookAnswer&) const = default;
};
std::string render_hook(const HookAnswer& answer, const std::string& version);

}  // namespace tributary
