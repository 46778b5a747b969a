#include "psl/declarations.hpp"

#include <array>

#include "psl/expression_reader.hpp"

namespace tributary::psl {
namespace {

using Kind = Declaration::Kind;

class DeclarationReader {
 public:
  DeclarationReader(std::string_view text, std::size_t file, bool objects) : read_(text, objects), file_(file) {}

  FileDeclarations read() {
    for (;;) {
      read_.skip_blanks();
      if (read_.done()) break;
      if (read_.take_line_end() || read_.take_comment()) continue;
      if (!take_declaration() && !take_type_alias() && !take_block_without_keyword()) invalid_line();
    }
    return {std::move(declarations_), std::move(read_.errors)};
  }

 private:
  void error(std::string kind, Range range, std::string message) {
    read_.errors.push_back({std::move(kind), range, std::move(message)});
  }

  void invalid_line() {
    auto begin = read_.at;
    read_.rest_of_line();
    error("invalid-line", {begin, read_.at}, "this line begins with no keyword of the schema language");
  }

  // `{` and whatever follows it on its line; the line end must be there.
  bool take_open() {
    read_.skip_blanks();
    if (!read_.take("{")) return false;
    read_.rest_of_line();
    return read_.take_line_end();
  }

  bool take_declaration() {
    static constexpr std::array<std::pair<std::string_view, Kind>, 6> keywords = {{{"model", Kind::model},
                                                                                   {"type", Kind::composite},
                                                                                   {"view", Kind::view},
                                                                                   {"enum", Kind::enumeration},
                                                                                   {"datasource", Kind::datasource},
                                                                                   {"generator", Kind::generator}}};
    for (const auto& [keyword, kind] : keywords) {
      auto begin = read_.at;
      auto known = read_.errors.size();
      if (read_.take(keyword) && take_block(kind, begin)) return true;
      read_.errors.resize(known);
      read_.at = begin;
    }
    return false;
  }

  bool take_block(Kind kind, std::size_t begin) {
    Declaration block;
    block.kind = kind;
    block.file = file_;
    read_.skip_blanks();
    auto name_begin = read_.at;
    auto name = read_.read_identifier();
    if (!name) return false;
    block.name = *name;
    block.name_range = {name_begin, read_.at};
    if (!take_open()) return false;
    for (;;) {
      read_.skip_blanks();
      if (read_.take("}")) break;
      if (read_.done()) return false;
      take_member(block);
    }
    block.range = {begin, read_.at};
    declarations_.push_back(std::move(block));
    return true;
  }

  // A line whose last thing is what has been read already, but for a comment.
  bool ends_line() {
    read_.skip_blanks();
    read_.take_comment();
    read_.skip_blanks();
    return read_.take_line_end();
  }

  void take_member(Declaration& block) {
    if (read_.take_line_end()) return;
    auto begin = read_.at;
    auto known = read_.errors.size();
    if (read_.take_comment()) {
      read_.skip_blanks();
      if (read_.take_line_end() || read_.done()) return;
      read_.at = begin;
    }
    if (take_member_of(block)) return;
    read_.errors.resize(known);
    read_.at = begin;
    read_.rest_of_line();
    invalid_member(block, {begin, read_.at});
  }

  void invalid_member(const Declaration& block, Range range) {
    if (block.kind == Kind::enumeration)
      return error("invalid-enum-line", range, "this line is neither an enum value nor an attribute");
    if (block.kind == Kind::datasource || block.kind == Kind::generator)
      return error("invalid-property", range, "this line is no property: name = value");
    error("invalid-field-line", range, "this line is neither a field nor an attribute");
  }

  bool take_member_of(Declaration& block) {
    if (block.kind == Kind::datasource || block.kind == Kind::generator) return take_property(block);
    if (block.kind == Kind::enumeration ? take_value(block) : take_field(block)) return true;
    auto attribute = read_.read_attribute("@@");
    if (!attribute || !ends_line()) return false;
    if (block.kind == Kind::composite)
      error("composite-attribute", attribute->range, "a composite type takes no @@" + attribute->name);
    else
      block.attributes.push_back(std::move(*attribute));
    return true;
  }

  bool take_property(Declaration& block) {
    PropertyDeclaration property;
    auto begin = read_.at;
    auto name = read_.read_identifier();
    if (!name) return false;
    property.name = *name;
    property.name_range = {begin, read_.at};
    read_.skip_blanks();
    if (!read_.take("=")) return false;
    read_.skip_blanks();
    property.value = read_.read_expression();
    property.range = {begin, read_.at};
    if (!ends_line()) return false;
    block.properties.push_back(std::move(property));
    return true;
  }

  void take_attributes(std::vector<AttributeUse>& into) {
    for (;;) {
      auto before = read_.at;
      read_.skip_blanks();
      auto attribute = read_.peek(1) == '@' ? std::nullopt : read_.read_attribute("@");
      if (!attribute) {
        read_.at = before;
        return;
      }
      into.push_back(std::move(*attribute));
    }
  }

