#pragma once
// The part of Prisma's grammar that stays on one line: names, comments, expressions, attributes.
#include "psl/declarations.hpp"

namespace tributary::psl {

/// Each `read_` function takes what it is named after and moves on, or leaves `at` where it was.
class ExpressionReader {
 public:
  ExpressionReader(std::string_view text, bool objects) : text_(text), objects_(objects) {}

  std::size_t at = 0;
  std::vector<SyntaxError> errors;

  char peek(std::size_t ahead = 0) const { return at + ahead < text_.size() ? text_[at + ahead] : '\0'; }
  bool done() const { return at >= text_.size(); }
  bool at_line_end() const { return done() || peek() == '\n' || peek() == '\r'; }
  void skip_blanks();  ///< spaces of Unicode and tabs
  bool take_line_end();
  bool take(std::string_view token);
  void rest_of_line();
  /// A comment of `//` up to the line's end, or a closed one between slash and star.
  bool take_comment();
  std::optional<std::string> read_identifier();
  std::optional<std::string> read_path();  ///< identifiers between dots
  std::optional<Expression> read_expression();
  std::optional<AttributeUse> read_attribute(std::string_view sign);
  std::optional<std::string> read_string();
  std::string_view text() const { return text_; }

 private:
  std::optional<Arguments> read_arguments();
  std::optional<Given> read_argument(Arguments& into);
  bool read_list(char closing, std::vector<Expression>& into);
  std::optional<Expression> read_any();
  std::optional<Expression> read_function();
  std::optional<Expression> read_array();
  std::optional<Expression> read_object();
  std::optional<Expression> read_number();
  std::string unescaped(std::size_t begin, std::size_t end);
  std::size_t take_unicode_escape(std::size_t from, std::size_t end, std::string& out);

  std::string_view text_;
  bool objects_;
  int depth_ = 0;
};

}  // namespace tributary::psl
