#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace tributary::psl {

/// The bytes of the letter (Unicode's category L) a text begins with; 0 = it begins with none. Which letters there are
/// depends on the Unicode that this major version of Prisma was built with.
std::size_t letter_ahead(std::string_view text, int major);

/// Of one character, as UTF-8.
std::size_t character_size(std::string_view text);  ///< bytes of the first; text is not empty
bool is_lower(std::string_view character);
bool is_upper(std::string_view character);
std::string lower_cased(std::string_view character);
std::string upper_cased(std::string_view character);

}  // namespace tributary::psl
