#pragma once
// The rollback as a bash script: everything it needs is written into it, so that it runs where tributary is not.
#include <string>
#include <vector>

#include "tributary/runbook.hpp"

namespace tributary::plan {

struct KeptMigration {
  std::string name, checksum;  ///< the checksum Prisma would store
  std::string reading;         ///< shell command that prints its script; "" = it is in the migrations folder
};

struct ScriptFacts {
  ServerPlace place;
  std::string schema;             ///< where the ledger is
  std::string migrations_folder;  ///< absolute
  std::string stamp;              ///< names what is made: "20251120100000"
  std::vector<KeptMigration> kept;
  std::string names_back;  ///< SQL for psql: what undone migrations renamed gets its old name
  std::string message;
};

std::string rollback_script(const ScriptFacts& facts);

}  // namespace tributary::plan
