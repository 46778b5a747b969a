#include "psl/align.hpp"

#include <algorithm>

#include "psl/tree.hpp"

namespace tributary::psl {
namespace {

struct Row {
  const Member* member = nullptr;
  std::string name, type, rest;
};

// Bytes, not columns: so pads Prisma's formatter.
std::string padded(const std::string& text, std::size_t width) {
  return text.size() < width ? text + std::string(width - text.size(), ' ') : text;
}

std::string attributes_text(const SyntaxTree& tree, const Member& member) {
  std::string out;
  for (const auto& attribute : member.attributes)
    out += (out.empty() ? "" : " ") + std::string(tree.of(attribute.range));
  return out;
}

Row row_of(const SyntaxTree& tree, const Member& member) {
  Row row{&member, member.name, {}, {}};
  if (member.kind == Member::Kind::property) {
    row.rest = "= " + std::string(tree.of(member.expression));
  } else {
    if (member.kind == Member::Kind::field) row.type = tree.of(member.type.range);
    row.rest = attributes_text(tree, member);
  }
  return row;
}

std::string line_end_of(std::string_view line) {
  return line.ends_with("\r\n") ? "\r\n" : line.ends_with("\n") ? "\n" : "";
}

std::string printed(const SyntaxTree& tree, const Row& row, std::size_t names, std::size_t types) {
  std::string out = "  " + padded(row.name, names);
  if (types > 0) out += " " + padded(row.type, types);
  if (!row.rest.empty()) out += " " + row.rest;
  while (out.back() == ' ') out.pop_back();
  if (!row.member->comment.empty()) out += " " + std::string(tree.of(row.member->comment));
  return out + line_end_of(tree.of(row.member->range));
}

bool in_columns(const Member& member) {
  return member.kind == Member::Kind::field || member.kind == Member::Kind::value ||
         member.kind == Member::Kind::property;
}

// [first, last): members without a blank line between.
void print_run(const SyntaxTree& tree, const std::vector<Member>& members, std::size_t first, std::size_t last,
               std::string& out) {
  std::size_t names = 0, types = 0;
  for (auto i = first; i < last; ++i)
    if (in_columns(members[i])) {
      auto row = row_of(tree, members[i]);
      names = std::max(names, row.name.size());
      types = std::max(types, row.type.size());
    }
  for (auto i = first; i < last; ++i) {
    const auto& member = members[i];
    std::string_view line = tree.of(member.range);
    if (in_columns(member))
      out += printed(tree, row_of(tree, member), names, types);
    else if (member.kind == Member::Kind::blank || member.kind == Member::Kind::invalid)
      out += line;
    else
      out += "  " + std::string(line.substr(std::min(line.find_first_not_of(" \t"), line.size())));
  }
}

}  // namespace

std::string aligned_block(std::string_view block) {
  SyntaxTree tree{std::string(block)};
  if (tree.items().size() != 1 || tree.items()[0].kind != Item::Kind::block || !tree.problems().empty())
    return std::string(block);
  const auto& item = tree.items()[0];
  std::string out(tree.of(item.header));
  for (std::size_t i = 0; i < item.members.size();) {
    auto end = i;
    while (end < item.members.size() && item.members[end].kind != Member::Kind::blank) ++end;
    print_run(tree, item.members, i, end, out);
    if (end < item.members.size()) out += tree.of(item.members[end].range), ++end;
    i = end;
  }
  return out + std::string(tree.of(item.closing));
}

}  // namespace tributary::psl
