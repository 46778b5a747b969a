#include "psl/expression_reader.hpp"

#include <algorithm>

#include "psl/letters.hpp"

namespace tributary::psl {
namespace {

bool digit(char c) {
  return c >= '0' && c <= '9';
}

// Bytes of the blank at the front, 0 = none. The spaces beside ASCII's are U+00A0, U+1680, U+2000-200A, U+202F, U+205F
// and U+3000.
std::size_t blank_length(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] == ' ' || text[0] == '\t') return 1;
  if (text.starts_with("\xC2\xA0")) return 2;
  for (std::string_view space : {"\xE1\x9A\x80", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"})
    if (text.starts_with(space)) return 3;
  bool wide = text.size() > 2 && text.starts_with("\xE2\x80") && static_cast<unsigned char>(text[2]) <= 0x8A;
  return wide ? 3 : 0;
}

// Bytes of the letter or digit at the front, 0 = none.
std::size_t letter_length(std::string_view text, bool seven) {
  return !text.empty() && digit(text[0]) ? 1 : letter_ahead(text, seven ? 7 : 6);
}

void append_utf8(std::string& out, unsigned code) {
  auto put = [&](unsigned byte) { out += static_cast<char>(byte); };
  if (code < 0x80) return put(code);
  if (code < 0x800) return put(0xC0 | code >> 6), put(0x80 | (code & 0x3F));
  if (code < 0x10000) return put(0xE0 | code >> 12), put(0x80 | (code >> 6 & 0x3F)), put(0x80 | (code & 0x3F));
  put(0xF0 | code >> 18), put(0x80 | (code >> 12 & 0x3F)), put(0x80 | (code >> 6 & 0x3F)), put(0x80 | (code & 0x3F));
}

// The four hexadecimal digits after `\u`; nullopt: there are none.
std::optional<unsigned> code_unit(std::string_view escape) {
  if (escape.size() < 6 || !escape.starts_with("\\u")) return std::nullopt;
  unsigned value = 0;
  for (char c : escape.substr(2, 4)) {
    if (digit(c))
      value = value * 16 + static_cast<unsigned>(c - '0');
    else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
      value = value * 16 + static_cast<unsigned>((c | 0x20) - 'a' + 10);
    else
      return std::nullopt;
  }
  return value;
}

}  // namespace

void ExpressionReader::skip_blanks() {
  while (auto length = blank_length(text_.substr(std::min(at, text_.size())))) at += length;
}

bool ExpressionReader::take_line_end() {
  if (done()) return false;
  if (peek() == '\r' && peek(1) == '\n') return at += 2, true;
  if (peek() == '\n' || peek() == '\r') return ++at, true;
  return false;
}

bool ExpressionReader::take(std::string_view token) {
  if (!text_.substr(std::min(at, text_.size())).starts_with(token)) return false;
  at += token.size();
  return true;
}

void ExpressionReader::rest_of_line() {
  while (!at_line_end()) ++at;
}

bool ExpressionReader::take_comment() {
  if (peek() != '/') return false;
  if (peek(1) == '/') return rest_of_line(), true;
  auto close = peek(1) == '*' ? text_.find("*/", at + 2) : text_.npos;
  if (close == text_.npos) return false;
  at = close + 2;
  return true;
}

std::optional<std::string> ExpressionReader::read_identifier() {
  auto begin = at;
  auto length = letter_length(text_.substr(std::min(at, text_.size())), objects_);
  if (length == 0) return std::nullopt;
  while (length > 0) {
    at += length;
    while (peek() == '_' || peek() == '-') ++at;
    length = letter_length(text_.substr(std::min(at, text_.size())), objects_);
  }
  return std::string(text_.substr(begin, at - begin));
}

std::optional<std::string> ExpressionReader::read_path() {
  auto begin = at;
  if (!read_identifier()) return std::nullopt;
  while (take(".")) read_identifier();
  return std::string(text_.substr(begin, at - begin));
}

std::optional<std::string> ExpressionReader::read_string() {
  auto begin = at;
  if (!take("\"")) return std::nullopt;
  while (!done() && peek() != '"' && static_cast<unsigned char>(peek()) >= 0x20) at += peek() == '\\' ? 2 : 1;
  if (at >= text_.size() || peek() != '"') return at = begin, std::nullopt;
  ++at;
  return unescaped(begin + 1, at - 1);
}

std::string ExpressionReader::unescaped(std::size_t begin, std::size_t end) {
  static constexpr std::string_view names = "\"\\/bfnrt", means = "\"\\/\b\f\n\r\t";
  std::string out;
  for (auto i = begin; i < end; ++i) {
    if (text_[i] != '\\' || i + 1 >= end) {
      out += text_[i];
      continue;
    }
    char c = text_[i + 1];
    auto known = names.find(c);
    if (known != names.npos)
      out += means[known], ++i;
    else if (c == 'u')
      i += take_unicode_escape(i, end, out) - 1;
    else
      errors.push_back({"unknown-escape", {i, i + 2}, "this escape is not known; write \\\\ for a backslash"}), ++i;
  }
  return out;
}

// UTF-16 as JSON has it: a pair of surrogates is one character. Returns the bytes it took.
std::size_t ExpressionReader::take_unicode_escape(std::size_t from, std::size_t end, std::string& out) {
  auto first = code_unit(text_.substr(from, end - from));
  auto fail = [&](std::size_t length) {
    errors.push_back({"invalid-unicode-escape", {from, from + length}, "\\u takes four hexadecimal digits"});
    return length;
  };
  if (!first) return fail(2);
  if (*first < 0xD800 || *first > 0xDFFF) return append_utf8(out, *first), 6;
  auto second = code_unit(text_.substr(std::min(from + 6, end), end - std::min(from + 6, end)));
  if (!second || *first > 0xDBFF || *second < 0xDC00 || *second > 0xDFFF) return fail(6);
  append_utf8(out, 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00));
  return 12;
}

