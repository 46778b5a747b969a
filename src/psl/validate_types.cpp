// What each field's type is: a scalar, an enum, a composite type, or a model, which makes the field a relation.
#include <algorithm>
#include <array>

#include "psl/checker.hpp"

namespace tributary::psl {
namespace {

using Kind = Declaration::Kind;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c | 0x20 : c; });
  return text;
}

// The type that only differs in case; "" = none.
std::string meant(const Checker& check, const std::string& name) {
  for (const char* builtin : {"Int", "BigInt", "Float", "Boolean", "String", "DateTime", "Json", "Bytes", "Decimal"})
    if (lower(builtin) == lower(name)) return builtin;
  for (const auto& [type, declaration] : check.types)
    if (lower(type) == lower(name)) return type;
  return {};
}

void say_unknown(Checker& check, std::size_t file, const FieldDeclaration& field) {
  auto other = meant(check, field.type.name);
  check.say(file, field.type.range, "unknown-type",
            "the type " + field.type.name + " of " + field.name + " is declared nowhere" +
                (other.empty() ? "" : "; " + other + " is"));
}

const Declaration* declared(const Checker& check, const std::string& type) {
  auto found = check.types.find(type);
  return found == check.types.end() ? nullptr : found->second;
}

void resolve_field(Checker& check, ModelInfo& model, const FieldDeclaration& field) {
  auto& named = model.named[field.name] = {&field, nullptr};
  ScalarField scalar;
  scalar.field = &field;
  if (field.type.unsupported) {
    scalar.kind = ScalarField::Kind::unsupported;
  } else if (!is_builtin_type(field.type.name)) {
    scalar.type = declared(check, field.type.name);
    if (!scalar.type) return say_unknown(check, model.declaration->file, field);
    if (scalar.type->kind == Kind::model || scalar.type->kind == Kind::view) {
      RelationField relation;
      relation.field = &field;
      relation.model = &model;
      relation.other = check.model_of.at(scalar.type);
      model.relations.push_back(relation);
      return;
    }
    scalar.kind =
        scalar.type->kind == Kind::enumeration ? ScalarField::Kind::enumeration : ScalarField::Kind::composite;
  }
  named.scalar = &model.scalars.emplace_back(scalar);
}

void resolve_composite(Checker& check, const Declaration& composite) {
  for (const auto& field : composite.fields) {
    if (field.type.unsupported || is_builtin_type(field.type.name)) continue;
    const auto* type = declared(check, field.type.name);
    if (!type)
      say_unknown(check, composite.file, field);
    else if (type->kind == Kind::model || type->kind == Kind::view)
      check.say(composite.file, field.type.range, "relation-in-composite",
                composite.name + "." + field.name + ": a composite type cannot refer to a model");
  }
}

}  // namespace

void resolve_types(Checker& check) {
  for (const auto& declaration : check.declarations)
    if (declaration.kind == Kind::model || declaration.kind == Kind::view) {
      auto& model = check.models.emplace_back();
      model.declaration = &declaration;
      check.model_of[&declaration] = &model;
    } else {
      for (const auto& value : declaration.values) check.values_of[&declaration].insert(value.name);
    }
  for (auto& model : check.models)
    for (const auto& field : model.declaration->fields) resolve_field(check, model, field);
  for (const auto& declaration : check.declarations) {
    if (declaration.kind == Kind::composite) resolve_composite(check, declaration);
    if (declaration.kind == Kind::enumeration && declaration.values.empty())
      check.say(declaration.file, declaration.range, "empty-enum", "the enum " + declaration.name + " has no value");
  }
}

}  // namespace tributary::psl
