#pragma once
// What a change does to, or wants of, what its objects lie in, are copied from or pass things on to, unnamed.
#include <vector>

#include "analyse/effects.hpp"

namespace tributary {

/// `before` is what there is when the change runs.
void add_contained(const Folding& before, std::size_t unit, const Change& change, std::vector<Effect>& out);

}  // namespace tributary
