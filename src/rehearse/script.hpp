#pragma once
// One script, sent as `migrate deploy` sends it, and watched from outside: what a script sets binds only the server.
#include <functional>
#include <optional>
#include <string>

#include "rehearse/connection.hpp"

namespace tributary::scratch {

struct Watch {
  int deadline_ms = 60'000;
  /// Asked a few times a second while a script runs: "" or why it must stop.
  std::function<std::string()> too_much;
  /// Ends the session of that backend, whatever its script catches.
  std::function<void(int backend)> terminate;
  /// Where even that does nothing (libxml looks for no interrupt): ends the backend's process. Empty = it is not ours.
  std::function<void(int backend)> kill = {};
};

struct Failure {
  std::string sqlstate;             ///< "" = ours: deadline, disk, a transaction left open
  std::string message;              ///< PostgreSQL's primary message, or our sentence
  std::string context;              ///< "PL/pgSQL function … line 3 at …"; "" = none
  int position = 0;                 ///< 1-based, characters of the whole script; 0 = not said
  std::size_t statements_done = 0;  ///< that succeeded before it: the failing one's index
  std::string function = {};        ///< of the server, that said it: exec_stmt_raise where a script's own RAISE did
  bool abandoned = false;           ///< the session goes on without us: its connection is of no more use
};

/// The whole script as one simple query: several statements are one implicit transaction (apply_migrations.rs). nullopt
/// = it was applied. Afterwards the connection is outside of any transaction, or gone.
std::optional<Failure> run_script(Connection& connection, const std::string& sql, const Watch& watch);

/// The same, each statement as a query of its own, as Prisma sends it from 7.4 on; whole where it cannot be split.
std::optional<Failure> run_statements(Connection& connection, const std::string& sql, const Watch& watch);

}  // namespace tributary::scratch
