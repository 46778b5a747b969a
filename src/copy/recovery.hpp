#pragma once
// What a run that was killed, or failed, left: finished or taken back.
#include <string>

#include "copy/journal.hpp"

namespace tributary::copy {

/// Under the lock. A sentence per entry that was not whole; "" = there was none. Throws Error where neither way is open
/// without losing a file; then nothing was touched.
std::string recover_all(const Journal& journal);
/// What recover_all would have to do with these; nothing is done.
std::string to_recover(const std::vector<Record>& records);

/// Takes everything of an entry that is not done back, and forgets it. Throws Error where a file has changed meanwhile.
void take_back(const Journal& journal, const Record& record);

/// Forgets an entry and removes its stage, in an order that a kill cannot turn into half an entry.
void forget(const Journal& journal, const Record& record);

/// Makes the record's stage where it does not stand.
void make_stage(const Record& record);
/// Removes the stage where it is empty (a done entry's keeps what undo needs), or, with `all`, whatever is in it.
void clear_stage(const Record& record, bool all);

}  // namespace tributary::copy
