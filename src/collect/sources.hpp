#pragma once
#include <string>
#include <vector>

#include "collect/graph.hpp"
#include "collect/repository.hpp"

namespace tributary {

/// Adds a Source for each ref that `globs` select and that tells something new: not contained in the target, not the
/// upstream or an ancestor of another source, not the branch of a worktree. Fills refs_contained, Source::folded,
/// Source::contains and Source::merge_base. `sources` holds the target's source first, then the worktrees.
/// `must_match`: throws Error for a glob that selects nothing, with the nearest names. Without globs the branches that
/// are no source are counted (branches_left_out).
void add_refs(const Repository& repository, const std::vector<std::string>& globs, bool must_match,
              Workspace& workspace);

/// Makes names unique: branch's short name, else the worktree's name, else the ref. `sources` as after add_refs.
void name_sources(std::vector<Source>& sources);

/// Target first (the first element stays), worktrees before refs, then by name.
void sort_sources(std::vector<Source>& sources);

}  // namespace tributary
