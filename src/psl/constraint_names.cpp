#include "psl/constraint_names.hpp"

namespace tributary::psl {
namespace {

int count(const auto& counts, const auto& key) {
  auto found = counts.find(key);
  return found == counts.end() ? 0 : found->second;
}

std::string schema_of(const ModelInfo& model) {
  return model.schema ? "." + *model.schema : std::string();
}

}  // namespace

std::string name_of(const ModelInfo& model, const IndexInfo& index) {
  if (index.mapped) return *index.mapped;
  if (index.kind == IndexInfo::Kind::key) return constraint_name(model.table(), {}, "_pkey");
  std::vector<std::string> columns;
  for (const auto& field : index.fields) columns.push_back(field.field->column());
  return constraint_name(model.table(), columns, index.kind == IndexInfo::Kind::unique ? "_key" : "_idx");
}

std::string name_of(const ModelInfo& model, const RelationField& relation) {
  if (relation.mapped) return *relation.mapped;
  std::vector<std::string> columns;
  if (relation.fields)
    for (const auto* field : *relation.fields) columns.push_back(field->column());
  return constraint_name(model.table(), columns, "_fkey");
}

ConstraintNames::ConstraintNames(const Checker& check, const std::vector<ForeignKey>& foreign_keys) {
  if (!check.datasource) return;  // without a provider nothing has a name in a database
  for (const auto& model : check.models) {
    auto add = [&](const IndexInfo& index) {
      auto name = name_of(model, index);
      ++schema_[{schema_of(model), name}];
      ++model_[{&model, name}];
    };
    if (model.key) add(*model.key);
    for (const auto& index : model.indexes) add(index);
  }
  for (const auto& key : foreign_keys) ++model_[{key.model, key.name}];
}

bool ConstraintNames::taken_in_schema(const ModelInfo& model, const std::string& name) const {
  return count(schema_, std::pair(schema_of(model), name)) > 1;
}

bool ConstraintNames::taken_in_model(const ModelInfo& model, const std::string& name) const {
  return count(model_, std::pair(&model, name)) > 1;
}

}  // namespace tributary::psl
