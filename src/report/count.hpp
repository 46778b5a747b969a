#pragma once
// Numbers that several formats say.
#include <string>
#include <vector>

#include "tributary/report.hpp"

namespace tributary {

struct Count {
  int errors = 0, warnings = 0, infos = 0;
};
Count count_of(const std::vector<Finding>& findings);

/// "1 error", "3 errors"; `many` where an s does not do.
std::string counted(std::size_t number, const std::string& one, const std::string& many = {});

/// "2 errors, 1 warning, 3 infos"; parts that are none are left out; "no findings".
std::string in_words(const Count& count);

/// "5 foreign rows", "3 to apply, 2 foreign rows": a ledger's state against a folder, short.
std::string in_words(const History& history);
const char* ledger_state_name(LedgerState state);  ///< as the JSON spells it: "in-sync"

/// The database a project points at; null: none, or databases were not asked.
const Database* database_of(const Answer& answer, const std::string& source, const std::string& project);
/// The ledger of that project's database against its folder; null: none.
const History* history_of(const Answer& answer, const std::string& source, const std::string& project);

}  // namespace tributary
