#include "sql/positions.hpp"

#include <algorithm>

namespace tributary::sql {
namespace {

constexpr std::size_t block = 256;
bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

}  // namespace

Positions::Positions(std::string_view text) : text_(text), lines_{0} {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % block == 0) blocks_.push_back(characters);
    if (begins_character(text[i])) ++characters;
    if (text[i] == '\n') lines_.push_back(i + 1);
  }
  blocks_.push_back(characters);
}

std::size_t Positions::characters_before(std::size_t byte) const {
  auto from = byte / block * block;
  auto begin = text_.begin() + static_cast<std::ptrdiff_t>(from);
  auto end = text_.begin() + static_cast<std::ptrdiff_t>(byte);
  return blocks_[byte / block] + static_cast<std::size_t>(std::count_if(begin, end, begins_character));
}

Place Positions::of(std::size_t byte) const {
  byte = std::min(byte, text_.size());
  auto line = std::upper_bound(lines_.begin(), lines_.end(), byte) - 1;
  return {static_cast<int>(line - lines_.begin()) + 1,
          static_cast<int>(characters_before(byte) - characters_before(*line)) + 1};
}

std::size_t Positions::byte_of_character(std::size_t number) const {
  if (number == 0) return 0;
  auto at = std::upper_bound(blocks_.begin(), blocks_.end(), number - 1) - blocks_.begin() - 1;
  auto byte = std::min(static_cast<std::size_t>(at) * block, text_.size());
  for (auto seen = blocks_[static_cast<std::size_t>(at)]; byte < text_.size(); ++byte)
    if (begins_character(text_[byte]) && seen++ == number - 1) break;
  return byte;
}

}  // namespace tributary::sql
