#pragma once
#include <string>

namespace tributary {

/// Writes `bytes` beside `path` and renames that into place, so that a reader sees the old or the new file. Makes
/// missing folders. Throws Error. For files of git's own folder; edits of a worktree go through the journal.
void replace_file(const std::string& path, const std::string& bytes, unsigned mode);
/// The same for a file of the user's that is written as a whole: it keeps its mode. 0, or the errno that stopped it.
int rewrite_file(const std::string& path, const std::string& bytes);
void make_folders(const std::string& path);  ///< and those above it; throws Error

}  // namespace tributary
