#pragma once
// Rows of _prisma_migrations whose script did not go through, and what Prisma wrote into their logs.
#include <string>

#include "tributary/ledger.hpp"

namespace tributary::prisma {

/// The newest of that migration; null: none failed.
const LedgerRow* failed_row(const Database& database, const std::string& migration);

/// By the server's own word something that the script makes is there. Its sentence is in the server's language, the
/// code is not: Prisma writes "Database error code: 42P07" beside it.
bool found_it_there(const LedgerRow& row);

}  // namespace tributary::prisma
