#pragma once
// The second look at a clean merge.
#include <string>

#include "psl/merge.hpp"
#include "psl/merged_wrongs.hpp"

namespace tributary::psl {

/// What the clean result has wrong and no input had: each gets markers around the member it is about, and where none
/// of it has a place the whole text does.
Merged after_merge(const Sides& sides, const Labels& labels, std::string result);

}  // namespace tributary::psl
