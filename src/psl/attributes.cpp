#include "psl/attributes.hpp"

#include <algorithm>

namespace tributary::psl {
namespace {

Range read_argument_value(Lexer& lex, std::size_t end) {
  auto begin = lex.at, last = lex.at;
  while (lex.at + 1 < end && lex.peek() != ',') {
    if (lex.peek() == '"')
      lex.take_string();
    else if (lex.peek() == '(' || lex.peek() == '[') {
      if (!lex.take_bracketed()) lex.at = end - 1;
    } else if (lex.comment_starts()) {
      lex.take_comment();
      continue;
    } else
      ++lex.at;
    char c = lex.text[lex.at - 1];
    if (!blank_char(c) && c != '\n' && c != '\r') last = lex.at;
  }
  return {begin, std::min(last, end - 1)};
}

std::vector<Argument> read_arguments(Lexer& lex, std::size_t end) {
  std::vector<Argument> out;
  ++lex.at;
  while (lex.at + 1 < end) {
    lex.skip_within_arguments();
    if (lex.at + 1 >= end) break;
    if (lex.peek() == ',') {
      ++lex.at;
      continue;
    }
    Argument argument;
    argument.range.begin = lex.at;
    auto save = lex.at;
    auto name = lex.word();
    lex.skip_within_arguments();
    if (!name.empty() && lex.peek() == ':' && lex.at < end) {
      argument.name = name;
      ++lex.at;
      lex.skip_within_arguments();
    } else {
      lex.at = save;
    }
    argument.value = read_argument_value(lex, end);
    argument.range.end = argument.value.end;
    out.push_back(std::move(argument));
  }
  lex.at = end;
  return out;
}

}  // namespace

Attribute read_attribute(Lexer& lex, std::size_t signs) {
  Attribute out;
  out.range.begin = lex.at;
  lex.at += signs;
  out.name = lex.word();
  while (lex.peek() == '.') {
    ++lex.at;
    out.name += "." + lex.word();
  }
  auto after_name = lex.at;
  lex.blanks();
  if (lex.peek() == '(') {
    auto open = lex.at;
    auto problems = lex.problems.size();
    if (lex.take_bracketed()) {
      auto end = lex.at;
      lex.at = open;
      lex.problems.resize(problems);  // the strings inside are read a second time now
      out.arguments = read_arguments(lex, end);
      after_name = end;
    }
  }
  lex.at = after_name;
  out.range.end = lex.at;
  return out;
}

FieldType read_field_type(Lexer& lex) {
  FieldType type;
  type.range.begin = lex.at;
  bool old_list = lex.peek() == '[';  // `[Type]`, refused by Prisma today, still a list
  if (old_list) ++lex.at;
  type.name = lex.word();
  if (type.name == "Unsupported" && lex.peek() == '(') {
    auto open = lex.at;
    if (lex.take_bracketed()) {
      type.unsupported = true;
      auto inner = lex.text.substr(open + 1, lex.at - open - 2);
      type.name = unquoted(inner);
    }
  }
  if (old_list && lex.peek() == ']') ++lex.at, type.arity = FieldType::Arity::list;
  if (lex.peek() == '[' && lex.peek(1) == ']') lex.at += 2, type.arity = FieldType::Arity::list;
  if (lex.peek() == '?') {
    ++lex.at;
    if (type.arity == FieldType::Arity::required) type.arity = FieldType::Arity::optional;
  }
  type.range.end = lex.at;
  return type;
}

}  // namespace tributary::psl
