#pragma once
// A folder as a merge leaves it.
#include <vector>

#include "tributary/workspace.hpp"

namespace tributary {

/// `folder` (null: there is none yet) and of `added` what it does not name, in byte order of the names.
MigrationsFolder union_of(const MigrationsFolder* folder, const std::vector<Migration>& added);

}  // namespace tributary
