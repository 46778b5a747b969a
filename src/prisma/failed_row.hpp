#pragma once
// Rows of _prisma_migrations whose script did not go through, and what Prisma wrote into their logs.
#include <string>

#include "tributary/ledger.hpp"

namespace tributary::prisma {

/// The newest of that migration; null: none failed.
const LedgerRow* failed_row(const Database& database, const std::string& migration);

/// The SQLSTATE that Prisma's schema engine wrote there, "Database error code: 42P07"; "" = it told none.
std::string failed_with(const LedgerRow& row);

/// By the server's own word something that the script makes was there; whether all of it is, the word does not say. The
/// server's sentence is in its own language, the code is not.
bool found_it_there(const LedgerRow& row);

}  // namespace tributary::prisma
