#pragma once
// What `merge --commit` has made: found again, and taken back.
#include <optional>
#include <string>

#include "cli/command.hpp"
#include "tributary/merge_run.hpp"

namespace tributary::cli {

/// The newest that its branch still holds, of that branch (full ref) or, "", of any; nullopt = there is none.
std::optional<MergeMade> newest_made(const std::string& common_dir, const std::string& branch = {});

/// Whether a run by copy that undo would take back came behind it.
bool copied_since(const std::string& common_dir, const MergeMade& made);

/// Moves the branch back to where it stood. Throws Error, with git's own lines to type, where something stands on it or
/// it has been pushed. `recovered` is said, too, where it is not empty.
int undo_made(const Session& session, const std::string& common_dir, const MergeMade& made, bool dry_run, bool yes,
              const std::string& recovered);

}  // namespace tributary::cli
