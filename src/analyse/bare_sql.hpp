#pragma once
// A script's SQL without what the server does not see: comments, blanks, empty statements.
#include <string>
#include <string_view>

#include "tributary/workspace.hpp"

namespace tributary {

/// Equal text, equal statements. Quoted text and function bodies stay as they are, but for line ends.
std::string bare_sql(std::string_view sql);
std::string bare_sql(const Script& script);  ///< its blob where its text was not kept

/// They do the same, whatever their comments and blanks; false where one has no script.
bool same_sql(const Migration& a, const Migration& b);
bool does_nothing(const Script& script);  ///< only blanks, comments and semicolons; false where too large

}  // namespace tributary
