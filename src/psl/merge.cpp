#include "psl/merge.hpp"

#include "base/text.hpp"
#include "psl/after_merge.hpp"
#include "psl/merge_text.hpp"
#include "psl/merged_wrongs.hpp"
#include "psl/tree.hpp"
#include "psl/units.hpp"

namespace tributary::psl {
Merged merge(std::string_view base, std::string_view ours, std::string_view theirs, const Labels& labels) {
  auto text = merge_text(base, ours, theirs, labels);
  auto& merged = text.merged;
  if (merged.text == ours || merged.text == theirs) return std::move(merged);  // nothing came together
  Dress dress(ours);
  auto one = [&](std::string_view file) { return SchemaTexts{{"", dress.bare(file)}}; };
  Sides sides{one(base), one(ours), one(theirs)};
  if (merged.conflicts.empty()) {
    merged = after_merge(sides, labels, dress.bare(merged.text));
    merged.text = dress.dressed(std::move(merged.text));
    return std::move(merged);
  }
  for (const auto& wrong : wrongs_of_both(sides, one(text.with_ours), one(text.with_theirs)))
    merged.conflicts.push_back({wrong.declaration, wrong.member, wrong.message, 0, wrong.kind});
  return std::move(merged);
}

int line_of(std::string_view text, const std::string& declaration, const std::string& member) {
  SyntaxTree tree{std::string(text)};
  for (const auto& item : tree.items()) {
    if (item.kind != Item::Kind::block || declaration_title(item) != declaration) continue;
    for (const auto& one : item.members)
      if (!one.name.empty() && one.name == member) return tree.line(one.name_range.begin);
    return tree.line(item.name_range.begin);
  }
  return 0;
}

std::vector<int> conflict_marker_lines(std::string_view text) {
  std::vector<int> out;
  int number = 0;
  for (const auto& line : text::lines(text)) {
    ++number;
    for (std::string_view marker : {"<<<<<<<", "|||||||", "=======", ">>>>>>>"})
      if (line.starts_with(marker) && (line.size() == 7 || line[7] == ' ')) out.push_back(number);
  }
  return out;
}

}  // namespace tributary::psl
