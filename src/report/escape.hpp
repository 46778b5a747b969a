#pragma once
// Foreign bytes made safe for the format they go into. Only json_safe() can be undone: the others leave a backslash
// that stands there as it is, beside those of their escapes.
#include <string>
#include <string_view>

namespace tributary {

struct Character {
  std::size_t length = 1;  ///< bytes
  char32_t code = 0;       ///< 0 where the byte is not part of well-formed UTF-8
  bool well_formed = false;
};
/// The character that starts at `at`, which must lie inside `text`.
Character character_at(std::string_view text, std::size_t at);

/// Steers a terminal or the direction of text: C0 and C1 controls, DEL, bidi marks, invisible separators.
bool is_unsafe(char32_t code);

/// Bytes as JSON text can hold them: what is not UTF-8 becomes `\xHH`, and a backslash that would read as such an
/// escape becomes `\x5c`; everything else stays as it is.
std::string json_safe(std::string_view bytes);

/// Bytes as XML 1.0 can hold them, with markup escaped; characters XML forbids become printable()'s escapes.
std::string xml_safe(std::string_view bytes);

}  // namespace tributary
