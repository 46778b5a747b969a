#pragma once
// What `prisma migrate deploy` would run of a merged folder in a database.
#include <set>
#include <string>
#include <vector>

#include "tributary/ledger.hpp"

namespace tributary::plan {

/// A database that a project of the target or of a source points at.
struct Deployment {
  const Database* database = nullptr;
  std::string project;              ///< plan::project_key
  std::set<std::string> recorded;   ///< names with a row that is not rolled back: deploy skips them, failed ones too
  std::set<std::string> applied;    ///< finished and not rolled back
  std::string locked;               ///< provider of the target's migration_lock.toml where deploy stops at it (P3019)
  std::vector<std::string> failed;  ///< deploy stops with P3009 while there are any
};

/// Databases that answered, in their order, once per project.
std::vector<Deployment> deployments(const Workspace& workspace, const std::vector<Database>& databases);

/// Whether `migrate deploy` would run nothing there, whatever is pending: P3019, P3009 or P3005.
bool stops(const Deployment& deployment);

/// Of `folder` (in listing order) what deploy would run there; apply_migrations.rs: no row with rolled_back_at NULL.
std::vector<std::string> would_run(const Deployment& deployment, const std::vector<std::string>& folder);

}  // namespace tributary::plan
