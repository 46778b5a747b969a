#pragma once
// Databases and their ledgers, and what each ledger says about a folder, exactly as Prisma would say it and beyond.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tributary/collect.hpp"
#include "tributary/workspace.hpp"

namespace tributary {

/// A row of _prisma_migrations. Times are ISO 8601 in UTC with microseconds ("2025-10-16T16:40:00.000000Z").
struct LedgerRow {
  std::string id, checksum, migration_name;
  std::string started_at;
  std::optional<std::string> finished_at, rolled_back_at, logs;
  int applied_steps_count = 0;
  bool operator==(const LedgerRow&) const = default;

  bool failed() const { return !finished_at && !rolled_back_at; }
  bool rolled_back() const { return rolled_back_at.has_value(); }
  bool applied() const { return finished_at && !rolled_back_at; }
};

struct ProjectRef {
  std::string source, project;
  auto operator<=>(const ProjectRef&) const = default;
};

/// One (server, database, schema) as inspect proved it, however many URLs spell it.
struct Database {
  /// not_read: what stands at the ledger's place would run another user's code; what Prisma says of it is not known.
  enum class State { ok, unreachable, denied, not_asked, broken_ledger, not_read };
  std::string id;   ///< stable, holds no secret, exists while unreachable: "americano" or "americano@host:5432#schema"
  std::string url;  ///< redacted
  State state = State::not_asked;
  std::string error, hint;     ///< for every state but ok; no secret in them
  std::string server_version;  ///< "15.20"; "" while not connected
  std::string schema;          ///< the URL's `schema`, else the first existing one of search_path, else "public"
  bool has_ledger = false;     ///< false: no table _prisma_migrations where Prisma would find it (42P01)
  bool ledger_counts = true;   ///< false: search_path finds the ledger, but not as an ordinary table of the schema that
                               ///< `migrate deploy` looks in (the URL's, else public), so that it tries to make one
  bool has_other_tables = false;  ///< ordinary tables Prisma counts for P3005
  bool proved_shared = true;  ///< false: consumers were matched by URL only (unreachable, or one environment variable)
  std::vector<LedgerRow> rows;        ///< by started_at
  std::vector<ProjectRef> consumers;  ///< the projects that point here, the target's first
  bool operator==(const Database&) const = default;

  /// By migration the row that counts: what was rolled back and applied since is applied.
  std::map<std::string, const LedgerRow*> newest_rows() const;
};

enum class LedgerState { in_sync, behind, folder_behind, diverged, no_table, lock_mismatch, unreachable, denied };

struct MissingRow {
  std::string migration, checksum;
  bool applied = false, failed = false, rolled_back = false;  ///< of its newest row
  std::optional<Owner> owner;  ///< nullopt: nobody in this repository holds such a folder
  std::vector<std::string> also_in;
  std::string taken_out_by;            ///< the target's commit that removed its folder; "" = it never had one
  bool content_matches = false;        ///< the owner's script has the row's checksum
  std::vector<std::string> tables;     ///< that its SQL adds; filled where the SQL was read
  std::optional<bool> safe_to_ignore;  ///< "touches nothing here"; nullopt = cannot be known
  std::string because;
  bool operator==(const MissingRow&) const = default;
};

/// A sentence on what a Prisma command would do here and now, and what to type instead where the usual one is wrong.
struct ForecastLine {
  std::string sentence;
  int exit = 0;  ///< Prisma's own exit code for that command; -1 = depends on data we cannot see
  std::vector<std::string>
      instead;  ///< shell command lines, run in order in the project's folder; empty = the usual one is right
  bool operator==(const ForecastLine&) const = default;
};
/// What `migrate deploy` does, in short: of the first pending migration that does not simply run.
struct DeployOutcome {
  enum class What { nothing, runs, fails, destroys, unknown };
  What what = What::unknown;
  std::string migration;             ///< "" = none in particular
  std::string statement;             ///< its first line; "" = the script as a whole, or none
  int line = 0;                      ///< where the statement stands; 0 = not said
  std::string sqlstate;              ///< of fails: "23502", or Prisma's own "P3009"; "" = none
  std::optional<std::int64_t> rows;  ///< that it fails on or destroys, where they were counted
  std::string because;               ///< a sentence; "" = nothing to say
  bool operator==(const DeployOutcome&) const = default;
};
struct Forecast {
  ForecastLine status, deploy, dev, db_pull, resolve;
  DeployOutcome
      outcome;  ///< of deploy: by the ledger alone, and by the scripts once judge_deploys() has looked at them
  bool operator==(const Forecast&) const = default;
};

/// A ledger held against one folder.
struct History {
  ProjectRef consumer;
  std::string database;  ///< Database::id
  LedgerState state = LedgerState::unreachable;
  std::vector<std::string> unapplied;  ///< what `migrate status` calls not yet applied, in Prisma's listing order
  std::vector<std::string>
      deploys;  ///< what `migrate deploy` would run: also what is only rolled back, which status before 7.9 hides
  std::vector<MissingRow> missing;  ///< rows without a folder, by started_at, once per name
  std::vector<std::string> edited;  ///< applied scripts that differ from their row's checksum in all of Prisma's forms
  std::vector<std::string> failed;  ///< names with a failed row, in the folder or not
  std::vector<std::string> rolled_back;           ///< names all of whose rows are rolled back, in the folder or not
  std::vector<std::string> unreadable;            ///< folders whose script Prisma could not read (P3015)
  std::vector<std::string> applied_out_of_order;  ///< rows applied before one that the folder lists earlier
  std::string last_common;                        ///< "" = Prisma prints null
  std::string lock_provider;                      ///< for lock_mismatch: what Prisma read from migration_lock.toml
  int prisma_status_exit = 0;
  std::string prisma_error;  ///< P1001, P3015, P3019… that status would stop with; "" = none
  Forecast forecast;
  bool operator==(const History&) const = default;
};
/// Of a database: what the target's folder is to it, else the first one's that points there; null: nobody's.
const History* history_in(const std::vector<History>& histories, const std::string& database,
                          const std::string& target);

/// Every (project, database) pair of `databases`' consumers held against its folder. `owners` answers for the names
/// that unknown_rows() returns. Follows schema-engine/commands/src/commands/diagnose_migration_history.rs.
std::vector<History> judge_ledgers(const Workspace& workspace, const std::vector<Database>& databases,
                                   const Owners& owners);

/// The questions judge_ledgers needs answered: rows that at least one consumer's folder does not hold, or holds with
/// other content (an edited migration's applied script may survive in another branch).
std::set<OwnerQuestion> unknown_rows(const Workspace& workspace, const std::vector<Database>& databases);

/// What a folder made of `project`'s folder plus `added` (own folders of other sources) would be against `database`:
/// the ledger of the merged union.
History judge_union(const Workspace& workspace, const Project& target_project, const std::vector<Migration>& added,
                    const Database& database, const Owners& owners);

}  // namespace tributary
