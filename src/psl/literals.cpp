#include "psl/literals.hpp"

#include <string>

namespace tributary::psl {
namespace {

bool digit(char c) {
  return c >= '0' && c <= '9';
}

class Json {
 public:
  explicit Json(std::string_view text) : rest_(text) {}

  bool whole() {
    bool fine = value(0);
    blanks();
    return fine && rest_.empty();
  }

 private:
  static constexpr int deepest = 127;  // more levels are an error to Prisma, too

  char peek() const { return rest_.empty() ? '\0' : rest_[0]; }
  bool take(std::string_view token) {
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  void blanks() {
    while (!rest_.empty() && std::string_view(" \t\r\n").find(rest_[0]) != std::string_view::npos)
      rest_.remove_prefix(1);
  }
  bool digits() {
    if (!digit(peek())) return false;
    while (digit(peek())) rest_.remove_prefix(1);
    return true;
  }

  bool number() {
    take("-");
    if (!take("0") && !digits()) return false;
    if (take(".") && !digits()) return false;
    if (!take("e") && !take("E")) return true;
    if (!take("+")) take("-");
    return digits();
  }

  bool string() {
    if (!take("\"")) return false;
    while (!rest_.empty() && peek() != '"') {
      if (static_cast<unsigned char>(peek()) < 0x20) return false;
      bool escape = take("\\");
      if (escape && take("u")) {
        for (int i = 0; i < 4; ++i) {
          if (rest_.empty() || std::string_view("0123456789abcdefABCDEF").find(peek()) == std::string_view::npos)
            return false;
          rest_.remove_prefix(1);
        }
        continue;
      }
      if (rest_.empty() || (escape && std::string_view("\"\\/bfnrt").find(peek()) == std::string_view::npos))
        return false;
      rest_.remove_prefix(1);
    }
    return take("\"");
  }

  bool items(int depth, char closing) {
    blanks();
    if (take(std::string_view(&closing, 1))) return true;
    for (;;) {
      blanks();
      if (closing == '}') {
        if (!string()) return false;
        blanks();
        if (!take(":")) return false;
      }
      if (!value(depth)) return false;
      blanks();
      if (take(std::string_view(&closing, 1))) return true;
      if (!take(",")) return false;
    }
  }

  bool value(int depth) {
    blanks();
    if (depth > deepest) return false;
    if (take("{")) return items(depth + 1, '}');
    if (take("[")) return items(depth + 1, ']');
    if (peek() == '"') return string();
    return take("true") || take("false") || take("null") || number();
  }

  std::string_view rest_;
};

// A number of exactly `width` digits at `at`; -1 = none.
int number_at(std::string_view text, std::size_t at, std::size_t width) {
  if (text.size() < at + width) return -1;
  int value = 0;
  for (char c : text.substr(at, width)) {
    if (!digit(c)) return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

bool between(int value, int low, int high) {
  return value >= low && value <= high;
}

int days_of(int year, int month) {
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (month == 2) return leap ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

bool is_date(std::string_view text) {
  int year = number_at(text, 0, 4), month = number_at(text, 5, 2), day = number_at(text, 8, 2);
  return year >= 0 && text[4] == '-' && text[7] == '-' && between(month, 1, 12) &&
         between(day, 1, days_of(year, month));
}

bool is_time(std::string_view text) {
  return between(number_at(text, 0, 2), 0, 23) && text[2] == ':' && between(number_at(text, 3, 2), 0, 59) &&
         text[5] == ':' && between(number_at(text, 6, 2), 0, 60);
}

}  // namespace

bool is_json(std::string_view text) {
  return Json(text).whole();
}

bool is_base64(std::string_view text) {
  if (text.size() % 4 != 0) return false;
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  static const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return text.find_first_not_of(alphabet) == text.npos;
}

bool is_rfc3339(std::string_view text) {
  if (text.size() < 20 || !is_date(text) || !is_time(text.substr(11))) return false;
  if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return false;
  auto rest = text.substr(19);
  if (rest.starts_with('.')) {
    auto end = rest.find_first_not_of("0123456789", 1);
    if (end == rest.npos || end == 1) return false;
    rest.remove_prefix(end);
  }
  if (rest == "Z" || rest == "z") return true;
  bool signed_offset = rest.starts_with('+') || rest.starts_with('-');
  return rest.size() == 6 && signed_offset && between(number_at(rest, 1, 2), 0, 23) && rest[3] == ':' &&
         between(number_at(rest, 4, 2), 0, 59);
}

bool is_decimal(std::string_view text) {
  auto exponent = text.find_first_of("eE");
  auto head = text.substr(0, exponent);
  if (head.starts_with('-') || head.starts_with('+')) head.remove_prefix(1);
  if (head.empty() || head.find_first_not_of("0123456789.") != head.npos || head.find('.') != head.rfind('.') ||
      head == ".")
    return false;
  if (exponent == text.npos) return true;
  auto tail = text.substr(exponent + 1);
  if (tail.starts_with('-') || tail.starts_with('+')) tail.remove_prefix(1);
  return !tail.empty() && tail.find_first_not_of("0123456789") == tail.npos;
}

}  // namespace tributary::psl
