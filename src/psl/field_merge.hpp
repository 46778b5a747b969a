#pragma once
// The three-way merge of one member that both sides changed: a field's type, each attribute and its comment on their
// own; the arguments of a block's attribute; the items of a property's list.
#include <string>

#include "psl/units.hpp"

namespace tributary::psl {

struct FieldMerged {
  std::string line;  ///< without its line end
  std::string why;   ///< "" or why there is no line that both sides would agree to
};

/// A member in a version of the text.
struct MemberIn {
  const SyntaxTree& tree;
  const Unit* unit;  ///< null: it has none
};

/// Both sides have it; a base without it = both added it.
FieldMerged merge_field(MemberIn base, MemberIn ours, MemberIn theirs);
/// The same of what is no field and no value.
FieldMerged merge_other_member(MemberIn base, MemberIn ours, MemberIn theirs);

}  // namespace tributary::psl
