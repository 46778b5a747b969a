#include "psl/merge_text.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "psl/declaration_merge.hpp"
#include "psl/line_merge.hpp"
#include "psl/tree.hpp"

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

Merged merge_trees(const SyntaxTree& base, const SyntaxTree& ours, const SyntaxTree& theirs, const Labels& labels,
                   Take take) {
  if (every_block_closed(base) && every_block_closed(ours) && every_block_closed(theirs))
    return merge_declarations(base, ours, theirs, labels, take);
  auto lines = merge_lines(base.text(), ours.text(), theirs.text(), labels, take);
  Merged out{std::move(lines.text), {}};
  if (!lines.clean)
    out.conflicts.push_back({"", "", "a block is never closed, so the text was merged by line, and lines collide", 0});
  return out;
}

}  // namespace

Dress::Dress(std::string_view ours)
    : has_bom_(ours.starts_with(bom)), crlf_(all_crlf(ours)), mixed_(!crlf_ && ours.find('\r') != ours.npos) {}

std::string Dress::bare(std::string_view text) const {
  std::string without(text.starts_with(bom) ? text.substr(bom.size()) : text);
  return mixed_ ? without : text::replace_all(without, "\r\n", "\n");
}

std::string Dress::dressed(std::string text) const {
  if (crlf_) text = text::replace_all(text, "\n", "\r\n");
  return has_bom_ ? std::string(bom) + text : text;
}

MergedText merge_text(std::string_view base, std::string_view ours, std::string_view theirs, const Labels& labels) {
  auto as_it_is = [](std::string_view text) {
    return MergedText{{std::string(text), {}}, std::string(text), std::string(text)};
  };
  if (theirs == base || ours == theirs) return as_it_is(ours);
  if (ours == base) return as_it_is(theirs);
  Dress dress(ours);
  SyntaxTree b(dress.bare(base)), o(dress.bare(ours)), t(dress.bare(theirs));
  MergedText out;
  out.merged = merge_trees(b, o, t, labels, Take::markers);
  number_lines(out.merged);
  out.merged.text = dress.dressed(std::move(out.merged.text));
  if (out.merged.conflicts.empty()) {
    out.with_ours = out.with_theirs = out.merged.text;
  } else {
    out.with_ours = dress.dressed(merge_trees(b, o, t, labels, Take::ours).text);
    out.with_theirs = dress.dressed(merge_trees(b, o, t, labels, Take::theirs).text);
  }
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

}  // namespace tributary::psl
