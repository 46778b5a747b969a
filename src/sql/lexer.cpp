#include "sql/lexer.hpp"

#include <algorithm>

namespace tributary::sql {
namespace {

using Kind = Token::Kind;

bool blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool operates(char c) {
  return std::string_view("~!@#^&|`?+-*/%<>=").find(c) != std::string_view::npos;
}

class Lexer {
 public:
  explicit Lexer(std::string_view sql, std::size_t at = 0) : sql_(sql), at_(at) {}
  std::vector<Token> all() {
    std::vector<Token> out;
    out.reserve(sql_.size() / 5 + 1);
    while (auto token = one()) out.push_back(*token);
    return out;
  }
  std::optional<Token> one() {
    if (at_ == 0 && sql_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;  // no token, or it would begin the first word
    while (at_ < sql_.size() && blank(sql_[at_])) ++at_;
    return at_ < sql_.size() ? std::optional(next()) : std::nullopt;
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < sql_.size() ? sql_[at_ + ahead] : '\0'; }
  Token until(std::size_t begin, Kind kind) { return {kind, begin, at_}; }

  Token next() {
    auto begin = at_;
    char c = peek();
    if (c == '-' && peek(1) == '-') return line_comment();
    if (c == '/' && peek(1) == '*') return block_comment();
    if (c == '\'') return quoted('\'', Kind::text, false);
    if (c == '"') return quoted('"', Kind::quoted_name, false);
    if (c == '$' && !digit(peek(1))) return dollar();
    if (letter(c)) return word();
    if (digit(c) || (c == '.' && digit(peek(1)))) return number();
    if (operates(c)) return operation();
    ++at_;
    if (c == ':' && (peek() == ':' || peek() == '=')) ++at_;
    return until(begin, Kind::symbol);
  }

  Token line_comment() {
    auto begin = at_;
    at_ = std::min(sql_.find_first_of("\r\n", at_), sql_.size());
    return until(begin, Kind::comment);
  }

  Token block_comment() {
    auto begin = at_;
    int depth = 0;
    while (at_ < sql_.size()) {
      if (peek() == '/' && peek(1) == '*') {
        ++depth, at_ += 2;
      } else if (peek() == '*' && peek(1) == '/') {
        at_ += 2;
        if (--depth == 0) return until(begin, Kind::comment);
      } else {
        ++at_;
      }
    }
    return until(begin, Kind::unterminated);
  }

  Token quoted(char quote, Kind kind, bool escapes) {
    auto begin = at_++;
    while (at_ < sql_.size()) {
      if (escapes && peek() == '\\') {
        at_ = std::min(at_ + 2, sql_.size());
      } else if (peek() != quote) {
        ++at_;
      } else if (peek(1) == quote) {
        at_ += 2;
      } else {
        ++at_;
        return until(begin, kind);
      }
    }
    return until(begin, Kind::unterminated);
  }

  Token dollar() {
    auto begin = at_;
    auto tag = at_ + 1;
    while (tag < sql_.size() && (letter(sql_[tag]) || digit(sql_[tag]))) ++tag;
    if (tag >= sql_.size() || sql_[tag] != '$') {
      ++at_;
      return until(begin, Kind::symbol);
    }
    auto fence = sql_.substr(begin, tag + 1 - begin);
    auto close = sql_.find(fence, tag + 1);
    at_ = close == std::string_view::npos ? sql_.size() : close + fence.size();
    return until(begin, close == std::string_view::npos ? Kind::unterminated : Kind::text);
  }

  Token word() {
    auto begin = at_;
    char c = peek();
    auto prefix = [&](char quote, std::size_t length, Kind kind, bool escapes) {
      at_ += length;
      auto token = quoted(quote, kind, escapes);
      return Token{token.kind, begin, token.end};
    };
    if ((c == 'E' || c == 'e') && peek(1) == '\'') return prefix('\'', 1, Kind::text, true);
    if (std::string_view("BbXxNn").find(c) != std::string_view::npos && peek(1) == '\'')
      return prefix('\'', 1, Kind::text, false);
    if ((c == 'U' || c == 'u') && peek(1) == '&' && peek(2) == '\'') return prefix('\'', 2, Kind::text, false);
    if ((c == 'U' || c == 'u') && peek(1) == '&' && peek(2) == '"') return prefix('"', 2, Kind::quoted_name, false);
    while (letter(peek()) || digit(peek()) || (peek() == '$' && at_ > begin)) ++at_;
    return until(begin, Kind::word);
  }

  Token number() {
    auto begin = at_;
    while (digit(peek())) ++at_;
    if (peek() == '.' && peek(1) != '.') {
      ++at_;
      while (digit(peek())) ++at_;
    }
    bool exponent =
        (peek() == 'e' || peek() == 'E') && (digit(peek(1)) || ((peek(1) == '+' || peek(1) == '-') && digit(peek(2))));
    if (exponent) {
      at_ += 2;
      while (digit(peek())) ++at_;
    }
    return until(begin, Kind::number);
  }

  /// A comment may begin within a run of operator characters.
  Token operation() {
    auto begin = at_;
    while (at_ < sql_.size() && operates(peek()) &&
           (at_ == begin || !((peek() == '-' && peek(1) == '-') || (peek() == '/' && peek(1) == '*'))))
      ++at_;
    return until(begin, Kind::symbol);
  }

  std::string_view sql_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<Token> tokens_of(std::string_view sql) {
  return Lexer(sql).all();
}

std::optional<Token> token_at(std::string_view sql, std::size_t byte) {
  return Lexer(sql, byte).one();
}

bool is_word(std::string_view sql, const Token& token, std::string_view lower) {
  if (token.kind != Kind::word || token.end - token.begin != lower.size()) return false;
  return std::equal(lower.begin(), lower.end(), sql.begin() + static_cast<std::ptrdiff_t>(token.begin),
                    [](char wanted, char c) { return wanted == (c >= 'A' && c <= 'Z' ? c + 32 : c); });
}

}  // namespace tributary::sql
