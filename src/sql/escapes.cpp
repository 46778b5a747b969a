#include "sql/escapes.hpp"

#include "base/text.hpp"
#include "sql/lexer.hpp"

namespace tributary::sql {
namespace {

class Rewriter {
 public:
  explicit Rewriter(std::string sql) : sql_(std::move(sql)) {}

  std::string rewritten() {
    for (std::size_t at = 0; auto token = token_at(sql_, at);) {
      at = token->end;
      if (token->kind == Token::Kind::comment) continue;
      if (escapes_ && sql_[token->begin] == '\'') at = text_from(token->begin);
      look(*token);
    }
    return std::move(sql_);
  }

 private:
  /// SET … standard_conforming_strings = off; any other value and RESET end it.
  void look(const Token& token) {
    auto word = text::lower(sql_.substr(token.begin, token.end - token.begin));
    if (word == "standard_conforming_strings") {
      setting_ = true, escapes_ = false;
    } else if (setting_ && word != "=" && word != "to") {
      setting_ = false;
      escapes_ = word == "off" || word == "false" || word == "0" || word == "'off'" || word == "'false'" ||
                 word == "no" || word == "'0'";
    }
  }

  /// Behind the text's closing quote.
  std::size_t text_from(std::size_t at) {
    for (++at; at < sql_.size(); ++at) {
      if (sql_[at] == '\\' && at + 1 < sql_.size()) {
        if (sql_[at + 1] == '\'') sql_[at] = '\'';
        ++at;
      } else if (sql_[at] == '\'') {
        if (at + 1 >= sql_.size() || sql_[at + 1] != '\'') return at + 1;
        ++at;
      }
    }
    return at;
  }

  std::string sql_;
  bool setting_ = false, escapes_ = false;
};

}  // namespace

std::string with_standard_strings(const std::string& sql) {
  auto at = text::lower(sql).find("standard_conforming_strings");
  return at == std::string::npos || sql.find('\\') == std::string::npos ? sql : Rewriter(sql).rewritten();
}

}  // namespace tributary::sql
