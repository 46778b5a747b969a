#pragma once
// What each Prisma command would do here and now, and what to type instead where the usual one is wrong.
#include "tributary/ledger.hpp"

namespace tributary::ledger {

/// One project before one database.
struct Situation {
  const Workspace& workspace;
  const Source& source;
  const Project& project;
  const MigrationsFolder& folder;  ///< the project's own, or the merged union
  const Database& database;
};

/// No line proposes `migrate reset`, `db push` or a change of the ledger by hand: on a shared database each destroys
/// what belongs to others.
Forecast forecast(const Situation& situation, const History& history, const Owners& owners);

}  // namespace tributary::ledger
