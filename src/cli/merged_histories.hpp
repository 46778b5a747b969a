#pragma once
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/config.hpp"
#include "tributary/analyse.hpp"

namespace tributary::cli {

/// The folder that a merge of `sources` would leave against every database that one of the project's sources uses, not
/// the target's alone. Empty `sources` = the target's folder as it is.
std::vector<History> merged_histories(const Analysis& analysis, const std::vector<std::string>& sources);

/// The same, with what the merged folder's scripts would do there: counts rows and reads structures.
std::vector<History> judged_after_merge(const Session& session, const Config& config, const Analysis& analysis,
                                        const std::vector<std::string>& sources);

}  // namespace tributary::cli
