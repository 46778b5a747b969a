#include "psl/format.hpp"

#include <deque>
#include <map>
#include <tuple>

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
  // Where it stands in the text as it was; of several alike each its own.
  std::map<std::tuple<std::size_t, std::string_view, std::string_view>, std::deque<const Invalid*>> standing;
  auto before = validate(files, major);
  for (const auto& one : before) standing[{one.file, one.kind, one.message}].push_back(&one);
  for (auto& invalid : refused) {
    auto same = standing.find({invalid.file, invalid.kind, invalid.message});
    if (same == standing.end() || same->second.empty()) {
      invalid.range = {};
      invalid.position = {};
    } else {
      invalid = *same->second.front();
      same->second.pop_front();
    }
  }
  return refused;
}

}  // namespace tributary::psl
