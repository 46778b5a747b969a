#include "psl/missing_relations.hpp"

#include <algorithm>
#include <tuple>

#include "psl/checker.hpp"
#include "psl/inflect.hpp"

namespace tributary::psl {
namespace {

using Arity = FieldType::Arity;

/// A relation with the foreign key in `from`; either field may be missing.
struct InlineRelation {
  const ModelInfo* from = nullptr;
  const ModelInfo* to = nullptr;
  const RelationField* forward = nullptr;
  const RelationField* back = nullptr;
  bool one_to_one = false;
};

struct Insertion {
  std::size_t file = 0, at = 0;
  std::string text;
};

/// A scalar field that a relation's key needs.
struct KeyField {
  std::string name;
  Arity arity = Arity::required;
  const ScalarField* of = nullptr;  ///< the field it refers to
};

const RelationField* opposite_of(const RelationField& field) {
  for (const auto& other : field.other->relations)
    if (other.other == field.model && &other != &field && other.name == field.name) return &other;
  return nullptr;
}

Scalars fields_of(const IndexInfo& index) {
  Scalars fields;
  for (const auto& field : index.fields) fields.push_back(field.field);
  return fields;
}

bool has_unique(const ModelInfo& model, const Scalars& fields) {
  return std::any_of(model.indexes.begin(), model.indexes.end(), [&](const IndexInfo& index) {
    return index.kind == IndexInfo::Kind::unique && fields_of(index) == fields;
  });
}

// The key first, then what is unique, as declared.
std::vector<Scalars> unique_criteria(const ModelInfo& model) {
  std::vector<Scalars> out;
  if (model.key) out.push_back(fields_of(*model.key));
  for (const auto& index : model.indexes)
    if (index.kind == IndexInfo::Kind::unique) out.push_back(fields_of(index));
  return out;
}

// By model, then field: of two equal sides this one would hold the key.
auto rank(const RelationField& field) {
  return std::tie(field.model->name(), field.field->name);
}

// Each relation once, told by the field that holds its key, or by its only one; nothing for the other side and for
// many-to-many.
std::optional<InlineRelation> inline_relation(const RelationField& field) {
  const auto* opposite = opposite_of(field);
  if (field.arity() == Arity::list) {
    if (opposite) return std::nullopt;
    return InlineRelation{field.other, field.model, nullptr, &field, false};
  }
  InlineRelation relation{field.model, field.other, &field, opposite, false};
  if (!opposite) {
    relation.one_to_one = field.fields && has_unique(*field.model, *field.fields);
    return relation;
  }
  if (opposite->arity() == Arity::list) return relation;
  relation.one_to_one = true;
  if (field.arity() != opposite->arity())
    return field.arity() == Arity::required ? std::optional(relation) : std::nullopt;
  if (field.arity() == Arity::optional) {
    if (field.fields) return relation;
    if (opposite->fields) return std::nullopt;
  }
  return rank(field) > rank(*opposite) ? std::nullopt : std::optional(relation);
}

std::vector<KeyField> key_fields(const InlineRelation& relation) {
  std::vector<KeyField> out;
  auto criteria = unique_criteria(*relation.to);
  if (criteria.empty()) return out;
  for (const auto* field : criteria[0]) {
    KeyField key{first_lower(relation.to->name()) + first_upper(field->name()), Arity::optional, field};
    if (const auto* existing = relation.from->find_scalar(key.name))
      key.arity = existing->field->type.arity;
    else if (relation.forward)
      key.arity = relation.forward->arity();
    out.push_back(std::move(key));
  }
  return out;
}

std::string joined_names(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
  return "[" + out + "]";
}

std::string fields_argument(const InlineRelation& relation) {
  std::vector<std::string> names;
  for (const auto& key : key_fields(relation)) names.push_back(key.name);
  return "fields: " + joined_names(names);
}

std::string references_argument(const InlineRelation& relation) {
  Scalars fields;
  if (relation.forward && relation.forward->references) {
    fields = *relation.forward->references;
  } else {
    for (const auto& criteria : unique_criteria(*relation.to))
      if (std::none_of(criteria.begin(), criteria.end(), [](const ScalarField* field) {
            return field->optional() || field->kind == ScalarField::Kind::unsupported;
          })) {
        fields = criteria;
        break;
      }
  }
  std::vector<std::string> names;
  for (const auto* field : fields) names.push_back(field->name());
  return "references: " + joined_names(names);
}

const char* sign(Arity arity) {
  return arity == Arity::list ? "[]" : arity == Arity::optional ? "?" : "";
}

class Fixer {
 public:
  explicit Fixer(const std::vector<SchemaText>& files) : files_(files) {}

  void add_fields(const InlineRelation& relation) {
    if (!relation.back) add_back_field(relation);
    if (!relation.forward) add_forward_field(relation);
    if (!relation.forward || !relation.forward->fields) add_scalars(relation);
  }

