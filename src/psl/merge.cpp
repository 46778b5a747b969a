#include "psl/merge.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "psl/after_merge.hpp"
#include "psl/declaration_merge.hpp"
#include "psl/line_merge.hpp"
#include "psl/tree.hpp"
#include "psl/units.hpp"

namespace tributary::psl {
namespace {

constexpr std::string_view bom = "\xEF\xBB\xBF";

// All of its lines end with CRLF. A text of mixed line ends is left as it is: what was not touched must not change.
bool all_crlf(std::string_view text) {
  bool any = false;
  for (std::size_t at = 0; (at = text.find('\n', at)) != text.npos; ++at) {
    if (at == 0 || text[at - 1] != '\r') return false;
    any = true;
  }
  return any;
}

// Where a block is never closed, nothing behind it can be trusted to stand where it seems to: the smallest piece that
// can be merged by line is the whole text.
bool every_block_closed(const SyntaxTree& tree) {
  return std::none_of(tree.items().begin(), tree.items().end(),
                      [](const Item& item) { return item.kind == Item::Kind::block && item.closing.empty(); });
}

Merged merge_trees(const SyntaxTree& base, const SyntaxTree& ours, const SyntaxTree& theirs, const Labels& labels) {
  if (every_block_closed(base) && every_block_closed(ours) && every_block_closed(theirs))
    return merge_declarations(base, ours, theirs, labels);
  auto lines = merge_lines(base.text(), ours.text(), theirs.text(), labels);
  Merged out{std::move(lines.text), {}};
  if (!lines.clean)
    out.conflicts.push_back({"", "", "a block is never closed, so the text was merged by line, and lines collide", 0});
  return out;
}

void number_lines(Merged& merged) {
  std::vector<int> starts;
  int line = 1;
  for (const auto& text : text::lines(merged.text)) {
    if (text.starts_with("<<<<<<< ")) starts.push_back(line);
    ++line;
  }
  for (std::size_t i = 0; i < merged.conflicts.size() && starts.size() == merged.conflicts.size(); ++i)
    merged.conflicts[i].line = starts[i];
}

}  // namespace

Merged merge(std::string_view base, std::string_view ours, std::string_view theirs, const Labels& labels) {
  if (theirs == base || ours == theirs) return {std::string(ours), {}};
  if (ours == base) return {std::string(theirs), {}};
  bool has_bom = ours.starts_with(bom), crlf = all_crlf(ours), mixed = !crlf && ours.find('\r') != ours.npos;
  auto tree_of = [](std::string_view text, bool as_it_is) {
    std::string bare(text.starts_with(bom) ? text.substr(bom.size()) : text);
    return SyntaxTree(as_it_is ? bare : text::replace_all(bare, "\r\n", "\n"));
  };
  auto b = tree_of(base, mixed), o = tree_of(ours, mixed), t = tree_of(theirs, mixed);
  auto merged = merge_trees(b, o, t, labels);
  if (merged.conflicts.empty()) merged = after_merge(b, o, t, labels, std::move(merged.text));
  number_lines(merged);
  if (crlf) merged.text = text::replace_all(merged.text, "\n", "\r\n");
  if (has_bom) merged.text.insert(0, bom);
  return merged;
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
