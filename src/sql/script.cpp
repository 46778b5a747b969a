#include "sql/script.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace tributary::sql {
namespace {

using Kind = Token::Kind;

bool is_symbol(std::string_view sql, const Token& token, char symbol) {
  return token.kind == Kind::symbol && token.end == token.begin + 1 && sql[token.begin] == symbol;
}

/// Cuts a script by its tokens, read one by one: an open quote in a client command or in data swallows nothing.
class Cutter {
 public:
  explicit Cutter(std::string_view sql) : sql_(sql) {}

  std::vector<Piece> all() {
    for (; auto read = token_at(sql_, next_); ++at_) {
      tokens_.push_back(*read), next_ = read->end;
      auto token = *read;
      if (token.kind == Kind::comment) continue;
      if (is_symbol(sql_, token, '\\')) {
        client_command();
      } else if (is_symbol(sql_, token, ';') && depth_ <= 0 && atomic_ == 0) {
        close(token.begin);
        if (!pieces_.empty() && copies_from_stdin(pieces_.back())) copy_data(token.end);
      } else {
        part(token);
      }
    }
    close(sql_.size());
    return std::move(pieces_);
  }

 private:
  void part(const Token& token) {
    if (!open_) open_ = true, begin_ = token.begin, first_ = at_, depth_ = 0, atomic_ = 0;
    end_ = token.end;
    if (is_symbol(sql_, token, '(') || is_symbol(sql_, token, '[')) ++depth_;
    if (is_symbol(sql_, token, ')') || is_symbol(sql_, token, ']')) --depth_;
    // BEGIN ATOMIC … END, in which CASE … END nests.
    if (is_word(sql_, token, "atomic") && at_ > first_ && is_word(sql_, tokens_[at_ - 1], "begin")) {
      atomic_ = 1;
    } else if (atomic_ > 0 && is_word(sql_, token, "case")) {
      ++atomic_;
    } else if (atomic_ > 0 && is_word(sql_, token, "end")) {
      --atomic_;
    }
  }

  void close(std::size_t) {
    if (open_) pieces_.push_back({Piece::Kind::statement, begin_, end_});
    open_ = false, depth_ = 0, atomic_ = 0;
  }

  /// To the end of its line, quotes or not; it also ends what stands before it, as psql's \g would.
  void client_command() {
    auto begin = tokens_[at_].begin;
    close(begin);
    auto end = std::min(sql_.find('\n', begin), sql_.size());
    pieces_.push_back({Piece::Kind::client_command, begin, end});
    next_ = end;
  }

  bool copies_from_stdin(const Piece& piece) const {
    auto inside = [&](std::size_t i) { return i < tokens_.size() && tokens_[i].begin < piece.end; };
    if (piece.kind != Piece::Kind::statement || !inside(first_) || !is_word(sql_, tokens_[first_], "copy"))
      return false;
    for (auto i = first_; inside(i + 1); ++i)
      if (is_word(sql_, tokens_[i], "from") && is_word(sql_, tokens_[i + 1], "stdin")) return true;
    return false;
  }

  void copy_data(std::size_t from) {
    if (no_data_end_) return;
    auto begin = std::min(sql_.find('\n', from), sql_.size());
    for (auto line = begin; line < sql_.size();) {
      auto end = std::min(sql_.find('\n', line + 1), sql_.size());
      if (text::trim(sql_.substr(line, end - line)) == "\\.") {
        pieces_.push_back({Piece::Kind::copy_data, begin + 1, end});
        next_ = end;
        return;
      }
      line = end;
    }
    no_data_end_ = true;
  }

