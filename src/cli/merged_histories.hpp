#pragma once
#include <string>
#include <vector>

#include "tributary/analyse.hpp"

namespace tributary::cli {

/// The folder that a merge of `sources` would leave against every database that one of the project's sources uses, not
/// the target's alone. Empty `sources` = the target's folder as it is.
std::vector<History> merged_histories(const Analysis& analysis, const std::vector<std::string>& sources);

}  // namespace tributary::cli
