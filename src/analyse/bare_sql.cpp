#include "analyse/bare_sql.hpp"

#include <algorithm>

namespace tributary {
namespace {

constexpr int no_more = -1;

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '$' || c < 0;
}

/// One character of the bare text after the other, so that a comparison ends at the first that differs.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  }

  int next() {
    if (!end_.empty()) return in_quotes();
    skip();
    if (at_ >= text_.size()) return no_more;
    if (statement_ && last_) return out(';');
    if (gap_ && last_ && !stands_alone(last_) && !stands_alone(text_[at_])) return out(' ');
    return begin_of_quotes();
  }

 private:
  static bool stands_alone(char c) { return c == '(' || c == ')' || c == ',' || c == ';'; }

  int out(char c) {
    before_ = last_, last_ = c;
    gap_ = statement_ = false;
    return static_cast<unsigned char>(c);
  }

  bool ahead(std::string_view what) const { return text_.substr(at_, what.size()) == what; }

  void skip() {
    for (; at_ < text_.size(); gap_ = true) {
      if (ahead("--")) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (ahead("/*")) {
        skip_comment();
      } else if (text_[at_] == ';') {
        statement_ = true, ++at_;
      } else if (std::string_view(" \t\r\n\f\v").find(text_[at_]) != std::string_view::npos) {
        ++at_;
      } else {
        return;
      }
    }
  }

  // PostgreSQL's block comments nest.
  void skip_comment() {
    int depth = 0;
    do {
      if (ahead("/*"))
        ++depth, at_ += 2;
      else if (ahead("*/"))
        --depth, at_ += 2;
      else
        ++at_;
    } while (depth > 0 && at_ < text_.size());
  }

  int begin_of_quotes() {
    char c = text_[at_];
    if (c == '\'' || c == '"') {
      end_ = c;
      escapes_ = c == '\'' && (last_ == 'e' || last_ == 'E') && !is_word(before_);
    } else if (c == '$' && !is_word(last_)) {
      auto close = text_.find('$', at_ + 1);
      auto tag = text_.substr(at_ + 1, close == text_.npos ? 0 : close - at_ - 1);
      bool is_tag = close != text_.npos && std::all_of(tag.begin(), tag.end(), is_word) &&
                    (tag.empty() || tag[0] < '0' || tag[0] > '9');
      if (is_tag) end_ = text_.substr(at_, tag.size() + 2), opening_ = tag.size() + 1, escapes_ = false;
    }
    ++at_;
    return out(c);
  }

  int in_quotes() {
    if (at_ >= text_.size()) return no_more;
    if (ahead("\r\n")) ++at_;
    char c = text_[at_];
    if (opening_ > 0) {
      --opening_;
    } else if (literal_) {
      literal_ = false;
    } else if (escapes_ && c == '\\') {
      literal_ = true;
    } else if (leave_ > 0) {
      if (--leave_ == 0) end_.clear();
    } else if (ahead(end_)) {
      leave_ = end_.size() - 1;
      literal_ = leave_ == 0 && at_ + 1 < text_.size() && text_[at_ + 1] == c;  // '' is one quote
      if (leave_ == 0 && !literal_) end_.clear();
    }
    ++at_;
    return out(c);
  }

  std::string_view text_;
  std::size_t at_ = 0, opening_ = 0, leave_ = 0;  ///< characters of the tag that are still to come
  std::string end_;                               ///< what ends the quoted text we are in; "" = none
  char last_ = 0, before_ = 0;
  bool gap_ = false, statement_ = false, escapes_ = false, literal_ = false;
};

}  // namespace

std::string bare_sql(std::string_view sql) {
  std::string out;
  Reader reader(sql);
  for (int c = reader.next(); c != no_more; c = reader.next()) out += static_cast<char>(c);
  return out;
}

std::string bare_sql(const Script& script) {
  return script.too_large ? script.blob : bare_sql(script.text);
}

bool same_sql(const Migration& a, const Migration& b) {
  if (!a.script || !b.script) return false;
  if (a.script == b.script || a.script->blob == b.script->blob) return true;
  if (a.script->too_large || b.script->too_large)
    return !a.script->checksums.lf.empty() && a.script->checksums.lf == b.script->checksums.lf;
  Reader left(a.script->text), right(b.script->text);
  for (;;) {
    int c = left.next();
    if (c != right.next()) return false;
    if (c == no_more) return true;
  }
}

bool does_nothing(const Script& script) {
  return !script.too_large && Reader(script.text).next() == no_more;
}

}  // namespace tributary
