#pragma once
// Migrations that stand where no Prisma project of their source reads them.
#include <map>
#include <string>
#include <vector>

#include "collect/ref_projects.hpp"
#include "collect/repository.hpp"

namespace tributary {

/// By the name of each worktree that could be read: migrations folders on disk that no project there claims.
using UnclaimedFolders = std::map<std::string, std::vector<std::string>>;

/// An obstacle of each source but the target for the stray migrations that its commit, or its worktree, has and its
/// merge base has not; its file is a migration's folder. A project that only a search through the whole commit meets is
/// no stray's: it joins the source's.
void find_stray_migrations(const Repository& repository, const UnclaimedFolders& unclaimed,
                           CommitProjectFinder& everywhere, Workspace& workspace);

}  // namespace tributary
