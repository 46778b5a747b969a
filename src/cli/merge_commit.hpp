#pragma once
#include <string>
#include <vector>

#include "cli/command.hpp"

namespace tributary::cli {

/// True merges, one `git merge --no-ff` per source in the sequence's order, in the target's worktree or, where it is
/// checked out nowhere, in a temporary one whose result moves the ref at the end (compare-and-swap). Each is judged as
/// the hook judges it before it is committed; the first that is refused is aborted and ends the run (exit 1). Where git
/// stops at conflicts, the merge is left to a person, merge_continue and merge_abort.
int merge_commit(const Session& session, const std::vector<std::string>& sources, bool dry_run, bool yes);
int merge_continue(const Session& session);  ///< judges and commits the merge that waits in the target's worktree
int merge_abort(const Session& session);     ///< takes it back

}  // namespace tributary::cli
