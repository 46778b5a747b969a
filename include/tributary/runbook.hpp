#pragma once
// The emergency procedure with a repository's real values: texts to read and to run by hand. Pure; nothing is run.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tributary/analyse.hpp"

namespace tributary {

/// Where a database is, without what is secret about it.
struct ServerPlace {
  std::string host, user, database;
  int port = 5432;
  bool password = false;  ///< the URL has one: whoever runs the script must set PGPASSWORD
  std::string ssl_mode;   ///< the URL's sslmode; "" = not said
  bool operator==(const ServerPlace&) const = default;
};

struct RollbackRequest {
  std::string to;        ///< a migration's name, or a time ("2025-11-20 10:00", UTC): the last one finished by then
  std::string database;  ///< Database::id; "" = the only one there is
  /// Whose folder alone is replayed. "" = that of the database's first consumer (the target where it is one), or, where
  /// the ledger has rows of other sources too, all that it had applied up to `to`, each script from where it is now.
  std::string source;
  std::string reason;    ///< for the message; "" = left to be filled in
  std::int64_t now = 0;  ///< seconds since the epoch
  ServerPlace place;
  bool operator==(const RollbackRequest&) const = default;
};

struct Rollback {
  std::string database, source, project, to;
  bool as_applied = false;           ///< the ledger's history is replayed, other sources' migrations among it
  std::vector<std::string> kept;     ///< migrations that stay, in the order they are replayed
  std::vector<std::string> undone;   ///< rows (and the folder's migrations, where it is replayed) behind `to`
  std::vector<std::string> foreign;  ///< rows of other sources, which the rebuilt database will not have
  std::string script;                ///< bash: rebuild beside the database, move the data, swap the names
  std::string forward_fix;           ///< SQL of a new migration that takes the undone ones back, to be reviewed
  std::string message;               ///< to the teams
  std::vector<std::string> notes;
  bool operator==(const Rollback&) const = default;
};

/// The database a request means. Throws Error with the choices: none or several, or it could not be read.
const Database& rollback_database(const Analysis& analysis, const RollbackRequest& request);

/// Throws Error with the nearest candidates: no such migration, or none finished by that time.
Rollback plan_rollback(const Analysis& analysis, const RollbackRequest& request);

/// SQL that takes changes back, newest first; what cannot be taken back by SQL alone is a comment that says so.
std::string undo_sql(const std::vector<const ScriptChanges*>& scripts);

/// For psql, newest first: tables, columns, types and enum values that these scripts renamed get their old names back,
/// where they are still there. `schema` is what unqualified names mean.
std::string names_back_sql(const std::vector<const ScriptChanges*>& scripts, const std::string& schema);

/// The JSON of `runbook rollback`.
std::string render_rollback(const Rollback& rollback, const std::string& version);

}  // namespace tributary
