#pragma once
// A ledger up to one of its rows, and where each script is now: what a database that several branches share had then.
#include <string>
#include <vector>

#include "plan/rollback_script.hpp"
#include "tributary/analyse.hpp"

namespace tributary::plan {

/// Whose folder is replayed; what it lacks comes from where it is.
struct RollbackFolder {
  const Source* source = nullptr;
  const Project* project = nullptr;
};

struct HistoryUpTo {
  std::vector<KeptMigration> kept;   ///< in the order in which they were applied
  std::vector<std::string> undone;   ///< applied behind it
  std::vector<std::string> edited;   ///< kept, but only with another script than the one that was applied
  std::vector<std::string> nowhere;  ///< would be kept, but no branch has a script: such a history is not replayed
};

/// Applied rows once per name, in the order in which they were finished: names say nothing about that.
std::vector<const LedgerRow*> applied_rows(const Database& database);

/// `to` is the name of an applied row. `folder_only`: what the folder lacks is left out.
HistoryUpTo history_up_to(const Analysis& analysis, const Database& database, const RollbackFolder& folder,
                          const std::string& to, bool folder_only);

/// The folder's script of that name, else another branch's; null: nobody has one.
const Script* script_named(const Workspace& workspace, const RollbackFolder& folder, const std::string& name);

/// Rows that are applied and whose name the folder has not, once each, by started_at.
std::vector<std::string> foreign_rows(const Database& database, const RollbackFolder& folder);

}  // namespace tributary::plan
