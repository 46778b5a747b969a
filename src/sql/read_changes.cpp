#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "sql/escapes.hpp"
#include "sql/parser.hpp"
#include "sql/script.hpp"
#include "sql/statements.hpp"

namespace tributary {
namespace {

using namespace sql;

/// Words of the grammars of 16 to 18 that 15's has not: JSON_TABLE, VIRTUAL, WITHOUT OVERLAPS, 1_000 and others.
bool has_newer_words(const std::string& text) {
  static constexpr std::string_view words[] = {
      "virtual",     "json_table", "json_query",    "json_exists",    "json_value", "json_scalar", "json_serialize",
      "json_object", "json_array", "json_arrayagg", "json_objectagg", "enforced",   "overlaps",    "period",
      "expression",  "on_error",   "log_verbosity", "reject_limit",   "inherit",    "partitions"};
  bool merges = false, returns = false, after_is = false;
  for (const auto& token : tokens_of(text)) {
    auto is = [&](std::string_view word) { return is_word(text, token, word); };
    if (std::any_of(std::begin(words), std::end(words), is) || (after_is && is("json"))) return true;
    merges = merges || is("merge"), returns = returns || is("returning"), after_is = is("is");
    bool number = text[token.begin] >= '0' && text[token.begin] <= '9';
    auto behind = text.find_first_not_of("0123456789", token.begin);
    if (number && behind != text.npos && std::string_view("_xXoObB").find(text[behind]) != std::string_view::npos)
      return true;
  }
  return merges && returns;
}

/// The whole script, or piece by piece where the parser stops somewhere.
class ScriptReader {
 public:
  ScriptReader(const std::string& sql, ScriptChanges& out)
      : sql_(sql), out_(out), positions_(sql), tokens_(tokens_of(sql)), context_(out, positions_) {}

  void read() {
    out_.suppressions = suppressions_of(sql_, tokens_, positions_);
    out_.long_identifiers = long_identifiers_of(sql_, tokens_, positions_);
    auto parsed =
        sql_.compare(0, 3, bom) == 0 || longest_chain_of(sql_, tokens_) > longest_chain ? Parsed{} : parse(sql_);
    if (parsed.tree) return read_all(parsed.tree->root());
    byte_order_mark();
    for (const auto& piece : pieces_of(sql_)) read_piece(piece);
  }

 private:
  static constexpr const char* bom = "\xEF\xBB\xBF";

  void read_all(const Node& root) {
    for (auto item : root["stmts"]) {
      auto begin = static_cast<std::size_t>(item["stmt_location"].number());
      auto length = static_cast<std::size_t>(item["stmt_len"].number());
      auto end = length ? begin + length : sql_.size();
      read_one(item["stmt"], skip_comments(tokens_, begin), end, 0);
    }
  }

  void read_one(const Node& statement, std::size_t begin, std::size_t end, std::size_t base) {
    begin_statement(begin, end, std::string(statement.kind()), base);
    context_.text = sql_.substr(begin, out_.statements.back().end - begin);
    read_statement(context_, statement);
    context_.end_statement();
  }

  void begin_statement(std::size_t begin, std::size_t end, std::string kind, std::size_t base) {
    end = begin + text::trim(std::string_view(sql_).substr(begin, end - begin)).size();
    auto place = positions_.of(begin);
    out_.statements.push_back({begin, end, place.line, place.column, std::move(kind)});
    context_.begin_statement(out_.statements.size() - 1, base);
  }

  /// The server's lexer takes the mark for an identifier's beginning and says "syntax error at or near".
  void byte_order_mark() {
    if (sql_.compare(0, 3, bom) != 0) return;
    out_.problems.push_back(
        {1, 1, "the script begins with a byte order mark, which PostgreSQL rejects as a syntax error"});
  }

  void read_piece(const Piece& piece) {
    if (piece.kind != Piece::Kind::statement) return unreadable_piece(piece);
    auto text = sql_.substr(piece.begin, piece.end - piece.begin);
    auto chain = longest_chain_of(text, tokens_of(text));
    auto parsed = chain > longest_chain
                      ? Parsed{nullptr, fmt::format("a chain of {} terms is too long", chain), 0, true}
                      : parse(text);
    if (!parsed.tree) return unknown(piece.begin, piece.end, text, parsed);
    for (auto item : parsed.tree->root()["stmts"]) read_one(item["stmt"], piece.begin, piece.end, piece.begin);
  }

