#include "tributary/ledger.hpp"

namespace tributary {

std::map<std::string, const LedgerRow*> Database::newest_rows() const {
  std::map<std::string, const LedgerRow*> newest;
  for (const auto& row : rows) newest[row.migration_name] = &row;
  return newest;
}

const History* history_in(const std::vector<History>& histories, const std::string& database,
                          const std::string& target) {
  const History* any = nullptr;
  for (const auto& history : histories) {
    if (history.database != database) continue;
    if (history.consumer.source == target) return &history;
    if (!any) any = &history;
  }
  return any;
}

}  // namespace tributary
