#pragma once
// Moves between a worktree and the stage, done, undone, and checked against what they left.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "copy/journal.hpp"

namespace tributary::copy {

/// The stage lies on another file system after all (bind mounts look alike): try the next place.
struct OtherFileSystem {};

/// The two folders that a record's moves are between.
struct Site {
  Tree root, stage;
  Site(const std::string& root_path, const std::string& stage_path) : root(root_path), stage(stage_path) {}
  const Tree& of(const Move::End& end) const { return end.staged ? stage : root; }
};

/// Does what is not done yet; throws Error where something stands in the way, OtherFileSystem.
void go_forward(const Record& record, const Site& site);
/// Where a file that was exchanged for another waits in the other's slot, moves it on. Before moves_done is asked.
void finish_exchanges(const Record& record, const Site& site);
/// Where a move stands half done, as a second link or an empty folder, takes it back to not done.
void settle_half(const Record& record, const Site& site);
/// Takes back what is done, last move first.
void go_back(const Record& record, const Site& site);
/// Flushes every folder that a move changed.
void flush(const Record& record, const Site& site);
/// How many moves, from the first on, are done: the number that fits best to what stands where. One place alone does
/// not tell, as names can be swapped through the stage and users may have removed or put something meanwhile.
std::size_t moves_done(const Record& record, const Site& site);

/// What the first `count` moves leave in the worktree: files with their blobs, paths that are gone, folders put there.
struct Outcome {
  std::map<std::string, std::string> files;
  std::set<std::string> gone;
  std::set<std::string> folders;
};
void add_outcome(const Record& record, std::size_t count, Outcome& outcome);
/// A phrase per file that is not as the moves left it ("prisma/…/migration.sql has changed"); empty: all are.
std::vector<std::string> changed_since(const Outcome& outcome, const Tree& root);

}  // namespace tributary::copy
