#include "psl/inventory.hpp"

#include <algorithm>
#include <functional>

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

bool is_held(const Item& item) {
  return item.kind == Item::Kind::block && item.keyword != "datasource" && item.keyword != "generator";
}

bool type_is_gone(const Holdings::Field& field, const Holdings& side, const Holdings& now) {
  const auto* type = side.thing(field.declared);
  return type && !now.has(*type);
}

// A field of its type in the same declaration, which none of `without` has.
bool has_another(const Holdings& version, const Holdings::Field& field, const std::vector<const Holdings*>& without) {
  auto first =
      std::lower_bound(version.fields().begin(), version.fields().end(), Holdings::Field{field.within, 0, "", 0});
  for (; first != version.fields().end() && first->within == field.within; ++first) {
    auto name = first->name;
    if (name != field.name && first->type == field.type &&
        std::none_of(without.begin(), without.end(), [&](const Holdings* side) { return side->names(name); }))
      return true;
  }
  return false;
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
  Declared declared;
  std::vector<SyntaxTree> trees;
  for (auto text : texts) trees.emplace_back(std::string(text));
  for (const auto& tree : trees)
    for (const auto& item : tree.items())
      if (is_held(item))
        declared.emplace(item.name, vocabulary.number(declaration_key(item), declaration_title(item), 0));
  for (const auto& tree : trees)
    for (const auto& item : tree.items())
      if (is_held(item)) add(tree, item, vocabulary, declared);
  std::sort(things_.begin(), things_.end());
  std::sort(fields_.begin(), fields_.end());
  for (const auto& thing : things_) stored_.push_back(thing.stored_as);
  std::sort(stored_.begin(), stored_.end());
}

void Holdings::add(const SyntaxTree& tree, const Item& item, Vocabulary& vocabulary, const Declared& declared) {
  auto name = vocabulary.number(declaration_key(item), declaration_title(item), 0);
  auto table = mapped_to(tree, item);
  if (table.empty()) table = item.name;
  things_.push_back({name, vocabulary.number("stored " + item.keyword + " " + table, table, 0)});
  for (const auto& member : item.members) {
    if (member.kind != Member::Kind::field && member.kind != Member::Kind::value) continue;
    auto column = mapped_to(tree, member.attributes);
    if (column.empty()) column = member.name;
    auto number = vocabulary.number("member " + member.name, member.name, name);
    things_.push_back({number, vocabulary.number("stored " + column, column, name)});
    if (member.kind != Member::Kind::field) continue;
    auto type = declared.find(member.type.name);
    fields_.push_back(
        {name, number, std::string(tree.of(member.type.range)), type == declared.end() ? 0 : type->second});
  }
}

const Holdings::Field* Holdings::field(Number within, Number name) const {
  auto at = std::lower_bound(fields_.begin(), fields_.end(), Field{within, name, "", 0});
  return at != fields_.end() && at->within == within && at->name == name ? &*at : nullptr;
}

const Holdings::Thing* Holdings::thing(Number name) const {
  auto at = std::lower_bound(things_.begin(), things_.end(), Thing{name, 0});
  return at != things_.end() && at->name == name ? &*at : nullptr;
}

bool Holdings::names(Number name) const {
  return thing(name) != nullptr;
}

bool Holdings::has(const Thing& thing) const {
  return names(thing.name) || std::binary_search(stored_.begin(), stored_.end(), thing.stored_as);
}

LineStarts line_starts(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  LineStarts out;
  std::string block;
  while (!text.empty()) {
    auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
    if (line.empty() || line.starts_with("//")) continue;
    if (line.front() == '}') {
      block.clear();
      continue;
    }
    bool opens = block.empty();
    auto word = opens ? line.substr(0, line.find('{')) : line.substr(0, line.find_first_of(" \t\r"));
    while (!word.empty() && blanks.find(word.back()) != blanks.npos) word.remove_suffix(1);
    if (opens) block = meaning_of(word);
    out.push_back(std::hash<std::string>{}(opens ? block : block + '\n' + std::string(word)));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<Holdings::Thing> missing_since(const std::vector<const Holdings*>& sides, const Holdings& result,
                                           const Holdings& now, const Vocabulary& vocabulary) {
  std::map<Holdings::Thing, const Holdings*> missing;
  for (const auto* side : sides)
    for (const auto& thing : side->things())
      if (!result.has(thing) && !now.has(thing)) missing.emplace(thing, side);
  auto replaced = [&](const Holdings::Thing& thing, const Holdings& side) {
    const auto* field = side.field(vocabulary.word(thing.name).within, thing.name);
    if (!field) return false;
    return type_is_gone(*field, side, now) || has_another(result, *field, sides) ||
           (field->declared != 0 && has_another(now, *field, {&side}));
  };
  std::vector<Holdings::Thing> out;
  for (const auto& [thing, side] : missing) {
    auto within = vocabulary.word(thing.name).within;
    if (within == 0 || (now.names(within) && !replaced(thing, *side))) out.push_back(thing);
  }
  return out;
}

}  // namespace tributary::psl
