#pragma once
// A step's reasons are sentences that may hold all of it: what they mention is not said a second time.
#include <string>
#include <vector>

#include "tributary/plan.hpp"

namespace tributary {

bool reasons_say(const Step& step, const std::string& words);
/// Without the one that only lists what the step adds: every format lists that itself.
std::vector<std::string> reasons_beside_list(const Step& step);

}  // namespace tributary
