// Each attribute on its own: its arguments, and what it makes of the field or model it stands on.
#include <algorithm>

#include "psl/attribute_visit.hpp"
#include "psl/index_fields.hpp"

namespace tributary::psl {
namespace {

std::optional<std::string> mapped_name(Checker& check, std::size_t file, AttributeVisit& visit) {
  const auto* name = visit.main_argument("name");
  return name ? string_of(check, file, *name) : std::nullopt;
}

class ModelAttributes {
 public:
  ModelAttributes(Checker& check, ModelInfo& model) : check_(check), model_(model), file_(model.declaration->file) {}

  void look() {
    for (auto& field : model_.scalars) look_at(field);
    AttributeVisit visit(check_, file_, model_.declaration->attributes);
    if (visit.once("ignore")) ignore_model(), visit.finish_arguments();
    if (const auto* id = visit.once("id")) block_id(visit, *id), visit.finish_arguments();
    if (visit.once("map")) model_.mapped = mapped_name(check_, file_, visit), visit.finish_arguments();
    if (visit.once("schema")) schema_name(visit), visit.finish_arguments();
    while (const auto* index = visit.next("index")) add_index(visit, *index, IndexInfo::Kind::normal);
    while (const auto* index = visit.next("unique")) add_index(visit, *index, IndexInfo::Kind::unique);
    while (const auto* index = visit.next("fulltext")) add_index(visit, *index, IndexInfo::Kind::fulltext);
    if (const auto* key = visit.once("shardKey")) shard_key(visit, *key), visit.finish_arguments();
    required_id();
    visit.finish();
  }

 private:
  void say(Range range, const char* kind, std::string message) { check_.say(file_, range, kind, std::move(message)); }
  std::string at(const ScalarField& field) const { return model_.name() + "." + field.name(); }

  void look_at(ScalarField& field) {
    AttributeVisit visit(check_, file_, field.field->attributes);
    if (visit.once("map")) map_field(field, visit), visit.finish_arguments();
    if (visit.once("ignore")) ignore_field(field, visit), visit.finish_arguments();
    if (visit.once("relation")) {
      visit.say("relation-on-scalar", at(field) + " is no relation, for its type is no model");
      visit.finish_arguments();
    }
    if (const auto* id = visit.once("id")) field_id(field, visit, *id), visit.finish_arguments();
    if (visit.once("updatedAt")) updated_at(field, visit), visit.finish_arguments();
    if (const auto* attribute = visit.once("default"))
      field_default(field, visit, *attribute), visit.finish_arguments();
    if (field.kind == ScalarField::Kind::builtin) field.native = visit.native_type();
    if (const auto* unique = visit.once("unique")) field_unique(field, visit, *unique), visit.finish_arguments();
    visit.finish();
  }

  void map_field(ScalarField& field, AttributeVisit& visit) {
    auto name = mapped_name(check_, file_, visit);
    if (!name) return;
    field.mapped = name;
    bool taken = !columns_.insert(*name).second;
    const auto* other = model_.find_scalar(*name);
    bool named = other && other != &field && (!other->mapped || *other->mapped == *name);
    if (taken || named)
      say(field.field->range, "column-mapped-twice", model_.name() + " has two fields on the column " + *name);
  }

  void ignore_field(ScalarField& field, AttributeVisit& visit) {
    if (field.kind == ScalarField::Kind::unsupported)
      visit.say("ignore-on-unsupported", at(field) + " is ignored for its type already");
    else
      field.ignored = true;
  }

  void updated_at(const ScalarField& field, AttributeVisit& visit) {
    if (!field.is("DateTime")) visit.say("updated-at-type", at(field) + " has @updatedAt and must be a DateTime");
    if (field.list()) visit.say("updated-at-list", at(field) + " has @updatedAt and cannot be a list");
  }

  void field_default(ScalarField& field, AttributeVisit& visit, const AttributeUse& attribute) {
    const auto* value = visit.main_argument("value");
    if (!value) return;
    field.default_attribute = &attribute;
    field.default_name = visit.name_argument("map");
    check_field_default(check_, model_, field, attribute, *value);
  }

