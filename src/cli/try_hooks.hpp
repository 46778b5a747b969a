#pragma once
// Whether the hooks that git would run here refuse a bad merge: tried, not believed.
#include "cli/command.hpp"
#include "tributary/help.hpp"
#include "tributary/workspace.hpp"

namespace tributary::cli {

/// Merges a migration that changes a table nobody makes, in a clone in a temporary folder, with the hooks of the
/// worktree that `folder` is in. It executes those hooks; nothing of the repository is changed.
Checkup try_hooks(const std::string& folder, const Workspace& workspace);

}  // namespace tributary::cli
