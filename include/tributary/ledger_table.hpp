#pragma once
// A ledger's rows as a person wants them: what `tributary ledger` says.
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tributary/ledger.hpp"
#include "tributary/report.hpp"

namespace tributary {

/// One row, with what the repository knows of it.
struct LedgerEntry {
  enum class State { applied, failed, rolled_back };
  std::string migration;
  State state = State::applied;
  std::string started_at;                  ///< ISO 8601, UTC
  std::optional<std::string> finished_at;  ///< also of a row that `resolve --applied` made
  std::optional<std::int64_t> ms;          ///< from start to end; nullopt: it did not end
  std::string checksum;
  /// The first source that holds its folder, the target before others; nullopt: nobody in this repository.
  std::optional<Owner> owner;
  std::string folder;        ///< that folder, from the owner's root; "" = none
  std::string taken_out_by;  ///< the target's commit that removed it; "" = the target never had it
  bool edited = false;       ///< the folder's script is not the one that ran
  std::string log_line;      ///< of a failed row: the first line of what the server said
  bool operator==(const LedgerEntry&) const = default;
};
struct LedgerTable {
  std::string database, url, error;  ///< error: why there are no rows; "" = there are
  bool has_ledger = false;
  std::vector<LedgerEntry> entries;  ///< by start, oldest first
  std::vector<std::string> pending;  ///< of the first consumer's folder: what deploy would still run
  bool operator==(const LedgerTable&) const = default;
};

/// Every row of these databases, as a question of who has its folder.
std::set<OwnerQuestion> questions_of_rows(const std::vector<Database>& databases);

/// The databases that `wanted` names by id or source (empty = all). Rows that started before `since` ("" = none) are
/// left out; it is the beginning of a time such as 2025-10 or 2025-10-16T16:40. Throws Error where a name fits nothing.
std::vector<LedgerTable> ledger_tables(const Workspace& workspace, const std::vector<Database>& databases,
                                       const std::vector<History>& histories, const Owners& owners,
                                       const std::vector<std::string>& wanted, const std::string& since);

/// text, json or markdown.
std::string render_ledgers(const std::vector<LedgerTable>& tables, const std::string& version, Format format,
                           const Style& style);

}  // namespace tributary
