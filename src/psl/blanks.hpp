#pragma once
// The blanks of Unicode that Prisma's grammar knows.
#include <array>
#include <string_view>

namespace tributary::psl {

/// Beyond the ASCII one, as UTF-8: what may stand between words (category Zs).
inline constexpr std::array<std::string_view, 16> wide_blanks = {
    "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83",
    "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89",
    "\xE2\x80\x8A", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};

/// Whatever has the property White_Space but the above: what is cut off at both ends of a comment's line.
inline constexpr std::array<std::string_view, 9> other_blanks = {" ",  "\t",       "\r",           "\n",          "\v",
                                                                 "\f", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"};

}  // namespace tributary::psl
