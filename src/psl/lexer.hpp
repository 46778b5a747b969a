#pragma once
// Characters of a schema, read from left to right: words, strings, comments, brackets. What belongs to no line of a
// block, but to every one.
#include <string>
#include <string_view>
#include <vector>

#include "psl/tree.hpp"

namespace tributary::psl {

bool letter(char c);      ///< ASCII, or a byte of any character beyond
bool blank_char(char c);  ///< blank or tab

struct Lexer {
  std::string_view text;
  std::vector<Problem>& problems;  ///< what is never closed is noted here
  std::size_t at = 0;              ///< the next byte

  char peek(std::size_t ahead = 0) const;  ///< 0 at the end
  bool done() const;
  bool line_end() const;  ///< at LF, CRLF or the end
  void problem(std::size_t where, std::string message);

  std::string word();  ///< "" where none starts
  void blanks();
  void rest_of_line();
  void take_line_end();
  bool comment_starts() const;
  /// A `/* */` comment may span lines and ends with its line; an unclosed one ends with the text.
  void take_comment();
  void take_string();
  /// `(…)` or `[…]` with everything in it, over several lines; false where it does not close.
  bool take_bracketed();
  /// An expression up to one of the stop characters outside brackets, blanks behind it left out.
  Range expression(std::string_view stops);
  void skip_within_arguments();  ///< blanks, line ends, comments
};

}  // namespace tributary::psl
