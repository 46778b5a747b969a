#pragma once
// What one connection shows of a database's ledger.
#include <set>

#include "inspect/connection.hpp"

namespace tributary::inspect {

/// What the server says of itself. Two connections that differ in one of these cannot reach the same ledger.
struct Identity {
  std::string database, database_oid, started;  ///< `started`: the postmaster's start, in microseconds
  std::string ledger_oid;                       ///< of the _prisma_migrations that search_path finds; "" = none
  bool operator==(const Identity&) const = default;
};

/// Fills version, schema, rows and tables of `database`, whose state becomes
/// ok, denied or broken_ledger. `more_schemas` are the datasource's `schemas = […]`. Throws Refusal where the server
/// cannot be asked at all.
Identity read_ledger(ReadConnection& connection, const prisma::Url& url, const std::set<std::string>& more_schemas,
                     const InspectOptions& options, Database& database);

}  // namespace tributary::inspect
