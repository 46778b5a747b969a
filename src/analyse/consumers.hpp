#pragma once
// Histories with the source and project they are of: what the rules about ledgers walk over.
#include <string>
#include <vector>

#include "analyse/walk.hpp"

namespace tributary {

struct Consumer {
  Spot at;  ///< source and project
  const History* history = nullptr;
  const Database* database = nullptr;
};

/// Every history whose ledger could be read.
std::vector<Consumer> consumers(const Analysis& analysis);

/// A place in that consumer: the migration's script where the folder has it, else the migrations folder.
Place place_in(const Consumer& consumer, const std::string& migration);
/// The row that decides about a name: the newest that is not rolled back, else the newest; null: none.
const LedgerRow* row_of(const Database& database, const std::string& migration);
/// "2025-10-16 16:40 UTC" from a ledger's time.
std::string shown_time(const std::string& time);
/// The shell command that runs in the project's folder of that source.
std::string in_project(const Consumer& consumer, const std::string& command);
/// The forecast's own command lines where the usual one is wrong, else `usual`.
std::string command_for(const Consumer& consumer, const ForecastLine& forecast, const std::string& usual);

}  // namespace tributary
