#include "prisma/failed_row.hpp"

#include <algorithm>
#include <initializer_list>

namespace tributary::prisma {

const LedgerRow* failed_row(const Database& database, const std::string& migration) {
  const LedgerRow* newest = nullptr;
  for (const auto& row : database.rows)
    if (row.migration_name == migration && row.failed()) newest = &row;
  return newest;
}

bool found_it_there(const LedgerRow& row) {
  if (!row.logs) return false;
  auto words = {"already exists", "code: 42P07", "code: 42701", "code: 42710", "code: 42P06", "code: 42723"};
  return std::any_of(words.begin(), words.end(),
                     [&](const char* each) { return row.logs->find(each) != std::string::npos; });
}

}  // namespace tributary::prisma
