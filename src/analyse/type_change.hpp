#pragma once
// What ALTER COLUMN … TYPE does to the values that are there, by the pair of types.
#include <string>

namespace tributary {

struct TypeChange {
  enum class Kind {
    free,       ///< the catalog alone changes
    rewrites,   ///< every value fits; the table and its indexes are written anew under an exclusive lock
    alters,     ///< succeeds and changes values: rounds, cuts, moves times
    may_fail,   ///< on values that do not fit
    must_fail,  ///< 42804: there is no cast by assignment and no USING
    unknown     ///< a type of an extension's or the user's own
  };
  Kind kind = Kind::unknown;
  std::string because;  ///< half a sentence on the values; "" for free and rewrites
  bool operator==(const TypeChange&) const = default;
};

/// Types as format_type() prints them. `using_expression`: the statement has a USING.
TypeChange type_change(const std::string& from, const std::string& to, bool using_expression);

}  // namespace tributary
