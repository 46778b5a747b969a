#include "psl/lexer.hpp"

#include <algorithm>

namespace tributary::psl {
namespace {

bool word_char(char c) {
  return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
}
}  // namespace

bool blank_char(char c) {
  return c == ' ' || c == '\t';
}
bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

char Lexer::peek(std::size_t ahead) const {
  return at + ahead < text.size() ? text[at + ahead] : '\0';
}

bool Lexer::done() const {
  return at >= text.size();
}

bool Lexer::line_end() const {
  return done() || peek() == '\n' || (peek() == '\r' && peek(1) == '\n');
}

void Lexer::blanks() {
  while (blank_char(peek())) ++at;
}

void Lexer::problem(std::size_t where, std::string message) {
  problems.push_back({where, std::move(message)});
}

std::string Lexer::word() {
  auto begin = at;
  while (!done() && word_char(peek())) ++at;
  return std::string(text.substr(begin, at - begin));
}

void Lexer::rest_of_line() {
  while (!line_end()) ++at;
}

void Lexer::take_line_end() {
  if (peek() == '\r') ++at;
  if (!done()) ++at;
}

bool Lexer::comment_starts() const {
  return peek() == '/' && (peek(1) == '/' || peek(1) == '*');
}

void Lexer::take_comment() {
  if (peek(1) == '*') {
    auto close = text.find("*/", at + 2);
    if (close == text.npos) problem(at, "this comment is never closed");
    at = close == text.npos ? text.size() : close + 2;
  }
  rest_of_line();
}

void Lexer::take_string() {
  auto begin = at++;
  while (!line_end() && peek() != '"') at += peek() == '\\' && at + 1 < text.size() ? 2 : 1;
  at = std::min(at, text.size());
  if (peek() == '"' && !done())
    ++at;
  else
    problem(begin, "this text is never closed");
}

bool Lexer::take_bracketed() {
  auto begin = at;
  int depth = 0;
  while (!done()) {
    char c = peek();
    if (c == '"') {
      take_string();
      continue;
    }
    if (comment_starts()) {
      take_comment();
      continue;
    }
    if (c == '(' || c == '[') ++depth;
    if (c == '{' || c == '}') break;
    ++at;
    if ((c == ')' || c == ']') && --depth == 0) return true;
  }
  at = begin;
  problem(begin, "this bracket is never closed");
  return false;
}

Range Lexer::expression(std::string_view stops) {
  auto begin = at, end = at;
  while (!line_end() && stops.find(peek()) == stops.npos && !comment_starts()) {
    if (peek() == '"')
      take_string();
    else if (peek() == '(' || peek() == '[') {
      if (!take_bracketed()) rest_of_line();
    } else
      ++at;
    if (!blank_char(text[at - 1])) end = at;
  }
  return {begin, end};
}

void Lexer::skip_within_arguments() {
  for (;;) {
    if (blank_char(peek()) || peek() == '\n' || peek() == '\r')
      ++at;
    else if (comment_starts())
      take_comment();
    else
      return;
    if (done()) return;
  }
}

}  // namespace tributary::psl
