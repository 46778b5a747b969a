#pragma once
#include <string>
#include <string_view>

namespace tributary::psl {

/// One file's text as Prisma's formatter lays it out, nothing added but blanks and line ends. It drops what its grammar
/// has no place for: whatever follows a block's opening brace on its line, an empty value, trailing commas.
std::string laid_out(std::string_view text, int major);

}  // namespace tributary::psl
