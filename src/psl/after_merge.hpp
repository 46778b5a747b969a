#pragma once
// The second look at a clean merge.
#include <string>

#include "psl/merge.hpp"
#include "psl/tree.hpp"

namespace tributary::psl {

/// What the clean result has wrong and no input had: each gets markers around the member it is about.
Merged after_merge(const SyntaxTree& base, const SyntaxTree& ours, const SyntaxTree& theirs, const Labels& labels,
                   std::string result);

}  // namespace tributary::psl
