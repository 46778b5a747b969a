#pragma once
// A schema as Prisma's own parser cuts it: the same ordered choices and the same fallbacks to a line taken whole, so
// that what the formatter prints agrees for broken texts too. The lossless tree (tree.hpp) reads more forgivingly and
// is what everything else uses.
#include <string_view>
#include <vector>

#include "psl/tree.hpp"

namespace tributary::psl {

enum class Rule {
  schema,
  model,  ///< also a view or a type; as every block: keyword, identifier, body
  enumeration,
  config,  ///< datasource or generator
  type_alias,
  unknown_block,  ///< braces after a word that is no keyword
  keyword,
  identifier,
  body,
  field,
  enum_value,
  key_value,
  block_attribute,
  field_attribute,
  type,           ///< holds one of the next five
  base_type,      ///< `String`, `Unsupported("…")`
  list_type,      ///< `T[]`, and `[T]` of Prisma 1
  required_type,  ///< `T!` of Prisma 1
  optional_type,
  optional_list_type,
  arguments,
  argument,  ///< `name: expression`, or `name:` alone
  expression,
  call,
  array,
  object,  ///< arguments in braces
  number,
  string,
  path,
  comments,  ///< comment lines without a blank one between
  comment,
  doc_comment,
  block_comment,  ///< `/* */`
  trailing_comment,
  blank_lines,
  line  ///< nothing else fits: the rest of the line
};

struct Node {
  Rule rule = Rule::schema;
  Range range;
  std::vector<Node> inner;
};

/// Every text is a schema: what is none becomes `line`s. Line ends are LF, CRLF and CR; blanks those of Unicode.
/// `major` is Prisma's: objects as values came with 7.
Node parse_grammar(std::string_view text, int major);

}  // namespace tributary::psl
