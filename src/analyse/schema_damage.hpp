#pragma once
#include <string>
#include <vector>

#include "psl/merge.hpp"
#include "tributary/analyse.hpp"

namespace tributary {

/// What is wrong in the target's schema, and what a source's has wrong that its merge base had not.
std::vector<Hit> damage_hits(const Analysis& analysis, psl::Wrong::Kind kind, const std::string& why,
                             const std::string& help);

}  // namespace tributary
