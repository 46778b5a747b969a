#pragma once
// Bytes and characters: nothing here knows of migrations.
#include <string>
#include <string_view>
#include <vector>

namespace tributary::text {

/// Pieces between separators; "a,,b" gives three, "" gives one empty piece.
std::vector<std::string> split(std::string_view text, char separator);
/// Lines without their LF or CRLF; a final line end adds no empty line.
std::vector<std::string> lines(std::string_view text);
std::string trim(std::string_view text);   ///< ASCII blanks and line ends on both sides
std::string lower(std::string_view text);  ///< ASCII only
std::string join(const std::vector<std::string>& parts, std::string_view between);
std::string replace_all(std::string text, std::string_view what, std::string_view with);

bool is_utf8(std::string_view bytes);  ///< strict: no surrogates, no overlong forms, at most U+10FFFF
/// WHATWG decoding: one U+FFFD per maximal ill-formed subpart; a BOM is kept.
std::string to_utf8(std::string_view bytes);
std::size_t columns(
    std::string_view utf8);  ///< terminal columns: East Asian wide characters count two, combining ones none

/// Shell-style: * (any run, / included), ? (any one byte), [a-z] [!a-z] (one byte of them), everything else literally.
bool glob(std::string_view pattern, std::string_view text);

/// Whether a terminal would act on the character, or not show it: controls, direction marks and the like.
bool is_unsafe(char32_t code);

/// A word of a command that is printed for somebody to paste: bare where that is safe, else in quotes that hold nothing
/// a report would escape once more; $'…' (bash, zsh, ksh) where it must.
std::string shell_word(std::string_view text);
/// A word of a script that /bin/sh reads: its bytes as they are, in single quotes.
std::string script_word(std::string_view text);

}  // namespace tributary::text
