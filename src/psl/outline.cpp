#include "psl/outline.hpp"

#include <algorithm>

#include "psl/tree.hpp"

namespace tributary::psl {
namespace {

Value value_of(std::string_view source) {
  if (source.size() >= 2 && source.front() == '"' && source.back() == '"')
    return {Value::Kind::string, unquoted(source)};
  if (source.starts_with("env(") && source.ends_with(")")) {
    auto inner = source.substr(4, source.size() - 5);
    while (!inner.empty() && (inner.front() == ' ' || inner.front() == '\t')) inner.remove_prefix(1);
    while (!inner.empty() && (inner.back() == ' ' || inner.back() == '\t')) inner.remove_suffix(1);
    return {Value::Kind::env, unquoted(inner)};
  }
  return {Value::Kind::other, std::string(source)};
}

Block block_of(const SyntaxTree& tree, const Item& item, int line) {
  Block block{item.keyword, item.name, line, item.range.begin, item.range.end, {}};
  for (const auto& member : item.members)
    if (member.kind == Member::Kind::property)
      block.properties.emplace(member.name, value_of(tree.of(member.expression)));
  return block;
}

}  // namespace

int Outline::count(std::string_view keyword) const {
  return static_cast<int>(
      std::count_if(blocks.begin(), blocks.end(), [&](const Block& b) { return b.keyword == keyword; }));
}

const Block* Outline::datasource() const {
  for (const auto& block : blocks)
    if (block.keyword == "datasource") return &block;
  return nullptr;
}

Outline outline(std::string_view text) {
  SyntaxTree tree{std::string(text)};
  Outline out;
  int line = 1;
  std::size_t counted = 0;  // line ends before this byte are in `line`: items come in the text's order
  for (const auto& item : tree.items()) {
    if (item.kind != Item::Kind::block) continue;
    auto skipped = text.substr(counted, item.name_range.begin - counted);
    line += static_cast<int>(std::count(skipped.begin(), skipped.end(), '\n'));
    counted = item.name_range.begin;
    out.blocks.push_back(block_of(tree, item, line));
  }
  if (!tree.problems().empty()) {
    const auto& first = tree.problems().front();
    out.problem = "line " + std::to_string(tree.line(first.at)) + ": " + first.message;
  }
  return out;
}

}  // namespace tributary::psl
