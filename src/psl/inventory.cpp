#include "psl/inventory.hpp"

#include <algorithm>

#include "psl/units.hpp"

namespace tributary::psl {
namespace {

// The string of `@map("x")` or `@@map(name: "x")`; "" = there is none.
std::string mapped_to(const SyntaxTree& tree, const std::vector<Attribute>& attributes) {
  for (const auto& attribute : attributes)
    if (attribute.name == "map")
      for (const auto& argument : attribute.arguments)
        if (argument.name.empty() || argument.name == "name") return unquoted(tree.of(argument.value));
  return {};
}

std::string mapped_to(const SyntaxTree& tree, const Item& block) {
  for (const auto& member : block.members)
    if (member.kind == Member::Kind::attribute)
      if (auto name = mapped_to(tree, member.attributes); !name.empty()) return name;
  return {};
}

}  // namespace

Inventory::Inventory(const std::vector<std::string_view>& texts) {
  for (auto text : texts) add(SyntaxTree(std::string(text)));
}

void Inventory::add(const SyntaxTree& tree) {
  for (const auto& item : tree.items()) {
    if (item.kind != Item::Kind::block) continue;
    auto key = declaration_key(item);
    titles.emplace(key, declaration_title(item));
    entries.insert({key, "", ""});
    for (const auto& unit : member_units(tree, item).units) {
      if (unit.kind == "invalid" || unit.kind == "comment") continue;
      entries.insert({key, unit.key, ""});
      if (unit.kind == "attribute") continue;
      for (const auto& attribute : unit.member->attributes)
        entries.insert({key, unit.key, "@" + (attribute.name.starts_with("db.") ? std::string("db") : attribute.name)});
    }
  }
}

Vocabulary::Number Vocabulary::number(const std::string& key, const std::string& title, Number within) {
  auto [at, fresh] = numbers_.try_emplace(std::to_string(within) + ' ' + key, static_cast<Number>(words_.size() + 1));
  if (fresh) words_.push_back({title, within});
  return at->second;
}

Holdings::Holdings(const std::vector<std::string_view>& texts, Vocabulary& vocabulary) {
  for (auto text : texts) {
    SyntaxTree tree{std::string(text)};
    for (const auto& item : tree.items()) {
      if (item.kind != Item::Kind::block || item.keyword == "datasource" || item.keyword == "generator") continue;
      auto name = vocabulary.number(declaration_key(item), declaration_title(item), 0);
      auto table = mapped_to(tree, item);
      if (table.empty()) table = item.name;
      things_.push_back({name, vocabulary.number("stored " + item.keyword + " " + table, table, 0)});
      for (const auto& member : item.members) {
        if (member.kind != Member::Kind::field && member.kind != Member::Kind::value) continue;
        auto column = mapped_to(tree, member.attributes);
        if (column.empty()) column = member.name;
        things_.push_back({vocabulary.number("member " + member.name, member.name, name),
                           vocabulary.number("stored " + column, column, name)});
      }
    }
  }
  std::sort(things_.begin(), things_.end());
  for (const auto& thing : things_) stored_.push_back(thing.stored_as);
  std::sort(stored_.begin(), stored_.end());
}

bool Holdings::names(Number name) const {
  auto at = std::lower_bound(things_.begin(), things_.end(), Thing{name, 0});
  return at != things_.end() && at->name == name;
}

bool Holdings::has(const Thing& thing) const {
  return names(thing.name) || std::binary_search(stored_.begin(), stored_.end(), thing.stored_as);
}

std::vector<Holdings::Thing> missing_since(const std::vector<const Holdings*>& sides, const Holdings& result,
                                           const Holdings& now, const Vocabulary& vocabulary) {
  std::set<Holdings::Thing> missing;
  for (const auto* side : sides)
    for (const auto& thing : side->things())
      if (!result.has(thing) && !now.has(thing)) missing.insert(thing);
  std::vector<Holdings::Thing> out;
  for (const auto& thing : missing) {
    auto within = vocabulary.word(thing.name).within;
    if (within == 0 || now.names(within)) out.push_back(thing);
  }
  return out;
}

}  // namespace tributary::psl
