#pragma once
// Comments in a merge: plain ones are kept from both sides and never stop it; documentation is part of what is said.
#include <optional>
#include <string>
#include <string_view>

#include "psl/units.hpp"

namespace tributary::psl {

/// The text without its plain `//` comments; `///` and strings stay.
std::string without_plain_comments(std::string_view text);

/// The same but for plain comments and layout.
bool same_but_for_comments(const Unit& a, const Unit& b);

/// The comment lines above something that both sides have: those of the side that edited them; of both where both did.
std::string merged_comment_lines(const std::string& base, const std::string& ours, const std::string& theirs);

/// The comment at the end of a line, from its slashes; "" = none. Nullopt: both sides wrote documentation there.
std::optional<std::string> merged_end_comment(const std::string& base, const std::string& ours,
                                              const std::string& theirs);

}  // namespace tributary::psl
