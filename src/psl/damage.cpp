// What a merge can break, and what it can lose.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "psl/inventory.hpp"
#include "psl/merge.hpp"
#include "psl/tree.hpp"
#include "psl/units.hpp"

namespace tributary::psl {
namespace {

constexpr std::array<std::string_view, 9> scalars = {"String",  "Boolean",  "Int",  "BigInt", "Float",
                                                     "Decimal", "DateTime", "Json", "Bytes"};

const Attribute* attribute_of(const Member& member, std::string_view name) {
  for (const auto& attribute : member.attributes)
    if (attribute.name == name) return &attribute;
  return nullptr;
}

// The argument of that name; the first unnamed one where `unnamed_too`.
std::string argument_of(const SyntaxTree& tree, const Attribute& attribute, std::string_view name, bool unnamed_too) {
  for (const auto& argument : attribute.arguments)
    if (argument.name == name || (unnamed_too && argument.name.empty())) return std::string(tree.of(argument.value));
  return {};
}

// `[a, b(sort: Desc), c.d]` -> a, b, c: the fields a list names.
std::vector<std::string> fields_in(const std::string& list) {
  std::vector<std::string> out;
  int depth = 0;
  std::string word;
  auto end_word = [&] {
    if (!word.empty()) out.push_back(word.substr(0, word.find('.')));
    word.clear();
  };
  for (char c : list) {
    if (c == '(')
      end_word(), ++depth;
    else if (c == ')')
      --depth;
    else if (depth > 0)
      continue;
    else if (c == '[' || c == ']' || c == ',' || c == ' ' || c == '\t' || c == '\n' || c == '\r')
      end_word();
    else
      word += c;
  }
  end_word();
  return out;
}

class Damage {
 public:
  explicit Damage(std::string_view text) : tree_(std::string(text)) {
    for (const auto& item : tree_.items())
      if (item.kind == Item::Kind::block) blocks_[item.name].push_back(&item);
  }

  std::vector<Wrong> look() {
    std::map<std::string, std::string> names, tables, types;
    for (const auto& item : tree_.items()) {
      if (item.kind != Item::Kind::block) continue;
      item_ = &item;
      auto title = declaration_title(item);
      if (!names.emplace(declaration_key(item), title).second)
        say("", item.name + " is declared twice", Wrong::Kind::declared_twice);
      if (item.keyword == "model" || item.keyword == "view") look_at_model(tables);
      if (item.keyword == "enum" || item.keyword == "type") names_once();
      if (item.keyword == "enum") one_name_in_the_database(types, "enums on the type");
    }
    std::sort(wrongs_.begin(), wrongs_.end());
    return std::move(wrongs_);
  }

 private:
  void say(std::string member, std::string message, Wrong::Kind kind = Wrong::Kind::dangling) {
    wrongs_.push_back({declaration_title(*item_), std::move(member), std::move(message), kind});
  }

  const Item* declared(const std::string& name) const {
    auto at = blocks_.find(name);
    return at == blocks_.end() ? nullptr : at->second.front();
  }
  bool is_model(const std::string& name) const {
    auto* item = declared(name);
    return item && (item->keyword == "model" || item->keyword == "view");
  }

  struct Within {
    std::set<std::string_view> fields, values;
    std::map<std::pair<std::string, std::string>, std::vector<const Member*>> relations;  // by type and relation's name
  };
  // What is in a declaration, gone through once however many look for something in it.
  const Within& within(const Item& item) {
    auto [at, fresh] = within_.try_emplace(&item);
    if (!fresh) return at->second;
    for (const auto& member : item.members) {
      if (member.kind == Member::Kind::value) at->second.values.insert(member.name);
      if (member.kind != Member::Kind::field) continue;
      at->second.fields.insert(member.name);
      if (is_model(member.type.name))
        at->second.relations[{member.type.name, relation_name(member)}].push_back(&member);
    }
    return at->second;
  }
  bool has_field(const Item& item, const std::string& name) { return within(item).fields.count(name) > 0; }

  void names_once() {
    std::set<std::string> seen;
    for (const auto& member : item_->members)
      if ((member.kind == Member::Kind::field || member.kind == Member::Kind::value) &&
          !seen.insert(member.name).second)
        say(member.name, member.name + " stands twice in " + item_->name, Wrong::Kind::declared_twice);
  }

  void look_at_model(std::map<std::string, std::string>& tables) {
    names_once();
    one_name_in_the_database(tables, "models on the table");
    one_column_each();
    for (const auto& member : item_->members) {
      if (member.kind == Member::Kind::field) look_at_field(member);
      if (member.kind == Member::Kind::attribute) look_at_block_attribute(member);
    }
    relation_names_once();
  }

  void one_name_in_the_database(std::map<std::string, std::string>& tables, const std::string& what) {
    std::string table = item_->name, schema;
    const Member* mapped_by = nullptr;
    for (const auto& member : item_->members) {
      if (member.kind != Member::Kind::attribute) continue;
      const auto& attribute = member.attributes[0];
      if (attribute.name == "map") table = unquoted(argument_of(tree_, attribute, "name", true)), mapped_by = &member;
      if (attribute.name == "schema") schema = unquoted(argument_of(tree_, attribute, "map", true));
    }
    auto [at, fresh] = tables.emplace(schema + "." + table, item_->name);
    if (!fresh && at->second != item_->name)
      say(mapped_by ? key_of(*mapped_by) : std::string(),
          item_->name + " and " + at->second + " are two " + what + " " + table, Wrong::Kind::table_mapped_twice);
  }

