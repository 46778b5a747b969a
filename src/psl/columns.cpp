#include "psl/columns.hpp"

#include <map>

#include "psl/tree.hpp"
#include "psl/units.hpp"

namespace tributary::psl {
namespace {

// psl/builtin-connectors/src/postgres_datamodel_connector.rs: what a scalar without @db becomes.
const std::map<std::string, std::string>& default_types() {
  static const std::map<std::string, std::string> types = {{"String", "Text"},
                                                           {"Boolean", "Boolean"},
                                                           {"Int", "Integer"},
                                                           {"BigInt", "BigInt"},
                                                           {"Float", "DoublePrecision"},
                                                           {"Decimal", "Decimal(65,30)"},
                                                           {"DateTime", "Timestamp(3)"},
                                                           {"Json", "JsonB"},
                                                           {"Bytes", "ByteA"}};
  return types;
}

std::string argument(const SyntaxTree& tree, const std::vector<Attribute>& attributes, std::string_view attribute,
                     std::string_view named) {
  for (const auto& one : attributes)
    if (one.name == attribute)
      for (const auto& given : one.arguments)
        if (given.name.empty() || given.name == named) return unquoted(tree.of(given.value));
  return {};
}

std::string block_argument(const SyntaxTree& tree, const Item& block, std::string_view attribute,
                           std::string_view named) {
  for (const auto& member : block.members)
    if (member.kind == Member::Kind::attribute)
      if (auto value = argument(tree, member.attributes, attribute, named); !value.empty()) return value;
  return {};
}

std::string stored_name(const SyntaxTree& tree, const Item& block) {
  auto mapped = block_argument(tree, block, "map", "name");
  auto schema = block_argument(tree, block, "schema", "map");
  auto name = mapped.empty() ? block.name : mapped;
  return schema.empty() ? name : schema + "." + name;
}

std::string native_type(const SyntaxTree& tree, const Member& field) {
  for (const auto& attribute : field.attributes)
    if (attribute.name.starts_with("db.")) return meaning_of(tree.of(attribute.range)).substr(4);
  auto known = default_types().find(field.type.name);
  return known == default_types().end() ? std::string() : known->second;
}

class Reader {
 public:
  explicit Reader(const std::vector<std::string_view>& texts) {
    for (auto text : texts) trees_.emplace_back(std::string(text));
    for (const auto& tree : trees_)
      for (const auto& item : tree.items())
        if (item.kind == Item::Kind::block && item.keyword == "enum") enums_[item.name] = stored_name(tree, item);
  }

  std::vector<Column> read() const {
    std::vector<Column> out;
    for (std::size_t file = 0; file < trees_.size(); ++file)
      for (const auto& item : trees_[file].items())
        if (item.kind == Item::Kind::block && item.keyword == "model") add(static_cast<int>(file), item, out);
    return out;
  }

 private:
  void add(int file, const Item& model, std::vector<Column>& out) const {
    const auto& tree = trees_[static_cast<std::size_t>(file)];
    auto table = stored_name(tree, model);
    for (const auto& member : model.members) {
      if (member.kind != Member::Kind::field || member.type.unsupported) continue;
      auto enumeration = enums_.find(member.type.name);
      auto type = enumeration != enums_.end() ? "enum " + enumeration->second : native_type(tree, member);
      if (type.empty()) continue;
      auto column = argument(tree, member.attributes, "map", "name");
      out.push_back({table, column.empty() ? member.name : column, type,
                     member.type.arity == FieldType::Arity::optional, member.type.arity == FieldType::Arity::list,
                     model.name, member.name, file, tree.line(member.name_range.begin)});
    }
  }

  std::vector<SyntaxTree> trees_;
  std::map<std::string, std::string> enums_;  // name -> stored name
};

}  // namespace

std::vector<Column> columns_of(const std::vector<std::string_view>& texts) {
  return Reader(texts).read();
}

}  // namespace tributary::psl
