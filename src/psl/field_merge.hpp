#pragma once
// The three-way merge of one field or enum value that both sides changed: its type, each attribute and its comment on
// their own.
#include <string>

#include "psl/units.hpp"

namespace tributary::psl {

struct FieldMerged {
  std::string line;  ///< without its line end
  std::string why;   ///< "" or why there is no line that both sides would agree to
};

/// `base` null = both sides added it. The trees are those the units came from.
FieldMerged merge_field(const SyntaxTree& base_tree, const Unit* base, const SyntaxTree& ours_tree, const Unit& ours,
                        const SyntaxTree& theirs_tree, const Unit& theirs);

}  // namespace tributary::psl
