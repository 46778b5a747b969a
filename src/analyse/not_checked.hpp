#pragma once
#include <vector>

#include "tributary/analyse.hpp"

namespace tributary {

/// Adds an entry for each source in which `rule` could not look because what its card says it needs is absent.
void add_not_checked(const Rule& rule, const Analysis& analysis, std::vector<NotChecked>& out);

}  // namespace tributary
