#pragma once
// Values within attributes of a schema.prisma: "text", 1.5, ADMIN, [a, b(sort: Desc)], dbgenerated("…").
#include <string>
#include <string_view>
#include <vector>

namespace tributary::catalog {

struct Argument;

struct Expression {
  enum class Kind { none, text, number, word, list, call };
  Kind kind = Kind::none;
  std::string text;             ///< of a text decoded, of a call its name
  std::vector<Argument> parts;  ///< of a list or call

  const Expression* find(std::string_view name) const;  ///< the named part; null: none
  std::string word_of(std::string_view name) const;     ///< its text; "" = none
};

struct Argument {
  std::string name;  ///< "" = unnamed
  Expression value;
};

/// Kind none where it cannot be read as a whole.
Expression read_expression(std::string_view source);

}  // namespace tributary::catalog
