#pragma once
// Schemas made at random, always the same ones for the same seed.
#include <random>
#include <string>
#include <vector>

namespace tributary::testing {

/// A schema of everything the language has, laid out as people and editors leave it: odd blanks, CRLF, BOM, comments
/// anywhere, no final line end.
std::string any_schema(std::mt19937& random);

/// The same text with a few bytes or lines changed, most often no schema any more.
std::string damaged(std::string text, std::mt19937& random);

/// A valid schema as a list of declarations, so that branches can be made of it.
struct Schema {
  struct Block {
    std::string name;
    bool is_enum = false;
    std::vector<std::string> members;  ///< whole lines without line end
    bool operator==(const Block&) const = default;
  };
  std::vector<Block> blocks;
  std::string text() const;
};
Schema some_schema(std::mt19937& random);

/// What a branch makes of it: adds blocks and members whose names begin with `branch`, deletes and changes some.
/// `may_take` = deletes and changes too; else it only adds.
Schema branch_of(Schema schema, const std::string& branch, bool may_take, std::mt19937& random);

/// `count` models of some ten lines each.
std::string large_schema(int count);

}  // namespace tributary::testing
