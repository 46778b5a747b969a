#include "tributary/plan.hpp"

namespace tributary {

int Sequence::position(const std::string& source) const {
  for (const auto& step : steps)
    if (step.source == source) return step.number;
  return 0;
}

}  // namespace tributary
