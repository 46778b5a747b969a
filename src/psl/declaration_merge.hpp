#pragma once
// The three-way merge of whole schemas, declaration by declaration and member by member.
#include "psl/markers.hpp"
#include "psl/merge.hpp"
#include "psl/tree.hpp"

namespace tributary::psl {

/// Of texts without BOM and with one kind of line ends, whose blocks are all closed.
Merged merge_declarations(const SyntaxTree& base, const SyntaxTree& ours, const SyntaxTree& theirs,
                          const Labels& labels, Take take = Take::markers);

}  // namespace tributary::psl
