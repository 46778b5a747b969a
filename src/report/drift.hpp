#pragma once
// What `drift` says, gathered once for text and Markdown.
#include <map>
#include <string>
#include <vector>

#include "tributary/report.hpp"

namespace tributary {

/// A ledger with rows that its folder has not.
struct Drift {
  const History* history = nullptr;
  const Database* database = nullptr;              ///< null: not among the answer's databases
  std::map<std::string, const LedgerRow*> newest;  ///< its newest_rows()
};

/// In the order of the histories; only those of Answer::judged where it names any.
std::vector<Drift> drifts(const Answer& answer);
/// Histories that were looked at: drifts() and those without a foreign row, of databases that answered.
std::size_t ledgers_looked_at(const Answer& answer);
/// "ID: why" of each database whose ledger nobody could read: nothing is known of its rows.
std::vector<std::string> ledgers_not_known(const Answer& answer);

std::string applied_in_words(const Drift& drift,
                             const MissingRow& row);  ///< "2025-10-16 22:40:00 UTC", "failed", "rolled back"
/// "adds column …, drops index …": what the owner's script does beside adding tables; "" = nothing more, or not known.
std::string changes_in_words(const Answer& answer, const MissingRow& row);
std::string evidence_in_words(const MissingRow& row);  ///< "name and checksum"
std::string safety_in_words(const MissingRow& row);    ///< "yes: touches nothing here"
/// "4 of epic3, 1 of epic4, 2 of nobody"
std::string owners_in_words(const std::vector<MissingRow>& rows);

}  // namespace tributary
