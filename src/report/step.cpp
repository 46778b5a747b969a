#include "report/step.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace tributary {

Obstruction obstruction_of(const Answer& answer, const std::string& source) {
  Obstruction out;
  if (auto at = answer.refused.find(source); at != answer.refused.end()) out.refused = &at->second;
  if (answer.analysis.rehearsal)
    for (const auto& one : answer.analysis.rehearsal->blocked)
      if (one.source == source) out.unworkable = &one;
  return out;
}

std::string merge_command(const Answer& answer, const std::vector<std::string>& sources) {
  std::string command = "tributary merge";
  for (const auto& source : sources) command += " " + text::shell_word(source);
  return command + answer.options;
}

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
