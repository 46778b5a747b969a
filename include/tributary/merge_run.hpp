#pragma once
// What `merge --commit` has begun and not ended, on disk while it runs: a killed run's is taken back by the next. And
// what it has made, for undo. src/copy implements it.
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tributary {

/// Where a merge stands that git has begun and nobody has committed.
struct MergeBegun {
  std::string source;     ///< its name, for people
  std::string root;       ///< the worktree it is made in
  std::string head;       ///< what is merged into, 40 hex
  std::string incoming;   ///< what is merged, 40 hex; "" = nothing is begun, there is only the scratch folder
  std::string scratch;    ///< our temporary folder, perhaps with a worktree in it
  std::string tree = {};  ///< what git's index holds once it has merged, 40 hex; "" = not known, or it conflicts
  bool operator==(const MergeBegun&) const = default;
};

/// What a run of `merge --commit` has made of a branch.
struct MergeMade {
  std::string branch;                ///< its full ref
  std::string before, after;         ///< where it stood and stands, 40 hex
  std::vector<std::string> sources;  ///< their names, for people
  std::string behind;                ///< JournalEntry::id of the newest run by copy that stood then; "" = none
  bool operator==(const MergeMade&) const = default;
};

/// Holds the repository's lock while it lives. Throws Error where another process has it.
class MergeRun {
 public:
  explicit MergeRun(const std::string& common_dir);
  ~MergeRun();
  MergeRun(const MergeRun&) = delete;
  MergeRun& operator=(const MergeRun&) = delete;

  /// By a run that did not come to its end. Throws Error where nothing proves that it was ours, or where it speaks of
  /// places outside of this repository.
  std::optional<MergeBegun> left() const;
  void begin(const MergeBegun& merge);  ///< on disk when it returns; replaces what stood there
  void end();                           ///< nothing is left to take back

  void made(const MergeMade& merge);  ///< in place of an earlier one of the same branch from the same commit on
  void forget(const MergeMade& merge);

 private:
  struct Held;
  std::unique_ptr<Held> held_;
};

/// Oldest first, whatever has become of them since. Throws Error where nothing proves that the file is ours.
std::vector<MergeMade> merges_made(const std::string& common_dir);

}  // namespace tributary
