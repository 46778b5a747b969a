#pragma once
// Git's conflict markers around three versions of one piece.
#include <string>

#include "psl/merge.hpp"

namespace tributary::psl {

/// The text with a line end behind its last line; "" stays "".
std::string ended(std::string text);

/// The versions as `git merge-file --diff3` shows them.
std::string marked(const Labels& labels, const std::string& ours, const std::string& base, const std::string& theirs);

}  // namespace tributary::psl
