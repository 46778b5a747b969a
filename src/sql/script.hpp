#pragma once
// A script as text: its pieces, comments and long names, found without the parser so that any bytes have an answer.
#include <string>
#include <vector>

#include "sql/lexer.hpp"
#include "sql/positions.hpp"
#include "tributary/change.hpp"

namespace tributary::sql {

struct Piece {
  enum class Kind {
    statement,
    client_command,  ///< \copy, \i …: psql's, no SQL
    copy_data        ///< the lines behind COPY … FROM STDIN, up to \.
  };
  Kind kind = Kind::statement;
  std::size_t begin = 0, end = 0;  ///< bytes; comments and blanks in front, and the `;`, left out
  bool operator==(const Piece&) const = default;
};

/// Cut at each `;` outside brackets, quotes and BEGIN ATOMIC … END bodies.
std::vector<Piece> pieces_of(std::string_view sql);

/// Where the first token that is no comment begins, from this byte on.
std::size_t skip_comments(const std::vector<Token>& tokens, std::size_t byte);

/// The longest run of operators between commas and brackets: what the parser's tree would nest that deep.
std::size_t longest_chain_of(std::string_view sql, const std::vector<Token>& tokens);

std::vector<Suppression> suppressions_of(std::string_view sql, const std::vector<Token>& tokens,
                                         const Positions& positions);
std::vector<LongIdentifier> long_identifiers_of(std::string_view sql, const std::vector<Token>& tokens,
                                                const Positions& positions);

}  // namespace tributary::sql
