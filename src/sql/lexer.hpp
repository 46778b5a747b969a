#pragma once
// PostgreSQL's lexical rules (scan.l, standard_conforming_strings on), for any bytes: libpg_query's own scanner gives
// no token at all where a quote is left open.
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace tributary::sql {

struct Token {
  enum class Kind { word, quoted_name, text, number, symbol, comment, unterminated };
  Kind kind = Kind::symbol;
  std::size_t begin = 0, end = 0;  ///< bytes
  bool operator==(const Token&) const = default;
};

/// Every token with the comments, in order. `;`, `,`, brackets and `.` are symbols of their own; a run of operator
/// characters is one. A quote, dollar quote or comment that is never closed runs to the end as `unterminated`.
std::vector<Token> tokens_of(std::string_view sql);

/// The first token at or behind a byte; none where only blanks are left.
std::optional<Token> token_at(std::string_view sql, std::size_t byte);

/// A word, whatever its case.
bool is_word(std::string_view sql, const Token& token, std::string_view lower);

}  // namespace tributary::sql
