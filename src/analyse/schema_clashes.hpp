#pragma once
// What a merge of each source's schema with the target and the sources before it would leave to a person.
#include <optional>
#include <vector>

#include "psl/merge.hpp"
#include "tributary/analyse.hpp"

namespace tributary {

/// Both sides' decisions that collide, and what one side took away and the other uses.
std::vector<Hit> schema_decisions(const Analysis& analysis);

/// Those of one kind, with the places of both sides; none = decisions. What the two make together is left out where
/// the merge's result is known: that is looked at itself.
std::vector<Hit> schema_clashes(const Analysis& analysis, std::optional<psl::Wrong::Kind> kind);

}  // namespace tributary