  void add_attribute(const InlineRelation& relation) {
    if (!relation.forward || relation.forward->attribute) return;
    const auto& declaration = *relation.from->declaration;
    const auto& type = relation.forward->field->type;
    const auto& text = files_[declaration.file].text;
    auto at = std::min(text.find_first_not_of("[]?!", type.range.begin + type.name.size()), text.size());
    insertions_.push_back(
        {declaration.file, at, " @relation(" + fields_argument(relation) + ", " + references_argument(relation) + ")"});
  }

  // A comma is added even where nothing is missing; the layout drops it again.
  void add_arguments(const InlineRelation& relation) {
    if (!relation.forward || !relation.forward->attribute) return;
    const auto& attribute = *relation.forward->attribute;
    std::string missing;
    if (!relation.forward->fields) missing = fields_argument(relation);
    if (!relation.forward->references) missing += (missing.empty() ? "" : ", ") + references_argument(relation);
    auto file = relation.from->declaration->file;
    bool bare = attribute.arguments.given.empty();
    insertions_.push_back({file, attribute.range.end - (bare ? 0 : 1), bare ? "(" + missing + ")" : ", " + missing});
  }

  std::vector<SchemaText> fixed() {
    std::stable_sort(insertions_.begin(), insertions_.end(), [](const Insertion& a, const Insertion& b) {
      return std::tie(a.file, a.at) > std::tie(b.file, b.at);
    });
    auto out = files_;
    // From the end on, so that places stay true; of several at one place the last one goes in first.
    for (auto group = insertions_.begin(); group != insertions_.end();) {
      auto end = std::find_if(group, insertions_.end(),
                              [&](const Insertion& i) { return i.file != group->file || i.at != group->at; });
      std::string text;
      for (auto one = group; one != end; ++one) text += one->text;
      out[group->file].text.insert(group->at, text);
      group = end;
    }
    return out;
  }

 private:
  void at_end_of(const ModelInfo& model, std::string line) {
    insertions_.push_back({model.declaration->file, model.declaration->range.end - 1, std::move(line) + "\n"});
  }

  void add_back_field(const InlineRelation& relation) {
    auto name = camel_case(relation.from->name());
    if (!relation.one_to_one) name = plural(name);
    at_end_of(*relation.to, name + " " + relation.from->name() + (relation.one_to_one ? "?" : "[]") +
                                (relation.from->ignored ? " @ignore" : ""));
  }

  void add_forward_field(const InlineRelation& relation) {
    auto keys = key_fields(relation);
    bool optional =
        std::any_of(keys.begin(), keys.end(), [](const KeyField& key) { return key.arity == Arity::optional; });
    at_end_of(*relation.from, camel_case(relation.to->name()) + " " + relation.to->name() + (optional ? "?" : "") +
                                  " @relation(" + fields_argument(relation) + ", " + references_argument(relation) +
                                  ")");
  }

  // Stops at the first that is of no built-in type, as Prisma does.
  void add_scalars(const InlineRelation& relation) {
    for (const auto& key : key_fields(relation)) {
      if (relation.from->find_scalar(key.name)) continue;
      if (key.of->kind != ScalarField::Kind::builtin) return;
      auto line = key.name + " " + key.of->field->type.name + sign(key.arity);
      if (key.of->native) {
        const auto& range = key.of->native->range;
        line += " " + files_[relation.to->declaration->file].text.substr(range.begin, range.end - range.begin);
      }
      at_end_of(*relation.from, line);
    }
  }

  const std::vector<SchemaText>& files_;
  std::vector<Insertion> insertions_;
};

std::vector<InlineRelation> inline_relations(const Checker& check) {
  std::vector<InlineRelation> out;
  for (const auto& model : check.models)
    for (const auto& field : model.relations)
      if (auto relation = inline_relation(field)) out.push_back(*relation);
  return out;
}

// Up to the point where Prisma knows what names, types and attributes mean.
void resolve(Checker& check) {
  for (std::size_t i = 0; i < check.files->size(); ++i) {
    auto read = read_declarations((*check.files)[i].text, i, check.seven());
    for (auto& error : read.errors) check.say(i, error.range, "syntax", error.message);
    for (auto& declaration : read.declarations) check.declarations.push_back(std::move(declaration));
  }
  if (check.found.empty()) check_names(check);
  if (check.found.empty()) resolve_types(check);
  if (check.found.empty()) resolve_attributes(check);
}

}  // namespace

std::vector<SchemaText> with_missing_relations(const std::vector<SchemaText>& files, PrismaMajor major) {
  Checker check;
  check.files = &files;
  check.major = major;
  resolve(check);
  if (!check.found.empty()) return files;
  Fixer fixer(files);
  auto relations = inline_relations(check);
  for (const auto& relation : relations) fixer.add_fields(relation);
  for (const auto& relation : relations) fixer.add_attribute(relation);
  for (const auto& relation : relations) fixer.add_arguments(relation);
  return fixer.fixed();
}

}  // namespace tributary::psl
