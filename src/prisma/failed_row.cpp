#include "prisma/failed_row.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace tributary::prisma {

const LedgerRow* failed_row(const Database& database, const std::string& migration) {
  const LedgerRow* newest = nullptr;
  for (const auto& row : database.rows)
    if (row.migration_name == migration && row.failed()) newest = &row;
  return newest;
}

std::string failed_with(const LedgerRow& row) {
  constexpr std::string_view before = "Database error code: ";
  auto at = row.logs ? row.logs->find(before) : std::string::npos;
  return at == std::string::npos ? "" : row.logs->substr(at + before.size(), 5);
}

bool found_it_there(const LedgerRow& row) {
  static constexpr std::array<std::string_view, 5> exist{"42P07", "42701", "42710", "42P06", "42723"};
  return std::find(exist.begin(), exist.end(), failed_with(row)) != exist.end();
}

}  // namespace tributary::prisma
