#pragma once
// How failed rows get out of the way of the next command.
#include <string>
#include <vector>

#include "ledger/view.hpp"

namespace tributary::ledger {

/// History::failed, each name in the one list that fits it.
struct Settling {
  std::vector<std::string> there;    ///< something that it makes was there already: rolled back it fails again
  std::vector<std::string> by_hand;  ///< statements before the failing one have stayed: a person has to look first
  std::vector<std::string> undone;   ///< PostgreSQL undid it as a whole: marked as rolled back
};
Settling settling(const View& view);

/// The `migrate resolve` lines for what needs no person first.
std::vector<std::string> resolve_lines(const View& view, const Settling& settling);

}  // namespace tributary::ledger
