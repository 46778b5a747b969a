#pragma once
// The lossless tree of one schema.prisma: every byte belongs to exactly one item, and inside a block to its header, one
// of its members or its end, so that printing the ranges in order gives the text back whatever it held.
#include <string>
#include <string_view>
#include <vector>

namespace tributary::psl {

/// Bytes [begin, end) of the text.
struct Range {
  std::size_t begin = 0, end = 0;
  bool operator==(const Range&) const = default;
  bool empty() const { return begin == end; }
};

struct Argument {
  Range range;       ///< name and value
  std::string name;  ///< "" = unnamed
  Range value;       ///< the expression without blanks around it
  bool operator==(const Argument&) const = default;
};

/// `@id`, `@db.VarChar(20)`, `@@index([a, b], map: "x")`.
struct Attribute {
  Range range;       ///< from the @ to the closing parenthesis
  std::string name;  ///< without @: "id", "db.VarChar", "index"
  std::vector<Argument> arguments;
  bool operator==(const Attribute&) const = default;
};

struct FieldType {
  enum class Arity { required, optional, list };
  Range range;
  std::string name;  ///< "String"; for Unsupported("…") the text between the quotes
  Arity arity = Arity::required;
  bool unsupported = false;
  bool operator==(const FieldType&) const = default;
};

/// One member of a block with its line end: members tile the block between its header and its end.
struct Member {
  enum class Kind { field, value, attribute, property, comment, doc_comment, blank, invalid };
  Kind kind = Kind::blank;
  Range range;       ///< whole lines, line end included
  std::string name;  ///< of a field, enum value or property; of a block attribute: its name without @@
  Range name_range;
  FieldType type;                     ///< of a field
  std::vector<Attribute> attributes;  ///< of a field or value; the one of a block attribute
  Range expression;                   ///< of a property: what follows `=`
  Range comment;                      ///< at the end of the line, from the slashes; empty = none
  bool operator==(const Member&) const = default;
};

/// A top-level piece: a block, or a line between blocks.
struct Item {
  enum class Kind { block, comment, doc_comment, blank, type_alias, invalid };
  Kind kind = Kind::blank;
  Range range;          ///< whole lines, line end included
  std::string keyword;  ///< of a block: "model", "view", "type", "enum", "datasource", "generator", or any other word
  std::string name;     ///< of a block or type alias
  Range name_range;
  Range header;   ///< of a block: up to and with the line of the opening brace
  Range closing;  ///< of a block: from the line of the closing brace; empty = there is none (a problem says so)
  std::vector<Member> members;
  bool operator==(const Item&) const = default;
};

struct Problem {
  std::size_t at = 0;  ///< byte
  std::string message;
  bool operator==(const Problem&) const = default;
};

struct Position {
  int line = 1, column = 1;  ///< 1-based; the column counts characters
  bool operator==(const Position&) const = default;
};

/// Invariant: the items tile the text, header, members and closing tile each block.
class SyntaxTree {
 public:
  SyntaxTree() = default;
  explicit SyntaxTree(
      std::string text);  ///< never throws on any bytes: what cannot be read is an invalid item or member

  const std::string& text() const { return text_; }
  std::string_view of(Range range) const {
    return std::string_view(text_).substr(range.begin, range.end - range.begin);
  }
  const std::vector<Item>& items() const { return items_; }
  const std::vector<Problem>& problems() const { return problems_; }
  int line(std::size_t byte) const;  ///< 1-based
  Position position(std::size_t byte) const;
  /// Of each of many, in one walk.
  std::vector<Position> positions(const std::vector<std::size_t>& ascending) const;
  const Item* find(std::string_view keyword, std::string_view name) const;  ///< the first such block; null = none
  /// The concatenation of every leaf's bytes: equal to text() by the invariant, which tests check.
  std::string print() const;

 private:
  std::string text_;
  std::vector<std::size_t> line_ends_;  ///< of each \n, ascending
  std::vector<Item> items_;
  std::vector<Problem> problems_;
  friend class Reader;
};

/// The content of a string literal's source text, escapes resolved; the text itself where it is no literal.
std::string unquoted(std::string_view source);

}  // namespace tributary::psl
