#pragma once
// A table's whole shape: who takes it as it stands when the statement runs, and what is done to a part of it.
#include <optional>
#include <string>

#include "analyse/clashes.hpp"

namespace tributary {

/// Takes the shape: a `SELECT *`, a copy (LIKE), a partition that is attached. Written as a use of the column "*".
bool takes_shape(const Effect& effect);
/// The table whose shape the effect takes or changes; "" = of none.
std::string shape_key(const Effect& effect, const Folding& target);
std::optional<Judgement> judge_shape(const Folding& target, const Effect& taker, const Effect& other);

}  // namespace tributary