  void unreadable_piece(const Piece& piece) {
    bool data = piece.kind == Piece::Kind::copy_data;
    auto why = data ? "rows of a COPY … FROM STDIN stand in the script; only psql sends such rows"
                    : "a psql command, which only psql understands: " +
                          sql_.substr(piece.begin, std::min<std::size_t>(piece.end - piece.begin, 60));
    begin_statement(piece.begin, piece.end, "", 0);
    context_.problem(why);
    context_.opaque(why);
  }

  void unknown(std::size_t begin, std::size_t end, const std::string& text, const Parsed& parsed) {
    begin_statement(begin, end, "", 0);
    auto at = parsed.character ? begin + Positions(text).byte_of_character(parsed.character) : begin;
    auto place = positions_.of(at);
    out_.problems.push_back({place.line, place.column, parsed.error,
                             parsed.not_read         ? SqlProblem::Kind::unread
                             : has_newer_words(text) ? SqlProblem::Kind::perhaps_newer
                                                     : SqlProblem::Kind::refused});
    context_.opaque((parsed.not_read ? "it was not read: " : "PostgreSQL 15's parser does not understand it: ") +
                    parsed.error);
  }

  const std::string& sql_;
  ScriptChanges& out_;
  Positions positions_;
  std::vector<Token> tokens_;
  Context context_;
};

void unreadable(ScriptChanges& out, const std::string& sql, std::size_t at, std::string why, SqlProblem::Kind kind) {
  auto place = Positions(std::string_view(sql).substr(0, at)).of(at);
  out.problems.push_back({place.line, place.column, why, kind});
  out.statements.push_back({0, sql.size(), 1, 1, ""});
  Change change;
  change.because = std::move(why);
  change.line = 1, change.column_number = 1;
  out.changes.push_back(std::move(change));
}

/// Where the first byte stands that is no UTF-8.
std::size_t broken_at(const std::string& sql) {
  std::size_t good = 0, bad = sql.size();
  while (bad - good > 8) {
    auto middle = good + (bad - good) / 2;
    while (middle > good && (static_cast<unsigned char>(sql[middle]) & 0xC0) == 0x80) --middle;
    if (middle == good) break;
    (text::is_utf8(std::string_view(sql).substr(good, middle - good)) ? good : bad) = middle;
  }
  while (good < sql.size()) {
    std::size_t length = 1;
    while (length <= 4 && good + length <= sql.size() && !text::is_utf8(std::string_view(sql).substr(good, length)))
      ++length;
    if (length > 4 || good + length > sql.size()) break;
    good += length;
  }
  return good;
}

}  // namespace

ScriptChanges read_changes(const std::string& sql, std::size_t cap) {
  ScriptChanges out;
  if (sql.size() > cap) {
    unreadable(out, sql, 0, fmt::format("the script has {} bytes; scripts over {} bytes are not read", sql.size(), cap),
               SqlProblem::Kind::unread);
  } else if (sql.starts_with("version https://git-lfs.github.com/spec/")) {
    // A commit holds no more than that; Prisma meets what the checkout puts in its place.
    unreadable(out, sql, 0, "a Git LFS pointer stands for the script; what it points to was not read",
               SqlProblem::Kind::unread);
  } else if (auto nul = sql.find('\0'); nul != std::string::npos) {
    unreadable(out, sql, nul, "the script holds a NUL byte, at which PostgreSQL would stop reading",
               SqlProblem::Kind::refused);
  } else if (!text::is_utf8(sql)) {
    // Prisma from 6.6 on puts U+FFFD in the place of such bytes, which does no harm in a comment.
    unreadable(out, sql, broken_at(sql), "the script is not UTF-8", SqlProblem::Kind::unread);
  } else {
    const auto standard = with_standard_strings(sql);
    on_deep_stack([&] { ScriptReader(standard, out).read(); });
  }
  return out;
}

}  // namespace tributary
