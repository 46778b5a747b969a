#pragma once
// Effects of different sources on one object, held against each other.
#include <vector>

#include "analyse/effects.hpp"

namespace tributary {

std::vector<Clash> clashes_of(const Effects& effects);

}  // namespace tributary