// What nests deeper is no expression to us: nobody writes it, and each level takes some of the stack.
std::optional<Expression> ExpressionReader::read_expression() {
  constexpr int deepest_nesting = 500;
  if (depth_ >= deepest_nesting) return std::nullopt;
  ++depth_;
  auto expression = read_any();
  --depth_;
  return expression;
}

std::optional<Expression> ExpressionReader::read_any() {
  if (auto function = read_function()) return function;
  if (auto array = read_array()) return array;
  if (objects_)
    if (auto object = read_object()) return object;
  if (auto number = read_number()) return number;
  auto begin = at;
  if (auto string = read_string()) return Expression{Expression::Kind::string, {begin, at}, *string, {}, {}};
  if (auto path = read_path()) return Expression{Expression::Kind::constant, {begin, at}, *path, {}, {}};
  return std::nullopt;
}

std::optional<Expression> ExpressionReader::read_function() {
  auto begin = at;
  auto name = read_path();
  if (name) skip_blanks();
  auto arguments = name ? read_arguments() : std::nullopt;
  if (!arguments) return at = begin, std::nullopt;
  return Expression{Expression::Kind::function, {begin, at}, *name, {}, std::move(*arguments)};
}

bool ExpressionReader::read_list(char closing, std::vector<Expression>& into) {
  skip_blanks();
  if (peek() == closing) return ++at, true;
  for (;;) {
    auto item = read_expression();
    if (!item) return false;
    into.push_back(std::move(*item));
    skip_blanks();
    if (peek() == closing) return ++at, true;
    if (!take(",")) return false;
    skip_blanks();
  }
}

std::optional<Expression> ExpressionReader::read_array() {
  auto begin = at;
  auto known = errors.size();
  if (!take("[")) return std::nullopt;
  Expression array;
  array.kind = Expression::Kind::array;
  if (!read_list(']', array.items)) return errors.resize(known), at = begin, std::nullopt;
  array.range = {begin, at};
  return array;
}

std::optional<Expression> ExpressionReader::read_object() {
  auto begin = at;
  auto known = errors.size();
  auto fail = [&] { return errors.resize(known), at = begin, std::nullopt; };
  if (!take("{")) return std::nullopt;
  Expression object;
  object.kind = Expression::Kind::object;
  skip_blanks();
  while (!take("}")) {
    auto member = read_argument(object.arguments);
    if (!member || member->name.empty()) return fail();
    object.arguments.given.push_back(std::move(*member));
    skip_blanks();
    if (!take(",") && peek() != '}') return fail();
    skip_blanks();
  }
  object.range = {begin, at};
  return object;
}

std::optional<Expression> ExpressionReader::read_number() {
  auto begin = at;
  take("-");
  if (!digit(peek())) return at = begin, std::nullopt;
  while (digit(peek())) ++at;
  if (peek() == '.' && digit(peek(1))) {
    ++at;
    while (digit(peek())) ++at;
  }
  return Expression{Expression::Kind::number, {begin, at}, std::string(text_.substr(begin, at - begin)), {}, {}};
}

// A named argument, one whose value is missing (which is put into `into`), or an unnamed one.
std::optional<Given> ExpressionReader::read_argument(Arguments& into) {
  auto begin = at;
  auto name = read_identifier();
  auto name_end = at;
  if (name) skip_blanks();
  if (name && take(":")) {
    skip_blanks();
    if (auto value = read_expression()) return Given{*name, std::move(*value), {begin, at}};
    into.empty.push_back({*name, {begin, name_end}});
    return Given{"", Expression{Expression::Kind::constant, {begin, begin}, {}, {}, {}}, {begin, begin}};
  }
  at = begin;
  auto value = read_expression();
  if (!value) return std::nullopt;
  return Given{"", std::move(*value), {begin, at}};
}

std::optional<Arguments> ExpressionReader::read_arguments() {
  auto begin = at;
  auto known = errors.size();
  auto fail = [&] { return errors.resize(known), at = begin, std::nullopt; };
  if (!take("(")) return std::nullopt;
  Arguments arguments;
  skip_blanks();
  for (bool first = true; peek() != ')'; first = false) {
    if (!first) {
      auto comma = at;
      if (!take(",")) return fail();
      skip_blanks();
      if (peek() == ')') arguments.trailing_comma = {comma, comma + 1};
      if (peek() == ')') break;
    }
    auto argument = read_argument(arguments);
    if (!argument) return fail();
    if (!argument->range.empty()) arguments.given.push_back(std::move(*argument));
    skip_blanks();
  }
  if (!take(")")) return fail();
  return arguments;
}

std::optional<AttributeUse> ExpressionReader::read_attribute(std::string_view sign) {
  AttributeUse attribute;
  auto begin = at;
  if (!take(sign)) return std::nullopt;
  skip_blanks();
  auto name = read_path();
  if (!name) return at = begin, std::nullopt;
  attribute.name = *name;
  auto end = at;
  skip_blanks();
  auto arguments = read_arguments();
  if (!arguments)
    at = end;
  else
    attribute.arguments = std::move(*arguments);
  attribute.range = {begin, at};
  return attribute;
}

}  // namespace tributary::psl
