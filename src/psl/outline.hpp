#pragma once
// What other rooms need to know of schema.prisma without its whole tree: blocks, their names, the datasource.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::psl {

/// A property's value as written: `"text"` or `env("NAME")`, or anything else.
struct Value {
  enum class Kind { string, env, other } kind = Kind::other;
  std::string text;  ///< the string's content, the variable's name, or the source text
  bool operator==(const Value&) const = default;
};

struct Block {
  std::string keyword;  ///< "model", "view", "enum", "type", "datasource", "generator", or any other word
  std::string name;
  int line = 0;                             ///< 1-based, of the keyword
  std::size_t begin = 0, end = 0;           ///< bytes, keyword to closing brace
  std::map<std::string, Value> properties;  ///< of datasource and generator: `key = value`
  bool operator==(const Block&) const = default;
};

struct Outline {
  std::vector<Block> blocks;  ///< in order of the text
  std::string problem;  ///< "" or the first thing that keeps the text from being read ("line 12: no closing brace")
  bool operator==(const Outline&) const = default;

  int count(std::string_view keyword) const;
  const Block* datasource() const;  ///< null: none
};

Outline outline(std::string_view text);

}  // namespace tributary::psl
