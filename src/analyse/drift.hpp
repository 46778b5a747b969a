#pragma once
// Drift of structure, for those who ask about it beside its rule.
#include <string>
#include <vector>

#include "analyse/consumers.hpp"

namespace tributary {

/// What `migrate dev` would call drift in that consumer's database: tables, columns, enums and plain indexes that are
/// not as the scripts that ran there leave them; of views, functions and the like it sees nothing. Empty where nothing
/// is, and where that cannot be known: its structure was not read, a script is nowhere.
std::vector<std::string> drift_that_dev_sees(const Analysis& analysis, const Consumer& consumer);

}  // namespace tributary
