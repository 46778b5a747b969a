#include "catalog/expected_schema.hpp"

#include <fmt/format.h>

#include "psl/tree.hpp"

namespace tributary::catalog {
namespace {

template <class Attributes>
const SchemaAttribute* find_in(const Attributes& attributes, const std::string& name) {
  for (const auto& attribute : attributes)
    if (attribute.name == name) return &attribute;
  return nullptr;
}

std::vector<std::string> texts_of(const Expression& list) {
  std::vector<std::string> out;
  for (const auto& part : list.parts) out.push_back(part.value.text);
  return out;
}

}  // namespace

const SchemaAttribute* SchemaField::attribute(const std::string& attribute_name) const {
  return find_in(attributes, attribute_name);
}
const SchemaAttribute* SchemaBlock::attribute(const std::string& attribute_name) const {
  return find_in(attributes, attribute_name);
}
const SchemaField* SchemaBlock::field(const std::string& field_name) const {
  for (const auto& one : fields)
    if (one.name == field_name) return &one;
  return nullptr;
}
const SchemaBlock* Schema::block(const std::string& name) const {
  auto found = places_.find(name);
  return found == places_.end() ? nullptr : &blocks[found->second];
}

class SchemaReader {
 public:
  void add(const SchemaText& file) {
    psl::SyntaxTree tree(file.text);
    file_ = file.path, tree_ = &tree;
    for (const auto& problem : tree.problems())
      schema_.opaque.push_back(fmt::format("{} line {}: {}", file_, tree.line(problem.at), problem.message));
    for (const auto& item : tree.items()) {
      if (item.kind != psl::Item::Kind::block) continue;
      if (item.keyword == "datasource") add_datasource(item);
      if (item.keyword == "generator") add_generator(item);
      if (item.keyword == "model" || item.keyword == "view" || item.keyword == "enum") add_block(item);
    }
    tree_ = nullptr;
  }

  Schema take() { return std::move(schema_); }

 private:
  void add_datasource(const psl::Item& item) {
    schema_.datasource_name = item.name;
    for (const auto& member : item.members) {
      if (member.kind != psl::Member::Kind::property) continue;
      auto value = read_expression(tree_->of(member.expression));
      if (member.name == "provider") schema_.provider = value.text;
      if (member.name == "relationMode") schema_.relation_mode = value.text;
      if (member.name == "schemas") schema_.schemas = texts_of(value);
      if (member.name == "extensions") add_extensions(value);
    }
  }

  // `vector` or `vector(map: "pgvector", schema: "ext")`: the database's name is what `map` says.
  void add_extensions(const Expression& list) {
    for (const auto& part : list.parts) {
      auto mapped = part.value.word_of("map");
      schema_.extensions.push_back(mapped.empty() ? part.value.text : mapped);
    }
  }

  void add_generator(const psl::Item& item) {
    for (const auto& member : item.members)
      if (member.kind == psl::Member::Kind::property && member.name == "previewFeatures")
        for (auto& feature : texts_of(read_expression(tree_->of(member.expression))))
          schema_.previews.push_back(std::move(feature));
  }

  void add_block(const psl::Item& item) {
    auto [place, fresh] = schema_.places_.emplace(item.name, schema_.blocks.size());
    if (!fresh) {
      schema_.opaque.push_back(
          fmt::format("{} line {}: {} is declared twice", file_, line(item.name_range), item.name));
      return;
    }
    SchemaBlock block{item.keyword, item.name, {}, {}, {file_, item.name, "", line(item.name_range)}};
    for (const auto& member : item.members) {
      if (member.kind == psl::Member::Kind::field || member.kind == psl::Member::Kind::value)
        block.fields.push_back(field_of(member, item.name));
      if (member.kind == psl::Member::Kind::attribute)
        for (const auto& attribute : member.attributes) block.attributes.push_back(attribute_of(attribute));
    }
    schema_.blocks.push_back(std::move(block));
  }

  SchemaField field_of(const psl::Member& member, const std::string& block) {
    SchemaField field;
    field.name = member.name, field.type = member.type.name;
    field.list = member.type.arity == psl::FieldType::Arity::list;
    field.optional = member.type.arity == psl::FieldType::Arity::optional;
    field.unsupported = member.type.unsupported;
    field.declared = {file_, block, member.name, line(member.name_range)};
    for (const auto& attribute : member.attributes) field.attributes.push_back(attribute_of(attribute));
    return field;
  }

  SchemaAttribute attribute_of(const psl::Attribute& attribute) {
    SchemaAttribute out{attribute.name, {Expression::Kind::call, attribute.name, {}}, line(attribute.range)};
    for (const auto& argument : attribute.arguments) {
      auto value = read_expression(tree_->of(argument.value));
      if (value.kind == Expression::Kind::none)
        schema_.opaque.push_back(
            fmt::format("{} line {}: an argument of @{} cannot be read", file_, line(argument.range), attribute.name));
      out.call.parts.push_back({argument.name, std::move(value)});
    }
    return out;
  }

  int line(const psl::Range& range) const { return tree_->line(range.begin); }

  Schema schema_;
  std::string file_;
  const psl::SyntaxTree* tree_ = nullptr;
};

Schema read_schema(const std::vector<SchemaText>& files) {
  SchemaReader reader;
  for (const auto& file : files) reader.add(file);
  return reader.take();
}

}  // namespace tributary::catalog
