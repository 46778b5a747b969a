#pragma once
// Literals for tests of the pure rooms: a Workspace in a few lines, without disk or git.
#include <map>
#include <string>
#include <vector>

#include "tributary/ledger.hpp"
#include "tributary/workspace.hpp"

namespace tributary::testing {

/// A committed migration. Without `sql` it creates a table of its own, so that no two names share content.
Migration migration(const std::string& name, const std::string& sql = "");
Migration without_script(const std::string& name);  ///< a folder that has no migration.sql
Migration untracked(Migration migration);           ///< on disk only

/// Builds a Workspace as collect would: one project `.` per source unless another is named, with prisma/migrations, a
/// PostgreSQL schema and lock file. own, stale and shared follow from the folders and the target's past.
class WorkspaceBuilder {
 public:
  WorkspaceBuilder& target(const std::string& name, std::vector<Migration> migrations,
                           const std::string& project = ".");
  /// A worktree on a branch of that name. Called again with another project it adds that project.
  WorkspaceBuilder& source(const std::string& name, std::vector<Migration> migrations,
                           const std::string& project = ".");
  WorkspaceBuilder& ref(const std::string& name, std::vector<Migration> migrations, const std::string& project = ".");
  /// What the source's merge base with the target held. Unsaid: the folders that target and source both have, as the
  /// target has them.
  WorkspaceBuilder& base(const std::string& source, std::vector<Migration> migrations,
                         const std::string& project = ".");
  /// A folder, or an older script of one, that the target's history once held.
  WorkspaceBuilder& past(const Migration& migration, const std::string& project = ".");
  Workspace build() const;

 private:
  using Key = std::pair<std::string, std::string>;  // source, project
  Source& source_named(const std::string& name);

  std::string target_;
  std::vector<Source> sources_;
  std::map<Key, std::vector<Migration>> bases_;
  std::map<std::string, std::vector<Migration>> past_;
};
WorkspaceBuilder workspace();

/// The project to change by hand in a built workspace; fails the test where there is none.
Source& source_of(Workspace& workspace, const std::string& source);
Project& project_of(Workspace& workspace, const std::string& source, const std::string& project = ".");
/// Changes a project's folder, which is shared and const in the value.
MigrationsFolder& folder_of(Workspace& workspace, const std::string& source, const std::string& project = ".");

/// Rows as `migrate deploy` writes them, `minute` after 2025-01-01 00:00 UTC.
LedgerRow applied(const Migration& migration, int minute = 0);
LedgerRow failed(const Migration& migration, int minute = 0);
LedgerRow rolled_back(const Migration& migration, int minute = 0);
/// A reachable database with a ledger of these rows, used by the project `.` of each of these sources.
Database database(const std::string& id, std::vector<LedgerRow> rows, const std::vector<std::string>& sources);

}  // namespace tributary::testing
