#pragma once
#include <vector>

#include "analyse/effects.hpp"

namespace tributary {

/// Own migrations against those of the target that are listed behind them, where it matters which of the two runs
/// first. What `unmet` says already is left out: then the second one fails for want of the object.
std::vector<Clash> late_clashes(const Workspace& workspace, const ChangesByBlob& changes, const Effects& effects,
                                const std::vector<Unmet>& unmet);

}  // namespace tributary
