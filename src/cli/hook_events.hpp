#pragma once
// What git tells a hook, as merges to be judged.
#include <map>
#include <string>
#include <vector>

#include "tributary/collect.hpp"

namespace tributary::cli {

/// How git called us: the hook's name, its arguments, its standard input, the environment and folder it ran us in.
struct HookCall {
  std::string hook;
  std::vector<std::string> arguments;
  std::string input;
  std::map<std::string, std::string> environment;
  std::string folder;  ///< of the worktree; "." = the current one
  bool operator==(const HookCall&) const = default;
};

/// The commits that `git merge` or `git pull` is merging: GITHEAD_<commit>=<what the user typed>.
std::vector<Incoming> incoming_of(const std::map<std::string, std::string>& environment);

/// The merges into `target` (a branch's short name) that this call is about; empty = nothing of ours happens here.
/// Throws Error where git cannot be asked.
std::vector<MergeInProgress> merges_of(const HookCall& call, const std::string& target);

/// Whether a person has resolved git's conflict in a *.prisma file of the merge that pre-commit is about.
bool schema_conflict_resolved(const HookCall& call);

}  // namespace tributary::cli
