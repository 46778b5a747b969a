#pragma once
// What a merge makes wrong that neither side has.
#include <vector>

#include "psl/merge.hpp"
#include "psl/validate.hpp"

namespace tributary::psl {

using SchemaTexts = std::vector<SchemaText>;  ///< all files of a schema

struct Sides {
  SchemaTexts base, ours, theirs;
};

/// What `result` has wrong and none of the three: by declaration first, and where those find nothing, what Prisma
/// refuses. Where it refuses a side already, it never came to the rest of that side, so nothing can be called new.
std::vector<Wrong> wrongs_of_merge(const Sides& sides, const SchemaTexts& result);

/// What is wrong in both of two results, in the first one's order: whichever is chosen.
std::vector<Wrong> wrongs_of_both(const Sides& sides, const SchemaTexts& a, const SchemaTexts& b);

}  // namespace tributary::psl
