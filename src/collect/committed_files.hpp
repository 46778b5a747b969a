#pragma once
#include <string>

#include "collect/repository.hpp"
#include "collect/tree.hpp"

namespace tributary {

/// The commit whose files may say what is connected to; "" = there is none.
std::string vouching_commit(const Workspace& workspace, const CollectOptions& options);

/// What commits say of a worktree's files. `repository` must outlive it.
CommittedFiles committed_files(const Repository& repository, const Workspace& workspace, const Source& source,
                               const std::string& vouching);

}  // namespace tributary
