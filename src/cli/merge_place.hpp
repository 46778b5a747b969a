#pragma once
// Where `merge --commit` makes its merges.
#include <string>
#include <vector>

#include "base/process.hpp"
#include "tributary/merge_run.hpp"
#include "tributary/workspace.hpp"

namespace tributary::cli {

/// The full object id behind `name`; "" = there is none.
std::string rev(const std::string& folder, const std::string& name);

/// The target's worktree; where it is checked out nowhere a temporary one at its commit, gone with this. Throws Error
/// where the target is no local branch.
class MergePlace {
 public:
  MergePlace(const Target& target, const std::string& common_dir, MergeRun& run);
  ~MergePlace();
  MergePlace(const MergePlace&) = delete;
  MergePlace& operator=(const MergePlace&) = delete;

  const std::string& root() const { return root_; }
  const std::string& scratch() const { return scratch_; }
  bool temporary() const { return temporary_; }
  /// Settings (`-c …`) that let one git command merge schemas by declaration, installed or not. A repository's own
  /// .gitattributes and info/attributes still win.
  std::vector<std::string> driver_settings() const;
  /// Moves the branch to what was made in a temporary worktree. Throws Error where it has moved meanwhile.
  void publish() const;

 private:
  const Target& target_;
  std::string common_dir_, scratch_, root_;
  bool temporary_ = false;
};

/// Takes back what a killed `merge --commit` has begun, unless somebody has gone on with it. A sentence; "" = nothing.
std::string take_back_killed_merge(MergeRun& run, const std::string& common_dir);
/// The same for commands that only write sometimes: nothing is made or locked where nothing was left.
std::string take_back_killed_merge(const std::string& common_dir);

}  // namespace tributary::cli
