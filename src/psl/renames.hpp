#pragma once
// A declaration that one side renamed is the same one under another name.
#include <map>
#include <string>

#include "psl/units.hpp"

namespace tributary::psl {

/// Key in base -> key in the side: declarations that are gone and stand there under a new name, matched by their
/// members. A pair is only named where no other comes as near.
std::map<std::string, std::string> renamed_declarations(const SyntaxTree& base_tree, const UnitList& base,
                                                        const SyntaxTree& side_tree, const UnitList& side);

/// Gives what either side renamed one key in all three lists, so that it is merged as one thing. A declaration that
/// one side renamed and the other deleted stays two.
void follow_renames(const SyntaxTree& base_tree, UnitList& base, const SyntaxTree& ours_tree, UnitList& ours,
                    const SyntaxTree& theirs_tree, UnitList& theirs);

}  // namespace tributary::psl
