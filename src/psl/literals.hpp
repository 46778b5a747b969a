#pragma once
// Whether the texts of defaults mean something to Prisma.
#include <string_view>

namespace tributary::psl {

bool is_json(std::string_view text);     ///< RFC 8259, one value
bool is_base64(std::string_view text);   ///< the standard alphabet, padded
bool is_rfc3339(std::string_view text);  ///< a date, a time and an offset: 2024-01-31T10:00:00Z
bool is_decimal(std::string_view text);  ///< 1, -1.5, 1e3

}  // namespace tributary::psl
