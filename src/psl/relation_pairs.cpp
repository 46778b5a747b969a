#include "psl/relation_pairs.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace tributary::psl {
namespace {

using Arity = FieldType::Arity;
using Kind = RelationPair::Kind;

/// Which fields of a model refer to another one under a name.
class Sides {
 public:
  explicit Sides(const Checker& check) {
    for (const auto& model : check.models)
      for (const auto& field : model.relations) fields_[{&model, field.other, field.name}].push_back(&field);
  }

  const RelationField* opposite(const RelationField& field) const {
    auto there = fields_.find({field.other, field.model, field.name});
    if (there == fields_.end()) return nullptr;
    for (const auto* candidate : there->second)
      if (candidate != &field) return candidate;
    return nullptr;
  }

 private:
  using Side = std::tuple<const ModelInfo*, const ModelInfo*, std::optional<std::string>>;
  std::map<Side, std::vector<const RelationField*>> fields_;
};

// Of two sides that are alike the first by name holds the key.
bool comes_first(const RelationField& field, const RelationField& opposite) {
  return std::pair(field.model->name(), field.field->name) <= std::pair(opposite.model->name(), opposite.field->name);
}

bool unique_over_its_fields(const RelationField& field) {
  if (!field.fields) return false;
  return std::any_of(field.model->indexes.begin(), field.model->indexes.end(), [&](const IndexInfo& index) {
    return index.kind == IndexInfo::Kind::unique && index.fields.size() == field.fields->size() &&
           std::equal(index.fields.begin(), index.fields.end(), field.fields->begin(),
                      [](const IndexField& a, const ScalarField* b) { return a.field == b; });
  });
}

RelationPair alone(const RelationField& field) {
  if (field.arity() == Arity::list) return {Kind::one_to_many, nullptr, &field, field.other, field.model};
  auto kind = unique_over_its_fields(field) ? Kind::one_to_one : Kind::one_to_many;
  return {kind, &field, nullptr, field.model, field.other};
}

// Nullopt: the relation begins at the other field.
std::optional<RelationPair> pair_of(const RelationField& field, const Sides& sides) {
  const auto* other = sides.opposite(field);
  if (!other) return alone(field);
  RelationPair pair{Kind::one_to_many, &field, other, field.model, field.other};
  bool list = field.arity() == Arity::list, other_list = other->arity() == Arity::list;
  if (list && other_list) {
    if (!comes_first(field, *other)) return std::nullopt;
    pair.kind = field.fields || other->fields ? Kind::embedded_many_to_many : Kind::many_to_many;
    return pair;
  }
  if (list) return std::nullopt;
  if (other_list) return pair;
  pair.kind = Kind::one_to_one;
  bool required = field.arity() == Arity::required, other_required = other->arity() == Arity::required;
  if (required != other_required) return required ? std::optional(pair) : std::nullopt;
  if (required) return comes_first(field, *other) ? std::optional(pair) : std::nullopt;
  if (field.fields) return pair;
  return !other->fields && comes_first(field, *other) ? std::optional(pair) : std::nullopt;
}

}  // namespace

std::vector<RelationPair> relation_pairs(const Checker& check) {
  std::vector<RelationPair> pairs;
  Sides sides(check);
  for (const auto& model : check.models)
    for (const auto& field : model.relations)
      if (auto pair = pair_of(field, sides)) pairs.push_back(*pair);
  return pairs;
}

}  // namespace tributary::psl
