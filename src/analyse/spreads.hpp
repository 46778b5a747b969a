#pragma once
// Privileges over a whole schema, now (ON ALL … IN SCHEMA) or from now on (DEFAULT PRIVILEGES), and what is in it.
#include <optional>
#include <vector>

#include "analyse/clashes.hpp"

namespace tributary {

/// GRANT or REVOKE ON ALL … IN SCHEMA, ALTER DEFAULT PRIVILEGES.
bool spreads(const Effect& effect);
/// The schemas that the effect makes something in, or gives or takes privileges in; "*" = any.
std::vector<std::string> spread_keys(const Effect& effect, const Folding& target);
std::optional<Judgement> judge_spread(const Effect& spread, const Effect& other);

}  // namespace tributary
