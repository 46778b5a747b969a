#pragma once
// What the parts of validate() share: the declarations, what was resolved from them so far, and the problems found.
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "psl/declarations.hpp"
#include "psl/validate.hpp"

namespace tributary::psl {

struct ModelInfo;

/// A field that is a column.
struct ScalarField {
  enum class Kind { builtin, enumeration, composite, unsupported };
  const FieldDeclaration* field = nullptr;
  Kind kind = Kind::builtin;
  const Declaration* type = nullptr;  ///< of an enum or composite type
  bool ignored = false;
  std::optional<std::string> mapped;
  const AttributeUse* native = nullptr;
  const Expression* default_value = nullptr;  ///< only where it is well-formed
  const AttributeUse* default_attribute = nullptr;
  std::optional<std::string> default_name;

  const std::string& name() const { return field->name; }
  const std::string& column() const { return mapped ? *mapped : field->name; }
  bool is(const char* builtin) const { return kind == Kind::builtin && field->type.name == builtin; }
  bool required() const { return field->type.arity == FieldType::Arity::required; }
  bool optional() const { return field->type.arity == FieldType::Arity::optional; }
  bool list() const { return field->type.arity == FieldType::Arity::list; }
};

using Scalars = std::vector<const ScalarField*>;

struct Action {
  std::string name;  ///< "Cascade"…
  Range range;
};

/// A field whose type is a model.
struct RelationField {
  const FieldDeclaration* field = nullptr;
  ModelInfo* model = nullptr;
  ModelInfo* other = nullptr;
  bool ignored = false;
  const AttributeUse* attribute = nullptr;
  std::optional<Scalars> fields, references;  ///< as written; nullopt = not given
  std::optional<std::string> name, mapped;
  std::optional<Action> on_delete, on_update;

  FieldType::Arity arity() const { return field->type.arity; }
  bool no_fields() const { return !fields || fields->empty(); }
  bool no_references() const { return !references || references->empty(); }
};

struct IndexField {
  const ScalarField* field = nullptr;
  bool sorted = false, has_length = false;
  std::optional<std::string> operator_class;  ///< "raw" for raw("…")
};

/// `@id`, `@@unique` and the like.
struct IndexInfo {
  enum class Kind { key, unique, normal, fulltext };
  Kind kind = Kind::normal;
  const AttributeUse* attribute = nullptr;
  bool on_field = false;
  std::vector<IndexField> fields;
  std::optional<std::string> name, mapped;
  std::string algorithm;  ///< "" = not given
  bool has_clustered = false;
};

struct ModelInfo {
  struct Named {
    const FieldDeclaration* field = nullptr;
    const ScalarField* scalar = nullptr;  ///< null: it is none
  };
  const Declaration* declaration = nullptr;
  std::map<std::string_view, Named> named;  ///< the fields; of two with one name the later one counts
  std::deque<ScalarField> scalars;
  std::deque<RelationField> relations;
  std::optional<IndexInfo> key;
  std::vector<IndexInfo> indexes;
  std::optional<std::string> mapped, schema;
  Range schema_range, shard_key;  ///< empty = none
  bool ignored = false;

  bool view() const { return declaration->kind == Declaration::Kind::view; }
  const std::string& name() const { return declaration->name; }
  const std::string& table() const { return mapped ? *mapped : declaration->name; }
  const FieldDeclaration* find_field(const std::string& field) const;
  const ScalarField* find_scalar(const std::string& field) const;
};

struct EnumInfo {
  const Declaration* declaration = nullptr;
  std::optional<std::string> mapped, schema;
  Range schema_range;
};

struct DatasourceInfo {
  const Declaration* declaration = nullptr;
  bool emulates_relations = false;  ///< relationMode = "prisma"
  std::set<std::string> schemas;
  bool has_schemas = false;
  Range extensions;  ///< empty = none
};

/// The whole state. The functions below fill it one after the other, and each only looks at what came before.
struct Checker {
  PrismaMajor major = PrismaMajor::seven;
  const std::vector<SchemaText>* files = nullptr;
  std::vector<Declaration> declarations;            ///< of all files; does not change any more once names are looked at
  std::map<std::string, const Declaration*> types;  ///< models, views, enums and composite types
  std::deque<ModelInfo> models;
  std::map<const Declaration*, ModelInfo*> model_of;
  std::map<const Declaration*, std::set<std::string_view>> values_of;  ///< of each enum
  std::deque<EnumInfo> enums;
  std::optional<DatasourceInfo> datasource;               ///< nullopt: none, or one that cannot be used
  std::set<std::string> preview_features;                 ///< in lower case
  std::vector<std::pair<std::size_t, Range>> conditions;  ///< file and place of each condition of a partial index
  std::vector<Invalid> found;

  void say(std::size_t file, Range range, const char* kind, std::string message) {
    found.push_back({kind, std::move(message), "P1012", file, range, {}});
  }
  bool seven() const { return major == PrismaMajor::seven; }
};

/// The text of an expression as in a message.
std::string described(const Expression& expression);
/// Reports where the expression is no string, or a value that is no constant.
std::optional<std::string> string_of(Checker& check, std::size_t file, const Expression& expression);
std::optional<std::string> constant_of(Checker& check, std::size_t file, const Expression& expression);
void say_wrong_value(Checker& check, std::size_t file, const Expression& expression, const char* expected);

void check_names(Checker& check);
void resolve_types(Checker& check);
void resolve_attributes(Checker& check);
void check_config(Checker& check);
void check_composite_types(Checker& check);
/// False where the relations of a model cannot be told apart: Prisma looks at nothing more then.
bool check_models(Checker& check);
bool check_relation_fields(Checker& check, const ModelInfo& model);
void check_enums(Checker& check);
void check_relations(Checker& check);

void check_field_default(Checker& check, const ModelInfo& model, ScalarField& field, const AttributeUse& attribute,
                         const Expression& value);
void check_default_literal(Checker& check, std::size_t file, const ScalarField& field, const Expression& value);
void check_native_type(Checker& check, const ModelInfo& model, const ScalarField& field);
void check_operator_classes(Checker& check, const ModelInfo& model, const IndexInfo& index);

bool is_builtin_type(const std::string& name);
/// What Prisma calls an index, key or foreign key that has no `map`: cut to PostgreSQL's 63 bytes.
std::string constraint_name(const std::string& table, const std::vector<std::string>& columns, const char* suffix);
std::string joined(const Scalars& fields, const char* separator = ", ");

}  // namespace tributary::psl
