#pragma once
// Where git has its folders.
#include <string>
#include <vector>

namespace tributary {

/// git's answer without its line end. Throws Error in people's words where git does not take `folder` for a repository.
std::string ask_git(const std::string& folder, const std::vector<std::string>& arguments);

/// git's common directory of the repository that `folder` is in, absolute. Throws Error as ask_git does.
std::string common_dir_of(const std::string& folder);

/// What `.git` of a worktree is or points to, links not resolved; "" where it is neither a folder nor such a file.
std::string git_dir_of(const std::string& worktree);

}  // namespace tributary
