#include "report/step.hpp"

#include <algorithm>

namespace tributary {

bool reasons_say(const Step& step, const std::string& words) {
  return std::any_of(step.reasons.begin(), step.reasons.end(),
                     [&](const auto& reason) { return reason.find(words) != std::string::npos; });
}

std::vector<std::string> reasons_beside_list(const Step& step) {
  std::vector<std::string> out;
  for (const auto& reason : step.reasons)
    if (reason.rfind("Adds ", 0) != 0) out.push_back(reason);
  return out;
}

}  // namespace tributary
