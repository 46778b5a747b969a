#pragma once
// The three-way merge of two lists of keyed units: which stay, which come, where they stand.
#include <functional>
#include <optional>
#include <string>

#include "psl/units.hpp"

namespace tributary::psl {

/// What is to stand for one key; nullopt = nothing. A null unit = that side has none. Never called with all three null.
using Resolve = std::function<std::optional<std::string>(const Unit* base, const Unit* ours, const Unit* theirs)>;

struct ListMerged {
  std::string text;
  bool changed = false;  ///< anything came or went that ours did not have
};

/// `separator` stands in front of a unit that comes from theirs without blank lines of its own ("\n" between
/// declarations).
ListMerged merge_lists(const UnitList& base, const UnitList& ours, const UnitList& theirs, const std::string& separator,
                       const Resolve& resolve);

/// Same in meaning, comments included.
bool same(const Unit& a, const Unit& b);

}  // namespace tributary::psl