  bool take_value(Declaration& block) {
    ValueDeclaration value;
    auto begin = read_.at;
    auto name = read_.read_identifier();
    if (!name) return false;
    value.name = *name;
    value.name_range = {begin, read_.at};
    take_attributes(value.attributes);
    value.range = {begin, read_.at};
    if (!ends_line()) return read_.at = begin, false;
    block.values.push_back(std::move(value));
    return true;
  }

  bool take_field(Declaration& block) {
    FieldDeclaration field;
    auto begin = read_.at;
    auto known = read_.errors.size();
    auto name = read_.read_identifier();
    if (!name) return false;
    field.name = *name;
    field.name_range = {begin, read_.at};
    read_.skip_blanks();
    auto colon = read_.at;
    bool has_colon = read_.take(":");
    read_.skip_blanks();
    auto problem = read_type(field.type);
    take_attributes(field.attributes);
    field.range = {begin, read_.at};
    if (!ends_line()) return read_.errors.resize(known), read_.at = begin, false;
    if (has_colon)
      error("field-colon", {colon, colon + 1}, "no colon stands between a field and its type");
    else if (problem)
      error(problem->kind, problem->range.empty() ? field.range : problem->range, problem->message);
    else
      keep(block, std::move(field));
    return true;
  }

  void keep(Declaration& block, FieldDeclaration field) {
    if (block.kind == Kind::composite)
      for (const auto& attribute : field.attributes)
        if (attribute.name == "relation" || attribute.name == "unique" || attribute.name == "id")
          error("composite-field-attribute", field.range, "a field of a composite type takes no @" + attribute.name);
    block.fields.push_back(std::move(field));
  }

  bool read_base_type(FieldType& type) {
    auto begin = read_.at;
    if (read_.take("Unsupported(")) {
      read_.skip_blanks();
      if (auto name = read_.read_string()) {
        read_.skip_blanks();
        if (read_.take(")")) {
          type.name = *name;
          return type.unsupported = true;
        }
      }
      read_.at = begin;
    }
    auto name = read_.read_identifier();
    if (name) type.name = *name;
    return name.has_value();
  }

  // A problem with an empty range is one of the whole field.
  std::optional<SyntaxError> read_type(FieldType& type) {
    type.range.begin = read_.at;
    auto begin = read_.at;
    bool old_list = read_.take("[");
    if (old_list) read_.skip_blanks();
    if (!read_base_type(type)) {
      read_.at = begin;
      return SyntaxError{"field-without-type", {}, "this field has no type"};
    }
    type.range.end = read_.at;
    if (old_list) {
      read_.skip_blanks();
      read_.take("]");
      return SyntaxError{"old-list", {begin, read_.at}, "a list is written Type[], not [Type]"};
    }
    return read_arity(type);
  }

  std::optional<SyntaxError> read_arity(FieldType& type) {
    auto after_type = read_.at;
    read_.skip_blanks();
    if (read_.take("[]")) {
      type.arity = FieldType::Arity::list;
      auto after_list = read_.at;
      read_.skip_blanks();
      if (read_.take("?"))
        return SyntaxError{"optional-list", {type.range.begin, read_.at}, "a list cannot be optional"};
      read_.at = after_list;
    } else if (read_.take("?")) {
      type.arity = FieldType::Arity::optional;
    } else if (read_.take("!")) {
      return SyntaxError{"old-required", {type.range.begin, read_.at}, "fields are required without the !"};
    } else {
      read_.at = after_type;
    }
    return std::nullopt;
  }

  bool take_type_alias() {
    auto begin = read_.at;
    FieldType type;
    std::vector<AttributeUse> attributes;
    bool alias = read_.take("type");
    read_.skip_blanks();
    alias = alias && read_.read_identifier();
    read_.skip_blanks();
    alias = alias && read_.take("=");
    read_.skip_blanks();
    if (!alias || !read_base_type(type)) return read_.at = begin, false;
    take_attributes(attributes);
    error("type-alias", {begin, read_.at}, "a type is declared as type Name { ... }; aliases are no more");
    return true;
  }

  bool take_block_without_keyword() {
    auto begin = read_.at;
    auto close = read_.read_identifier() && take_open() ? read_.text().find('}', read_.at) : std::string_view::npos;
    if (close == std::string_view::npos) return read_.at = begin, false;
    read_.at = close + 1;
    error("block-without-keyword", {begin, read_.at},
          "a block begins with model, view, enum, type, datasource or generator");
    return true;
  }

  ExpressionReader read_;
  std::size_t file_;
  std::vector<Declaration> declarations_;
};

}  // namespace

FileDeclarations read_declarations(std::string_view text, std::size_t file, bool objects) {
  return DeclarationReader(text, file, objects).read();
}

}  // namespace tributary::psl
