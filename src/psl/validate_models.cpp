// What only a whole model, and all models together, can show: ids, keys, indexes, names in the database.
#include <algorithm>

#include "psl/checker.hpp"
#include "psl/constraint_names.hpp"
#include "psl/relation_pairs.hpp"

namespace tributary::psl {
namespace {

using Kind = IndexInfo::Kind;

std::vector<ForeignKey> foreign_keys(const Checker& check) {
  std::vector<ForeignKey> keys;
  for (const auto& pair : relation_pairs(check)) {
    bool many = pair.kind == RelationPair::Kind::many_to_many || pair.kind == RelationPair::Kind::embedded_many_to_many;
    if (!many && pair.forward) keys.push_back({pair.model, name_of(*pair.model, *pair.forward)});
  }
  return keys;
}

// The argument `map` (or `name`) where there is one, else the whole attribute.
Range name_place(const AttributeUse& attribute, const char* second = nullptr) {
  for (const char* name : {"map", second})
    for (const auto& given : attribute.arguments.given)
      if (name && given.name == name) return given.range;
  return attribute.range;
}

bool strict(const IndexInfo& index) {
  return !index.fields.empty() && std::all_of(index.fields.begin(), index.fields.end(), [](const IndexField& f) {
    return !f.field->optional() && f.field->kind != ScalarField::Kind::unsupported;
  });
}

class Models {
 public:
  explicit Models(Checker& check) : check_(check), names_(check, foreign_keys(check)) {}

  bool look() {
    extensions();
    functions();
    conditions();
    tables_once();
    for (bool views : {false, true})
      for (const auto& model : check_.models)
        if (model.view() == views && !look_at(model)) return false;
    return true;
  }

 private:
  bool look_at(const ModelInfo& model) {
    model_ = &model;
    custom_names_.clear();
    if (model.key && model.key->name) ++custom_names_[*model.key->name];
    for (const auto& index : model.indexes)
      if (index.name) ++custom_names_[*index.name];
    model.view() ? view() : ids();
    schema();
    for (const auto& index : model.indexes) check_.datasource ? index_types(index) : plain_index(index);
    fields();
    if (!check_relation_fields(check_, model)) return false;
    for (const auto& index : model.indexes)
      if (!model.view()) this->index(index);
    return true;
  }

  void say(Range range, const char* kind, std::string message) {
    check_.say(model_->declaration->file, range, kind, std::move(message));
  }

  void extensions() {
    if (!check_.datasource || check_.datasource->extensions.empty()) return;
    if (check_.preview_features.count("postgresqlextensions")) return;
    check_.say(check_.datasource->declaration->file, check_.datasource->extensions, "extensions-need-preview",
               "extensions needs the preview feature postgresqlExtensions");
  }

  void functions() {
    static constexpr const char* known[] = {"autoincrement", "now",    "ulid", "cuid",
                                            "uuid",          "nanoid", "auto", "dbgenerated"};
    for (const auto& model : check_.models)
      for (const auto& field : model.scalars) {
        const auto* value = field.default_value;
        if (!value || value->kind != Expression::Kind::function) continue;
        if (std::find(std::begin(known), std::end(known), value->text) == std::end(known))
          check_.say(model.declaration->file, value->range, "unknown-function",
                     model.name() + "." + field.name() + ": " + value->text + "() is no function of @default");
      }
  }

  void conditions() {
    if (check_.preview_features.count("partialindexes")) return;
    for (const auto& [file, range] : check_.conditions)
      check_.say(file, range, "condition-needs-preview", "where needs the preview feature partialIndexes");
  }

  static const AttributeUse* map_of(const ModelInfo& model) {
    for (const auto& attribute : model.declaration->attributes)
      if (attribute.name == "map") return &attribute;
    return nullptr;
  }

  void tables_once() {
    std::map<std::pair<std::string, std::string>, const ModelInfo*> tables;
    for (bool views : {false, true})
      for (const auto& model : check_.models)
        if (model.view() == views) table_once(tables[{model.schema.value_or(""), model.table()}], model);
  }

  void table_once(const ModelInfo*& holder, const ModelInfo& model) {
    const auto* before = holder;
    holder = &model;
    if (!before) return;
    const auto& mapped = model.mapped ? model : *before;
    const auto& other = model.mapped ? *before : model;
    if (const auto* map = map_of(mapped))
      check_.say(mapped.declaration->file, map->range, "table-mapped-twice",
                 mapped.name() + " and " + other.name() + " are both on the table " + model.table());
  }

  void view() {
    if (!check_.preview_features.count("views"))
      say(model_->declaration->range, "views-need-preview",
          "the view " + model_->name() + " needs the preview feature views");
    if (model_->key) say(model_->key->attribute->range, "view-with-key", "a view has no primary key");
    for (const auto& index : model_->indexes)
      if (index.kind != Kind::unique) say(index.attribute->range, "view-with-index", "a view has no index");
  }

  void ids() {
    bool found = model_->key && strict(*model_->key);
    for (const auto& index : model_->indexes) found = found || (index.kind == Kind::unique && strict(index));
    if (!found && !model_->ignored)
      say(model_->declaration->range, "model-without-id",
          model_->name() + " has no @id, @@id, @unique or @@unique over required fields");
    if (model_->key) key(*model_->key);
  }

