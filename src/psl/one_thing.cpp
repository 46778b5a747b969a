#include "psl/one_thing.hpp"

#include <algorithm>

#include "psl/tree.hpp"

namespace tributary::psl {
namespace {

std::string table_of(const SyntaxTree& tree, const Item& item) {
  for (const auto& member : item.members) {
    if (member.kind != Member::Kind::attribute || member.attributes.empty()) continue;
    const auto& attribute = member.attributes[0];
    if (attribute.name != "map" || attribute.arguments.empty()) continue;
    return unquoted(tree.of(attribute.arguments[0].value));
  }
  return item.name;
}

bool is_table(const Item& item) {
  return item.keyword == "model" || item.keyword == "view";
}

bool same_kind(const Item& a, const Item& b) {
  return a.keyword == b.keyword || (is_table(a) && is_table(b));
}

const Item* declared(const SyntaxTree& tree, const std::string& declaration) {
  auto space = declaration.find(' ');
  return space == declaration.npos ? nullptr : tree.find(declaration.substr(0, space), declaration.substr(space + 1));
}

const Item* on_table(const SyntaxTree& tree, const Item& other, const std::string& table) {
  for (const auto& item : tree.items())
    if (item.kind == Item::Kind::block && same_kind(item, other) && item.name != other.name &&
        table_of(tree, item) == table)
      return &item;
  return nullptr;
}

// The field of `model` whose type is `type`; "" = none.
std::string field_to(const SyntaxTree& tree, const std::string& model, const std::string& type) {
  for (const auto& item : tree.items())
    if (item.kind == Item::Kind::block && item.name == model)
      for (const auto& member : item.members)
        if (member.kind == Member::Kind::field && member.type.name == type) return model + "." + member.name;
  return {};
}

}  // namespace

std::optional<OneThing> one_thing(const std::string& here, const std::string& there, const std::string& declaration) {
  SyntaxTree mine(here), theirs(there);
  const SyntaxTree *tree = &mine, *others = &theirs;
  const auto* item = declared(*tree, declaration);
  if (!item) std::swap(tree, others), item = declared(*tree, declaration);
  if (!item) return std::nullopt;
  auto table = table_of(*tree, *item);
  const auto* twin = on_table(*others, *item, table);
  if (!twin) return std::nullopt;
  bool keeps_item = twin->name == table || (item->name != table && tree == &theirs);
  OneThing out{item->keyword, keeps_item ? item->name : twin->name, keeps_item ? twin->name : item->name, table, {}};
  const auto &of_kept = keeps_item ? *tree : *others, &of_dropped = keeps_item ? *others : *tree;
  for (const auto& block : of_dropped.items()) {
    if (block.kind != Item::Kind::block || block.name == out.drop) continue;
    for (const auto& member : block.members)
      if (member.kind == Member::Kind::field && member.type.name == out.drop)
        out.fields.push_back({block.name + "." + member.name, field_to(of_kept, block.name, out.keep)});
  }
  return out;
}

}  // namespace tributary::psl
