#include "cli/embedded.hpp"

#include "base/files.hpp"
#include "base/git_folders.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

bool has_dot_git(const std::string& folder) {
  return kind_behind(join_path(folder, ".git")) != FileKind::absent;
}

// As git itself tells one.
bool looks_bare(const std::string& folder) {
  return kind_of(join_path(folder, "HEAD")) != FileKind::absent &&
         kind_behind(join_path(folder, "objects")) == FileKind::folder &&
         kind_behind(join_path(folder, "refs")) == FileKind::folder;
}

// The common layout of `git clone --bare URL .bare` with a file .git beside it that points there.
bool is_git_folder_of(const std::string& outer, const std::string& bare) {
  return real_path(git_dir_of(outer)) == bare;
}

std::string above(const std::string& folder) {
  auto parent = parent_path(folder);
  return parent == folder ? std::string() : parent;
}

}  // namespace

void refuse_embedded_repository(const std::string& folder) {
  std::string bare;
  for (auto at = real_path(folder.empty() ? "." : folder); !at.empty(); at = above(at)) {
    if (file_name(at) == ".git") return;  // git's own folder of the worktree above: nothing in it can be committed
    if (!has_dot_git(at)) {
      if (bare.empty() && looks_bare(at)) bare = at;
      continue;
    }
    if (bare.empty() || is_git_folder_of(at, bare)) return;
    throw Error("a bare repository inside a worktree is not opened: it may have come with the worktree's content", bare,
                "run tributary outside of it, or move the repository out of " + at);
  }
}

}  // namespace tributary::cli
