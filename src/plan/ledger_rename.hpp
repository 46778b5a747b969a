#pragma once
// The statement that gives rows of a ledger new names. Printed for the database's owner, never run by us.
#include <string>
#include <vector>

#include "tributary/workspace.hpp"

namespace tributary::plan {

struct RowRename {
  std::string from, to;
  Checksums checksums;  ///< rows of `from` with any other checksum stop the statement
};

/// One DO statement under Prisma's advisory lock (72707369, ten seconds, schema-engine/…/flavour/postgres.rs): all rows
/// of the old names get the new ones, or an exception says what stands against it. `schema` "" = found by search_path.
std::string rename_statement(const std::string& schema, const std::vector<RowRename>& renames);

}  // namespace tributary::plan
