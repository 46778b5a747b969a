#pragma once
// One schema file as Prisma's own grammar reads it: what `schema check` looks at. The lossless tree (tree.hpp) takes
// more than Prisma does and recovers elsewhere, which a merge needs and a verdict must not.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "psl/tree.hpp"

namespace tributary::psl {

struct Given;
struct EmptyArgument {
  std::string name;
  Range range;
};

/// What stands between the parentheses of an attribute or function.
struct Arguments {
  std::vector<Given> given;
  std::vector<EmptyArgument> empty;  ///< `name:` without a value
  Range trailing_comma;              ///< empty = none
};

struct Expression {
  enum class Kind { string, number, constant, function, array, object };
  Kind kind = Kind::constant;
  Range range;
  std::string text;               ///< a string's content; a number, constant or function's name as written
  std::vector<Expression> items;  ///< of an array
  Arguments arguments;            ///< of a function; an object's members as named arguments
};

struct Given {
  std::string name;  ///< "" = unnamed
  Expression value;
  Range range;
};

struct AttributeUse {
  std::string name;  ///< without @
  Range range;
  Arguments arguments;
};

struct FieldDeclaration {
  std::string name;
  Range name_range;
  FieldType type;
  std::vector<AttributeUse> attributes;
  Range range;
};

struct ValueDeclaration {
  std::string name;
  Range name_range;
  std::vector<AttributeUse> attributes;
  Range range;
};

struct PropertyDeclaration {
  std::string name;
  Range name_range;
  std::optional<Expression> value;
  Range range;
};

struct Declaration {
  enum class Kind { model, view, composite, enumeration, datasource, generator };
  Kind kind = Kind::model;
  std::string name;
  Range name_range, range;
  std::vector<FieldDeclaration> fields;
  std::vector<ValueDeclaration> values;
  std::vector<PropertyDeclaration> properties;
  std::vector<AttributeUse> attributes;
  std::size_t file = 0;  ///< its index among the files of the schema
};

struct SyntaxError {
  std::string kind;
  Range range;
  std::string message;
};

struct FileDeclarations {
  std::vector<Declaration> declarations;
  std::vector<SyntaxError> errors;  ///< in order of the text
};

/// Follows Prisma's grammar, which is one of lines: an attribute's arguments cannot go over several. Objects (`{a: 1}`)
/// as values are read where `objects` says so, which is from Prisma 7 on.
FileDeclarations read_declarations(std::string_view text, std::size_t file, bool objects);

}  // namespace tributary::psl