  bool sorted(AttributeVisit& visit) {
    const auto* sort = visit.argument("sort");
    auto order = sort ? constant_of(check_, file_, *sort) : std::nullopt;
    if (!order || *order == "Asc" || *order == "Desc") return order.has_value();
    visit.say("unknown-sort", *order + " is no order: Asc or Desc");
    return false;
  }

  bool has_length(AttributeVisit& visit) {
    const auto* length = visit.argument("length");
    if (!length) return false;
    if (length->kind == Expression::Kind::number && length->text.find('.') == std::string::npos) return true;
    say_wrong_value(check_, file_, *length, "a number");
    return false;
  }

  bool has_clustered(AttributeVisit& visit) {
    const auto* clustered = visit.argument("clustered");
    if (!clustered) return false;
    if (clustered->kind == Expression::Kind::constant && (clustered->text == "true" || clustered->text == "false"))
      return true;
    say_wrong_value(check_, file_, *clustered, "true or false");
    return false;
  }

  IndexInfo on_field(const ScalarField& field, AttributeVisit& visit, const AttributeUse& attribute) {
    IndexInfo index;
    index.attribute = &attribute;
    index.on_field = true;
    index.mapped = visit.name_argument("map");
    bool length = has_length(visit);
    index.fields.push_back({&field, sorted(visit), length, std::nullopt});
    index.has_clustered = has_clustered(visit);
    return index;
  }

  void field_id(const ScalarField& field, AttributeVisit& visit, const AttributeUse& attribute) {
    if (model_.key) {
      say(model_.declaration->range, "several-ids", model_.name() + " has several fields with @id; use @@id([a, b])");
      return;
    }
    model_.key = on_field(field, visit, attribute);
    model_.key->kind = IndexInfo::Kind::key;
  }

  void field_unique(const ScalarField& field, AttributeVisit& visit, const AttributeUse& attribute) {
    auto index = on_field(field, visit, attribute);
    index.kind = IndexInfo::Kind::unique;
    condition(visit, "unique");
    model_.indexes.push_back(std::move(index));
  }

  void ignore_model() {
    for (const auto& field : model_.scalars)
      if (field.ignored)
        say(field.field->range, "ignored-twice", at(field) + " needs no @ignore, for its model is ignored");
    model_.ignored = true;
  }

  void client_name(AttributeVisit& visit, const std::optional<std::string>& name) {
    bool fine = !name || std::all_of(name->begin(), name->end(), [](char c) {
      return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    });
    if (!fine) visit.say("client-name-characters", *name + " may hold letters, digits and _ only");
  }

  void block_id(AttributeVisit& visit, const AttributeUse& attribute) {
    const auto* list = visit.main_argument("fields");
    if (!list) return;
    IndexInfo key;
    key.kind = IndexInfo::Kind::key;
    key.attribute = &attribute;
    auto fields = read_index_fields(check_, model_, attribute, *list, key.kind);
    if (!fields) return;
    key.fields = std::move(*fields);
    if (!model_.ignored &&
        std::any_of(key.fields.begin(), key.fields.end(), [](const IndexField& f) { return !f.field->required(); }))
      visit.say("id-over-optional", "@@id of " + model_.name() + " takes required fields only");
    if (model_.key) say(model_.declaration->range, "id-twice", model_.name() + " has both @id and @@id");
    key.mapped = visit.name_argument("map");
    key.name = visit.name_argument("name");
    client_name(visit, key.name);
    key.has_clustered = has_clustered(visit);
    model_.key = std::move(key);
  }

  // An id that is not required; a model that is ignored may have one.
  void required_id() {
    if (model_.ignored || !model_.key || !model_.key->on_field || model_.key->fields[0].field->required()) return;
    say(model_.key->attribute->range, "optional-id",
        at(*model_.key->fields[0].field) + " is the id and must be required");
  }

  void schema_name(AttributeVisit& visit) {
    const auto* name = visit.main_argument("map");
    if (!name) return;
    model_.schema = string_of(check_, file_, *name);
    model_.schema_range = name->range;
  }

