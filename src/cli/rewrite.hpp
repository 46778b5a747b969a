#pragma once
// Files that a person named to be written: a schema to format, a document's section, a baseline.
#include <optional>
#include <string>
#include <vector>

namespace tributary::cli {

struct Rewrite {
  std::string path;
  std::optional<std::string> before;  ///< the bytes that it had when they were looked at; nullopt: it was not there
  std::string after;
};

/// What lies in worktrees is changed as every edit is: under the repository's lock, synced, and with a journal that
/// `undo` takes back; all files of a worktree or none. What lies elsewhere is written beside and renamed. Through a
/// link, the file it points at is written. Throws Error where a file is not what it was before.
void rewrite(const std::string& command, const std::vector<Rewrite>& files);

}  // namespace tributary::cli
