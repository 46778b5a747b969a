#pragma once
// A schema, or a block of it, as a list of keyed units: what the merge matches between versions.
#include <string>
#include <string_view>
#include <vector>

#include "psl/tree.hpp"

namespace tributary::psl {

/// One declaration, member or loose comment with the comments that describe it.
struct Unit {
  std::string key;     ///< unique in its list: "model User", "email", "@@index([email])"
  std::string kind;    ///< "block", "field", "value", "attribute", "property", "comment", "invalid": neighbours of one
                       ///< kind stay together
  std::string before;  ///< blank lines in front
  std::string comments;            ///< comment lines that describe it, without a blank line between
  std::string body;                ///< the text itself
  const Item* item = nullptr;      ///< of a block
  const Member* member = nullptr;  ///< of a member
  std::string text() const { return comments + body; }
};

struct UnitList {
  std::vector<Unit> units;
  std::string tail;  ///< blank lines after the last unit
};

UnitList top_units(const SyntaxTree& tree);
UnitList member_units(const SyntaxTree& tree, const Item& block);

/// A text without what only layout is: blanks outside strings and comments where no two words meet, CR, line ends'
/// blanks.
std::string meaning_of(std::string_view text);

/// Top-level name space: model, view, type and enum share names; datasources and generators have their own.
std::string declaration_key(const Item& item);
std::string declaration_title(const Item& item);  ///< "model User"

}  // namespace tributary::psl