  std::string_view sql_;
  std::vector<Token> tokens_;
  std::vector<Piece> pieces_;
  std::size_t at_ = 0, next_ = 0, begin_ = 0, end_ = 0, first_ = 0;
  int depth_ = 0, atomic_ = 0;
  bool open_ = false, no_data_end_ = false;
};

/// Operators and keywords on whose left side the grammar nests without a bracket.
bool chains(std::string_view sql, const Token& token) {
  if (token.kind == Kind::symbol) return std::string_view(",;()[]").find(sql[token.begin]) == std::string_view::npos;
  if (token.kind != Kind::word) return false;
  for (auto word : {"union", "except", "intersect", "join", "collate", "is", "isnull", "notnull", "at", "like", "ilike",
                    "similar", "between", "in", "operator", "not"})
    if (is_word(sql, token, word)) return true;
  return false;
}

std::string comment_text(std::string_view sql, const Token& token) {
  auto text = sql.substr(token.begin, token.end - token.begin);
  text.remove_prefix(2);
  if (sql[token.begin] == '/' && text.size() >= 2) text.remove_suffix(2);
  return text::trim(text);
}

/// "tributary: allow <rule> [because …]".
bool read_suppression(const std::string& comment, Suppression& out) {
  const std::string marker = "tributary:";
  if (text::lower(comment.substr(0, marker.size())) != marker) return false;
  auto rest = text::trim(comment.substr(marker.size()));
  if (text::lower(rest.substr(0, 5)) != "allow" || (rest.size() > 5 && rest[5] != ' ' && rest[5] != '\t')) return false;
  rest = text::trim(rest.substr(5));
  auto end = std::min(rest.find_first_of(" \t\n\r"), rest.size());
  out.rule = rest.substr(0, end);
  while (!out.rule.empty() && std::string_view(",.;:").find(out.rule.back()) != std::string_view::npos)
    out.rule.pop_back();
  rest = text::trim(rest.substr(end));
  if (text::lower(rest.substr(0, 7)) == "because") rest = text::trim(rest.substr(7));
  out.because = rest;
  return true;
}

/// The name that the token stands for, in bytes as PostgreSQL counts them.
std::size_t name_length(std::string_view sql, const Token& token) {
  if (token.kind == Kind::word) return token.end - token.begin;
  auto quote = sql.find('"', token.begin);
  auto inner = sql.substr(quote + 1, token.end - quote - 2);
  return inner.size() - text::split(text::replace_all(std::string(inner), "\"\"", "\n"), '\n').size() + 1;
}

}  // namespace

std::vector<Piece> pieces_of(std::string_view sql) {
  return Cutter(sql).all();
}

std::size_t skip_comments(const std::vector<Token>& tokens, std::size_t byte) {
  auto token = std::lower_bound(tokens.begin(), tokens.end(), byte,
                                [](const Token& one, std::size_t at) { return one.begin < at; });
  while (token != tokens.end() && token->kind == Kind::comment) ++token;
  return token == tokens.end() ? byte : token->begin;
}

std::size_t longest_chain_of(std::string_view sql, const std::vector<Token>& tokens) {
  std::vector<std::size_t> runs{0};
  std::size_t longest = 0;
  for (const auto& token : tokens) {
    bool opens = token.kind == Kind::symbol && (sql[token.begin] == '(' || sql[token.begin] == '[');
    bool closes = token.kind == Kind::symbol && (sql[token.begin] == ')' || sql[token.begin] == ']');
    if (opens) {
      runs.push_back(0);
    } else if (closes && runs.size() > 1) {
      runs.pop_back();
    } else if (is_symbol(sql, token, ',') || is_symbol(sql, token, ';') || is_word(sql, token, "and") ||
               is_word(sql, token, "or") || is_word(sql, token, "when")) {
      runs.back() = 0;  // these lists are flat in the tree
    } else if (chains(sql, token)) {
      longest = std::max(longest, ++runs.back());
    }
  }
  return longest;
}

std::vector<Suppression> suppressions_of(std::string_view sql, const std::vector<Token>& tokens,
                                         const Positions& positions) {
  std::vector<Suppression> out;
  bool before_all = true;
  for (const auto& token : tokens) {
    if (token.kind != Kind::comment) {
      before_all = false;
      continue;
    }
    Suppression found;
    if (!read_suppression(comment_text(sql, token), found)) continue;
    found.line = positions.of(token.begin).line;
    found.whole_file = before_all;
    out.push_back(std::move(found));
  }
  return out;
}

std::vector<LongIdentifier> long_identifiers_of(std::string_view sql, const std::vector<Token>& tokens,
                                                const Positions& positions) {
  std::vector<LongIdentifier> out;
  for (const auto& token : tokens) {
    if (token.kind != Kind::word && token.kind != Kind::quoted_name) continue;
    if (token.end - token.begin <= 63 || name_length(sql, token) <= 63) continue;
    auto place = positions.of(token.begin);
    auto text = sql.substr(token.begin, token.end - token.begin);
    if (token.kind == Kind::quoted_name && text.front() == '"') text = text.substr(1, text.size() - 2);
    out.push_back({std::string(text), place.line, place.column});
  }
  return out;
}

}  // namespace tributary::sql
