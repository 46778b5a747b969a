#include "collect/js_tokens.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tributary {
namespace {

bool is_word_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || c == '#' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word(char c) {
  return is_word_start(c) || is_digit(c);
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void append_utf8(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code <= 0x10FFFF) {
    out += static_cast<char>(0xF0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

class JsReader {
 public:
  explicit JsReader(std::string_view source) : source_(source) {
    if (source_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    if (source_.substr(at_).starts_with("#!")) skip_line();
  }

  std::vector<JsToken> read() {
    for (skip_blanks(); at_ < source_.size(); skip_blanks()) read_token();
    add(JsToken::Kind::end, "", line_);
    return std::move(tokens_);
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0'; }

  void step() {
    if (source_[at_] == '\n') {
      ++line_;
      new_line_ = true;
    }
    ++at_;
  }

  void skip_line() {
    while (at_ < source_.size() && source_[at_] != '\n') ++at_;
  }

  void skip_blanks() {
    while (at_ < source_.size()) {
      char c = source_[at_];
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v') {
        step();
      } else if (c == '/' && peek(1) == '/') {
        skip_line();
      } else if (c == '/' && peek(1) == '*') {
        auto end = source_.find("*/", at_ + 2);
        end = end == source_.npos ? source_.size() : end + 2;
        while (at_ < end) step();
      } else {
        return;
      }
    }
  }

  void add(JsToken::Kind kind, std::string text, int line) {
    tokens_.push_back({kind, std::move(text), line, new_line_});
    new_line_ = false;
  }

  void read_token() {
    const char c = source_[at_];
    if (c == '"' || c == '\'') return read_string(c);
    if (c == '`') return read_template();
    if (is_word_start(c)) return read_run(JsToken::Kind::word);
    if (is_digit(c)) return read_run(JsToken::Kind::number);
    if (c == '/' && regex_may_start()) return read_regex();
    read_punctuation();
  }

  void read_run(JsToken::Kind kind) {
    auto begin = at_;
    while (is_word(peek()) || (kind == JsToken::Kind::number && peek() == '.')) ++at_;
    add(kind, std::string(source_.substr(begin, at_ - begin)), line_);
  }

  // A slash divides only after a value: a name, a number, a string, a closing bracket.
  bool regex_may_start() const {
    if (tokens_.empty()) return true;
    const auto& before = tokens_.back();
    if (before.kind == JsToken::Kind::punctuation)
      return before.text != ")" && before.text != "]" && before.text != "}";
    return before.kind == JsToken::Kind::word && (before.text == "return" || before.text == "typeof");
  }

  void read_regex() {
    const auto begin = at_++;
    bool in_class = false;
    for (; at_ < source_.size() && source_[at_] != '\n'; ++at_) {
      if (source_[at_] == '\\' && at_ + 1 < source_.size()) {
        ++at_;
      } else if (source_[at_] == '[') {
        in_class = true;
      } else if (source_[at_] == ']') {
        in_class = false;
      } else if (source_[at_] == '/' && !in_class) {
        break;
      }
    }
    if (peek() == '/') ++at_;
    while (is_word(peek())) ++at_;
    add(JsToken::Kind::regex, std::string(source_.substr(begin, at_ - begin)), line_);
  }

  void read_punctuation() {
    static constexpr std::array<std::string_view, 19> operators = {
        "...", "===", "!==", "?\?=", "||=", "&&=", "=>", "??", "?.", "||",
        "&&",  "==",  "!=",  "<=",   ">=",  "+=",  "-=", "++", "--"};
    for (auto op : operators)
      if (source_.substr(at_).starts_with(op)) {
        add(JsToken::Kind::punctuation, std::string(op), line_);
        at_ += op.size();
        return;
      }
    add(JsToken::Kind::punctuation, std::string(1, source_[at_]), line_);
    ++at_;
  }

  // After the backslash: appends what the escape stands for.
  void read_escape(std::string& out) {
    const char c = peek();
    static constexpr std::string_view names = "nrtbfv0", meanings("\n\r\t\b\f\v\0", 7);
    if (auto known = names.find(c); known != names.npos) {
      out += meanings[known];
      return step();
    }
    if (c == 'x' || c == 'u') return read_code(out);
    if (c == '\r' && peek(1) == '\n') step();
    if (at_ >= source_.size()) return;
    if (c != '\n' && c != '\r') out += c;
    step();
  }

  void read_code(std::string& out) {
    const bool braces = peek() == 'u' && peek(1) == '{';
    int left = braces ? 6 : peek() == 'u' ? 4 : 2;
    at_ += braces ? 2 : 1;
    std::uint32_t code = 0;
    for (; left > 0 && hex_value(peek()) >= 0; --left, ++at_)
      code = code * 16 + static_cast<std::uint32_t>(hex_value(peek()));
    if (braces && peek() == '}') ++at_;
    append_utf8(out, code);
  }

  void read_string(char quote) {
    const int line = line_;
    std::string text;
    for (step(); at_ < source_.size() && source_[at_] != quote && source_[at_] != '\n';) {
      if (source_[at_] == '\\') {
        step();
        read_escape(text);
      } else {
        text += source_[at_];
        step();
      }
    }
    if (peek() == quote && at_ < source_.size()) step();
    add(JsToken::Kind::text, std::move(text), line);
  }

  void read_template() {
    const int line = line_;
    std::string text;
    bool has_hole = false;
    for (step(); at_ < source_.size() && source_[at_] != '`';) {
      if (source_[at_] == '\\') {
        step();
        read_escape(text);
      } else if (source_[at_] == '$' && peek(1) == '{') {
        has_hole = true;
        read_hole(text);
      } else {
        text += source_[at_];
        step();
      }
    }
    if (peek() == '`') step();
    add(has_hole ? JsToken::Kind::template_text : JsToken::Kind::text, std::move(text), line);
  }

  // ${ … } of a template, kept raw; braces inside are counted, which is right for everything but braces in strings.
  void read_hole(std::string& text) {
    int depth = 0;
    while (at_ < source_.size()) {
      const char c = source_[at_];
      text += c;
      step();
      if (c == '{') ++depth;
      if (c == '}' && --depth == 0) return;
    }
  }

  std::string_view source_;
  std::size_t at_ = 0;
  int line_ = 1;
  bool new_line_ = true;
  std::vector<JsToken> tokens_;
};

}  // namespace

std::vector<JsToken> js_tokens(std::string_view source) {
  return JsReader(source).read();
}

}  // namespace tributary
