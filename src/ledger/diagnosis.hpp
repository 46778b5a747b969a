#pragma once
// One ledger held against one folder: Prisma's diagnosis, nothing added
// (schema-engine/commands/src/commands/diagnose_migration_history.rs, packages/migrate/src/commands/MigrateStatus.ts).
#include "tributary/ledger.hpp"

namespace tributary::ledger {

/// What the diagnosis looks at.
struct Evidence {
  const MigrationsFolder& folder;
  const PrismaVersion& prisma;
  const Database& database;
};

/// Every list and category of History but `missing`'s owners and the forecast. For a database that did not answer only
/// state, exit and error are filled: nothing is known of its rows.
History diagnose(const Evidence& evidence);

/// True: that version of Prisma can read the folder's script (else P3015).
bool readable(const Migration& migration, const PrismaVersion& prisma);

/// True: the script begins with a byte order mark, which Prisma sends on and PostgreSQL calls a syntax error.
bool begins_with_bom(const Migration& migration);

}  // namespace tributary::ledger
