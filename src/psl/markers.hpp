#pragma once
// Git's conflict markers around three versions of one piece.
#include <string>

#include "psl/merge.hpp"

namespace tributary::psl {

/// The text with a line end behind its last line; "" stays "".
std::string ended(std::string text);

/// What stands where two sides conflict: markers around all versions, or one side's as if it had been decided for.
enum class Take { markers, ours, theirs };
std::string undecided(Take take, const Labels& labels, const std::string& ours, const std::string& base,
                      const std::string& theirs);

/// The versions as `git merge-file --diff3` shows them.
std::string marked(const Labels& labels, const std::string& ours, const std::string& base, const std::string& theirs);

}  // namespace tributary::psl