  void key(const IndexInfo& key) {
    auto name = name_of(*model_, key);
    name_length(key, name);
    if (names_.taken_in_schema(*model_, name) || names_.taken_in_model(*model_, name))
      say(name_place(*key.attribute), "constraint-name-taken",
          "the primary key of " + model_->name() + " has the name " + name + ", which another one has, too");
    custom_name_once(key);
    if (key.fields.empty())
      say(key.attribute->range, "id-without-fields", "@@id of " + model_->name() + " names no field");
    clash_with_field(key, "@@id");
    for (const auto& field : key.fields) {
      if (field.has_length) say(key.attribute->range, "id-with-length", "length is no argument of an id in PostgreSQL");
      if (field.sorted) say(key.attribute->range, "id-with-sort", "sort is no argument of an id in PostgreSQL");
    }
    if (key.has_clustered) say(key.attribute->range, "clustered", "PostgreSQL knows no clustered");
  }

  void name_length(const IndexInfo& index, const std::string& name) {
    if (name.size() > 63)
      say(index.attribute->range, "constraint-name-too-long",
          name + " has " + std::to_string(name.size()) + " bytes; PostgreSQL takes 63");
  }

  // The client calls a key over a and b `a_b`.
  void clash_with_field(const IndexInfo& index, const char* what) {
    if (index.fields.size() < 2) return;
    std::string name;
    for (const auto& field : index.fields) name += (name.empty() ? "" : "_") + field.field->name();
    if (model_->find_scalar(name))
      say(index.attribute->range, "field-named-as-key",
          std::string(what) + " of " + model_->name() + " would be called " + name +
              ", which is a field; give it a name");
  }

  void custom_name_once(const IndexInfo& index) {
    if (!index.name || custom_names_[*index.name] < 2) return;
    auto place = index.attribute->range;
    for (const auto& given : index.attribute->arguments.given)
      if (given.name == "name") place = given.range;
    say(place, "custom-name-twice", model_->name() + " uses the name " + *index.name + " twice");
  }

  void schema() {
    if (!model_->shard_key.empty()) say(model_->shard_key, "shard-key", "PostgreSQL has no shard keys");
    if (!check_.datasource && model_->schema)
      say(model_->schema_range, "schema-without-datasource", "@@schema needs a datasource");
    if (!check_.datasource) return;
    const auto& source = *check_.datasource;
    if (model_->schema && !source.schemas.count(*model_->schema))
      say(model_->schema_range, "unknown-schema",
          "the schema " + *model_->schema + " is not among the datasource's schemas");
    if (!model_->schema && source.has_schemas)
      say(model_->declaration->range, "schema-missing",
          model_->name() + " has no @@schema, which all models need here");
  }

  void fields() {
    for (const auto& field : model_->scalars) {
      if (!check_.datasource && field.list())
        say(field.field->range, "list-without-datasource", field.name() + ": lists of values need a datasource");
      custom_name_free(field.field->name);
      check_native_type(check_, *model_, field);
      default_value(field);
    }
    for (const auto& field : model_->relations) custom_name_free(field.field->name);
  }

  void custom_name_free(const std::string& field) {
    if (custom_names_.count(field))
      say(model_->declaration->range, "custom-name-is-field",
          model_->name() + " has a key named " + field + ", which is a field");
  }

  void default_value(const ScalarField& field) {
    if (field.default_name) say(field.default_attribute->range, "named-default", "a default has no name in PostgreSQL");
    if (!field.default_value) return;
    check_default_literal(check_, model_->declaration->file, field, *field.default_value);
    if (field.default_value->kind == Expression::Kind::function && field.default_value->text == "auto")
      say(field.default_value->range, "unsupported-function", "auto() is no function for PostgreSQL");
  }

  void index_types(const IndexInfo& index) {
    for (const auto& field : index.fields)
      if (field.field->native && field.field->native->name.ends_with(".Xml")) {
        say(field.field->field->range, "index-over-xml", field.field->name() + " is Xml and cannot be in an index");
        break;
      }
    check_operator_classes(check_, *model_, index);
    if (index.algorithm == "SpGist" && index.fields.size() != 1)
      say(index.attribute->range, "spgist-columns", "an SpGist index has one column");
  }

  // Only a provider knows other types than BTree.
  void plain_index(const IndexInfo& index) {
    if (!index.algorithm.empty() && index.algorithm != "BTree")
      say(index.attribute->range, "index-type-without-datasource", index.algorithm + " indexes need a datasource");
  }

  void index(const IndexInfo& index) {
    auto what = "@@" + index.attribute->name + " of " + model_->name();
    auto at = index.attribute->range;
    if (index.fields.empty()) say(at, "index-without-fields", what + " names no field");
    auto name = name_of(*model_, index);
    if (names_.taken_in_schema(*model_, name))
      say(name_place(*index.attribute, "name"), "constraint-name-taken",
          what + " has the name " + name + ", which another one has, too");
    if (index.kind == Kind::unique) clash_with_field(index, "@@unique");
    custom_name_once(index);
    if (index.mapped) name_length(index, *index.mapped);
    for (const auto& field : index.fields) index_field(index, field, what);
    if (index.kind == Kind::fulltext) say(at, "fulltext-index", "PostgreSQL has no @@fulltext in Prisma");
    if (index.has_clustered) say(at, "clustered", "PostgreSQL knows no clustered");
  }

  void index_field(const IndexInfo& index, const IndexField& field, const std::string& what) {
    auto at = index.attribute->range;
    if (field.has_length) say(at, "index-with-length", what + ": length is no argument in PostgreSQL");
    if (field.sorted && index.algorithm == "Hash") say(at, "hash-index-sorted", what + ": a Hash index has no order");
    if (field.operator_class && index.kind != Kind::normal)
      say(at, "operator-class-on-unique", what + ": only @@index takes operator classes");
  }

  Checker& check_;
  ConstraintNames names_;
  const ModelInfo* model_ = nullptr;
  std::map<std::string, int> custom_names_;  ///< of its keys and indexes: how many have each
};

}  // namespace

bool check_models(Checker& check) {
  return Models(check).look();
}

}  // namespace tributary::psl
