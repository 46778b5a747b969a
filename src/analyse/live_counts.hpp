#pragma once
// The numbers that live databases gave for one change.
#include <optional>
#include <string>

#include "analyse/hazards.hpp"

namespace tributary {

/// Of the database where it looks worst.
struct Counts {
  std::optional<std::int64_t> rows;   ///< of the table; nullopt: not known
  std::optional<std::int64_t> found;  ///< NULLs, groups of duplicates or orphans, whichever the change fails on
  std::string database;               ///< "" where nothing is known
};
Counts counts(const OwnChange& at);

/// The databases that the migration has yet to run in: the source's own and the target's, where they answer; of pending
/// ones the one they are pending in.
std::vector<const Database*> databases_before(const OwnChange& at);

bool nothing_there(const Counts& counts);  ///< the table is known to be empty
/// Known to have so few rows that a scan or rewrite is over before anybody waits.
bool few_rows(const Counts& counts);
std::string rows_text(std::int64_t rows);  ///< "1,204 rows"
/// " (1,204 rows in americano)"; "" where nothing is known.
std::string size_text(const Counts& counts);

}  // namespace tributary
