#pragma once
// Effects of different sources on one object, held against each other.
#include <optional>
#include <vector>

#include "analyse/effects.hpp"

namespace tributary {

struct Judgement {
  Clash::Kind kind;
  Severity at_most = Severity::error;
};
/// Whether two effects on one object get into each other's way; nullopt: they commute. `target` knows what columns
/// were.
std::optional<Judgement> judge_pair(const Folding& target, const Effect& a, const Effect& b);
std::vector<Clash> clashes_of(const Effects& effects);

}  // namespace tributary
