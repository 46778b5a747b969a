#pragma once
// Repositories that are content of another one.
#include <string>

namespace tributary::cli {

/// Throws Error where `folder` lies in a bare repository that lies in a worktree: HEAD, config, objects and refs can be
/// committed like any files, and git would take such a folder for a repository with a configuration of its own.
void refuse_embedded_repository(const std::string& folder);

}  // namespace tributary::cli
