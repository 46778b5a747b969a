#pragma once
// The merge base that git would make of several (a criss-cross history).
#include <optional>
#include <string>
#include <vector>

#include "collect/ref_projects.hpp"
#include "collect/repository.hpp"

namespace tributary {

/// The projects of two best common ancestors, merged over their own merge base and so on, as git's recursive merge
/// does: schemas by declaration (with markers where even the bases conflict), migrations folder by folder. nullopt:
/// more than two, or too deep a nest of them.
std::optional<CommitProjects> virtual_base(const Repository& repository, CommitProjectFinder& finder,
                                           const std::vector<std::string>& bases);

}  // namespace tributary
