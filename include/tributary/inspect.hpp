#pragma once
// Reads ledgers from servers. Every transaction is READ ONLY with statement, lock and connect timeouts; libpq's own
// environment and defaults (PGHOST, ~/.pgpass, services) are never used.
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tributary/facts.hpp"
#include "tributary/ledger.hpp"

namespace tributary {

struct Catalog;  // tributary/catalog.hpp

struct InspectOptions {
  int connect_timeout_s = 5;  ///< for one attempt, all addresses of the host together
  int statement_timeout_ms = 5000;
  int lock_timeout_ms = 1000;
  int questions_budget_ms = 15000;  ///< for all questions about rows together; what is left then is not answered
  int databases_budget_ms = 12000;  ///< for reaching all databases together; what is left then is not asked
  bool offline = false;             ///< connect to nothing: every database comes back as not_asked
  std::size_t rows_cap = 100'000;   ///< a ledger with more rows is broken_ledger
  bool operator==(const InspectOptions&) const = default;
};

/// The databases that the workspace's worktrees point at, in order of first consumer (the target's first). Two
/// addresses become one Database where an advisory lock of a random key of ours, taken through one, is seen through the
/// other and the same ledger table answers. Never throws for a server's fault: that is the Database's state and error.
std::vector<Database> inspect_databases(const Workspace& workspace, const InspectOptions& options);

/// The structure of each database that answered, by its id. One that could not be read within twice the statement
/// timeout, or that refuses, is left out.
std::map<std::string, std::shared_ptr<const Catalog>> read_structures(const Workspace& workspace,
                                                                      const std::vector<Database>& databases,
                                                                      const InspectOptions& options);

/// Redacted URLs of the workspace's worktrees whose server has an advisory lock of this key right now, whoever took it:
/// pg_locks tells of the whole cluster, whichever of its databases is asked.
std::vector<std::string> databases_seeing_lock(const Workspace& workspace, std::int64_t key,
                                               const InspectOptions& options);

/// Counts rows. Every question is in the answer; one that could not be answered (no such table, permission, row level
/// security, a timeout, the budget) says why. Databases that are not `ok` are not asked.
Facts answer_questions(const Workspace& workspace, const std::vector<Database>& databases,
                       const std::vector<Question>& questions, const InspectOptions& options);

}  // namespace tributary