  void one_column_each() {
    std::map<std::string, std::string> columns;
    for (const auto& member : item_->members) {
      if (member.kind != Member::Kind::field || is_model(member.type.name)) continue;
      auto* map = attribute_of(member, "map");
      auto column = map ? unquoted(argument_of(tree_, *map, "name", true)) : member.name;
      auto [at, fresh] = columns.emplace(column, member.name);
      if (!fresh && at->second != member.name)
        say(member.name, member.name + " and " + at->second + " are two fields on the column " + column,
            Wrong::Kind::column_mapped_twice);
    }
  }

  void look_at_field(const Member& field) {
    const auto& type = field.type.name;
    if (field.type.unsupported || std::find(scalars.begin(), scalars.end(), type) != scalars.end()) return;
    auto* declaration = declared(type);
    if (!declaration) return say(field.name, "its type " + type + " is not declared");
    if (declaration->keyword == "enum") return look_at_default(field, *declaration);
    if (is_model(type)) look_at_relation(field, *declaration);
  }

  void look_at_default(const Member& field, const Item& enumeration) {
    auto* attribute = attribute_of(field, "default");
    if (!attribute) return;
    for (const auto& value : fields_in(argument_of(tree_, *attribute, "value", true)))
      if (!within(enumeration).values.count(value))
        say(field.name, "its default " + value + " is no value of " + enumeration.name);
  }

  std::string relation_name(const Member& field) const {
    auto* relation = attribute_of(field, "relation");
    return relation ? unquoted(argument_of(tree_, *relation, "name", true)) : std::string();
  }

  void look_at_relation(const Member& field, const Item& other) {
    if (auto* relation = attribute_of(field, "relation")) {
      for (const auto& name : fields_in(argument_of(tree_, *relation, "fields", false)))
        if (!has_field(*item_, name))
          say(field.name, "its relation uses the field " + name + ", which " + item_->name + " has no more");
      for (const auto& name : fields_in(argument_of(tree_, *relation, "references", false)))
        if (!has_field(other, name))
          say(field.name, "its relation refers to " + other.name + "." + name + ", which is no more");
    }
    auto name = relation_name(field);
    const auto& there = within(other).relations;
    auto backs = there.find({item_->name, name});
    bool answered = backs != there.end() &&
                    std::any_of(backs->second.begin(), backs->second.end(),
                                [&](const auto* back) { return &other != item_ || back->name != field.name; });
    if (!answered) say(field.name, "no field of " + other.name + " answers this relation");
  }

  void look_at_block_attribute(const Member& member) {
    const auto& attribute = member.attributes[0];
    if (attribute.name != "index" && attribute.name != "unique" && attribute.name != "id" &&
        attribute.name != "fulltext")
      return;
    for (const auto& name : fields_in(argument_of(tree_, attribute, "fields", true)))
      if (!has_field(*item_, name))
        say(key_of(member), "@@" + attribute.name + " names the field " + name + ", which " + item_->name + " has not");
  }

  const std::string& key_of(const Member& wanted) {
    if (keys_of_ != item_) {
      keys_.clear(), keys_of_ = item_;
      for (const auto& unit : member_units(tree_, *item_).units) keys_[unit.member] = unit.key;
    }
    auto known = keys_.find(&wanted);
    return known == keys_.end() ? wanted.name : known->second;
  }

  // Two fields to one model under one relation name (or none) cannot be told apart; a relation to itself has two ends.
  void relation_names_once() {
    std::map<std::string, int> ends;
    for (const auto& member : item_->members) {
      if (member.kind != Member::Kind::field || !is_model(member.type.name)) continue;
      int allowed = member.type.name == item_->name ? 2 : 1;
      auto name = relation_name(member);
      if (++ends[member.type.name + "\n" + name] > allowed)
        say(member.name, "another field of " + item_->name + " has the same relation to " + member.type.name +
                             (name.empty() ? "" : " called " + name));
    }
  }

  SyntaxTree tree_;
  std::map<std::string, std::vector<const Item*>> blocks_;
  std::map<const Item*, Within> within_;
  const Item* item_ = nullptr;
  const Item* keys_of_ = nullptr;
  std::map<const Member*, std::string> keys_;  // of the members of `keys_of_`
  std::vector<Wrong> wrongs_;
};

}  // namespace

std::vector<Wrong> merge_damage(std::string_view text) {
  return Damage(text).look();
}

std::vector<Lost> lost_declarations(const std::vector<std::string_view>& base,
                                    const std::vector<std::string_view>& ours,
                                    const std::vector<std::string_view>& theirs,
                                    const std::vector<std::string_view>& result) {
  Inventory in_base(base), in_ours(ours), in_theirs(theirs), in_result(result);
  std::vector<Lost> out;
  auto all = in_ours.entries;
  all.insert(in_theirs.entries.begin(), in_theirs.entries.end());
  for (const auto& entry : all) {
    if (in_result.has(entry)) continue;
    bool ours_has = in_ours.has(entry), theirs_has = in_theirs.has(entry);
    if (in_base.has(entry) && !(ours_has && theirs_has)) continue;  // the other side deleted it
    auto parent_lost = [&](const Inventory::Entry& parent) { return parent != entry && !in_result.has(parent); };
    if (parent_lost({entry[0], "", ""}) || parent_lost({entry[0], entry[1], ""})) continue;  // said once, for the whole
    const auto& titles = ours_has ? in_ours.titles : in_theirs.titles;
    out.push_back({titles.at(entry[0]), entry[1], entry[2],
                   ours_has && theirs_has ? "both"
                   : ours_has             ? "ours"
                                          : "theirs"});
  }
  return out;
}

}  // namespace tributary::psl
