#pragma once
// A step's reasons are sentences that may hold all of it: what they mention is not said a second time.
#include <string>
#include <vector>

#include "tributary/rehearse.hpp"
#include "tributary/report.hpp"

namespace tributary {

/// What keeps a source from being merged as it is; each may be null.
struct Obstruction {
  const Finding* refused = nullptr;                ///< the first error for which `merge` refuses it
  const Rehearsal::Blocked* unworkable = nullptr;  ///< it stands in no order that the rehearsal could execute
  explicit operator bool() const { return refused || unworkable; }
};
Obstruction obstruction_of(const Answer& answer, const std::string& source);

/// `tributary merge SOURCE`, as a shell reads it.
std::string merge_command(const Answer& answer, const std::vector<std::string>& sources);

bool reasons_say(const Step& step, const std::string& words);
/// Without the one that only lists what the step adds: every format lists that itself.
std::vector<std::string> reasons_beside_list(const Step& step);

}  // namespace tributary