  void shard_key(AttributeVisit& visit, const AttributeUse& attribute) {
    if (const auto* list = visit.main_argument("fields"))
      read_index_fields(check_, model_, attribute, *list, IndexInfo::Kind::normal);
    model_.shard_key = attribute.range;
  }

  void condition(AttributeVisit& visit, const char* attribute) {
    if (!check_.seven()) return;
    if (const auto* where = visit.argument("where")) check_index_condition(check_, model_, visit, *where, attribute);
  }

  void add_index(AttributeVisit& visit, const AttributeUse& attribute, IndexInfo::Kind kind) {
    IndexInfo index;
    index.kind = kind;
    index.attribute = &attribute;
    if (const auto* list = visit.main_argument("fields"))
      if (auto fields = read_index_fields(check_, model_, attribute, *list, kind)) index.fields = std::move(*fields);
    if (kind != IndexInfo::Kind::fulltext) index.name = visit.name_argument("name");
    index.mapped = visit.name_argument("map");
    if (kind == IndexInfo::Kind::unique) client_name(visit, index.name);
    if (kind == IndexInfo::Kind::normal) normal_index(visit, index);
    if (kind != IndexInfo::Kind::fulltext) {
      index.has_clustered = has_clustered(visit);
      condition(visit, attribute.name.c_str());
    }
    visit.finish_arguments();
    model_.indexes.push_back(std::move(index));
  }

  // `name` is what older versions called `map`.
  void normal_index(AttributeVisit& visit, IndexInfo& index) {
    if (index.name && index.mapped)
      visit.say("index-name-and-map", "@@index takes map or its older form name, not both");
    else if (index.name)
      index.mapped = index.name;
    index.name = std::nullopt;
    const auto* type = visit.argument("type");
    auto algorithm = type ? constant_of(check_, file_, *type) : std::nullopt;
    static constexpr const char* known[] = {"BTree", "Hash", "Gist", "Gin", "SpGist", "Brin"};
    if (!algorithm) return;
    if (std::find(std::begin(known), std::end(known), *algorithm) == std::end(known))
      visit.say("unknown-index-type", *algorithm + " is no type of index: BTree, Hash, Gist, Gin, SpGist or Brin");
    else
      index.algorithm = *algorithm;
  }

  Checker& check_;
  ModelInfo& model_;
  std::size_t file_;
  std::set<std::string> columns_;
};

void look_at_enum(Checker& check, const Declaration& declaration) {
  for (const auto& value : declaration.values) {
    AttributeVisit visit(check, declaration.file, value.attributes);
    if (visit.once("map")) mapped_name(check, declaration.file, visit), visit.finish_arguments();
    visit.finish();
  }
  EnumInfo info;
  info.declaration = &declaration;
  AttributeVisit visit(check, declaration.file, declaration.attributes);
  if (visit.once("map")) info.mapped = mapped_name(check, declaration.file, visit), visit.finish_arguments();
  if (visit.once("schema")) {
    if (const auto* name = visit.main_argument("map")) {
      info.schema = string_of(check, declaration.file, *name);
      info.schema_range = name->range;
    }
    visit.finish_arguments();
  }
  visit.finish();
  check.enums.push_back(std::move(info));
}

void look_at_composite(Checker& check, const Declaration& declaration) {
  for (const auto& field : declaration.fields) {
    AttributeVisit visit(check, declaration.file, field.attributes);
    if (is_builtin_type(field.type.name) && !field.type.unsupported) visit.native_type();
    if (visit.once("map")) mapped_name(check, declaration.file, visit), visit.finish_arguments();
    if (visit.once("default")) visit.main_argument("value"), visit.finish_arguments();
    visit.finish();
  }
}

}  // namespace

void resolve_attributes(Checker& check) {
  for (auto& model : check.models)
    for (auto& field : model.relations) resolve_relation_attributes(check, field);
  for (auto& model : check.models) ModelAttributes(check, model).look();
  for (const auto& declaration : check.declarations) {
    if (declaration.kind == Declaration::Kind::enumeration) look_at_enum(check, declaration);
    if (declaration.kind == Declaration::Kind::composite) look_at_composite(check, declaration);
  }
}

}  // namespace tributary::psl
