#include "psl/format.hpp"

#include <algorithm>

#include "psl/layout.hpp"
#include "psl/missing_relations.hpp"

namespace tributary::psl {

std::vector<SchemaText> formatted(const std::vector<SchemaText>& files, PrismaMajor major) {
  auto out = with_missing_relations(files, major);
  for (auto& file : out) file.text = laid_out(file.text, static_cast<int>(major));
  return out;
}

std::vector<Invalid> format_refused(const std::vector<SchemaText>& files, PrismaMajor major) {
  auto refused = validate(formatted(files, major), major);
  if (refused.empty()) return refused;
  auto before = validate(files, major);
  for (auto& invalid : refused) {
    auto same = std::find_if(before.begin(), before.end(), [&](const Invalid& other) {
      return other.file == invalid.file && other.kind == invalid.kind && other.message == invalid.message;
    });
    if (same == before.end()) {
      invalid.range = {};
      invalid.position = {};
      continue;
    }
    invalid = *same;
    before.erase(same);
  }
  return refused;
}

}  // namespace tributary::psl
