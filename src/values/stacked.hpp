#pragma once
// What a source has in common with those merged before it beyond its merge base with the target.
#include <vector>

#include "tributary/workspace.hpp"

namespace tributary {

/// The newest sources whose commit `upper` and what is merged already both hold: git merges `upper` over those.
/// A source with uncommitted changes is none: its files are not what its commit holds.
std::vector<const Source*> common_sources(const Workspace& workspace, const Source& upper,
                                          const std::vector<const Source*>& merged);

}  // namespace tributary
