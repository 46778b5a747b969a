#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace tributary::sql {

struct Place {
  int line = 0, column = 0;  ///< 1-based; the column counts characters, not bytes
  bool operator==(const Place&) const = default;
};

/// Where a byte of a text stands. Asked for any byte in any order at the same small cost, also in a text of one line.
class Positions {
 public:
  explicit Positions(std::string_view text);
  std::string_view text() const { return text_; }
  Place of(std::size_t byte) const;  ///< bytes behind the end count as the end
  /// The byte at which the character with this 1-based number begins: errors of the parser count characters.
  std::size_t byte_of_character(std::size_t number) const;

 private:
  std::size_t characters_before(std::size_t byte) const;
  std::string_view text_;
  std::vector<std::size_t> lines_;   ///< where each begins
  std::vector<std::size_t> blocks_;  ///< characters before each block of bytes
};

}  // namespace tributary::sql
