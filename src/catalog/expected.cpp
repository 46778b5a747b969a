#include "catalog/expected.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "catalog/expected_defaults.hpp"
#include "catalog/expected_names.hpp"
#include "catalog/expected_types.hpp"

namespace tributary::catalog {
namespace {

const Expression* positional(const Expression& call) {
  for (const auto& part : call.parts)
    if (part.name.empty()) return &part.value;
  return nullptr;
}
const Expression* named_or_first(const Expression& call, const char* name) {
  const auto* found = call.find(name);
  return found ? found : positional(call);
}
std::string text_of(const Expression* value) {
  return value ? value->text : "";
}
std::string first_text(const SchemaAttribute* attribute) {
  return attribute ? text_of(named_or_first(attribute->call, "name")) : "";
}

std::string column_name(const SchemaField& field) {
  auto mapped = first_text(field.attribute("map"));
  return mapped.empty() ? field.name : mapped;
}
std::string database_name(const SchemaBlock& block) {
  auto mapped = first_text(block.attribute("map"));
  return mapped.empty() ? block.name : mapped;
}

std::vector<std::string> words_of(const Expression* list) {
  std::vector<std::string> out;
  if (list)
    for (const auto& part : list->parts) out.push_back(part.value.text);
  return out;
}

// JsonbPathOps -> jsonb_path_ops, TimestampTzMinMaxOps -> timestamptz_minmax_ops
std::string operator_class_name(const std::string& word) {
  std::string out;
  for (char c : word) {
    bool upper = c >= 'A' && c <= 'Z';
    if (upper && !out.empty()) out += '_';
    out += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  for (const char* joined : {"min_max", "timestamp_tz", "time_tz", "var_bit"})
    out = text::replace_all(out, joined, text::replace_all(joined, "_", ""));
  return out;
}

bool is_default_class(const std::string& name, const std::string& method) {
  if (name == "inet_ops") return method == "spgist";
  bool multi = name.ends_with("_minmax_multi_ops"), minmax = name.ends_with("_minmax_ops");
  return (minmax && !multi) || name == "jsonb_ops" || name == "array_ops" || name == "text_ops" ||
         name == "inet_inclusion_ops";
}

std::string action_sql(const std::string& action) {
  if (action == "Cascade") return "CASCADE";
  if (action == "Restrict") return "RESTRICT";
  if (action == "SetNull") return "SET NULL";
  if (action == "SetDefault") return "SET DEFAULT";
  return "NO ACTION";
}

class Calculation {
 public:
  Calculation(const Schema& schema, const ExpectOptions& options) : schema_(schema), options_(options) {
    out_.opaque = schema.opaque;
    out_.schemas = schema.schemas.empty() ? std::vector<std::string>{options.default_schema} : schema.schemas;
    bool extensions = std::count(schema.previews.begin(), schema.previews.end(), "postgresqlExtensions") > 0;
    if (extensions) out_.extensions = schema.extensions;
  }

  Described run() {
    if (!schema_.provider.empty() && schema_.provider != "postgresql" && schema_.provider != "postgres") {
      out_.opaque.push_back("the provider is " + schema_.provider + ", not postgresql");
      return std::move(out_);
    }
    for (const auto& block : schema_.blocks)
      if (block.keyword == "enum") add_enum(block);
    for (const auto& block : schema_.blocks)
      if (block.keyword == "model") add_model(block);
    for (const auto& block : schema_.blocks)
      if (block.keyword == "model") add_relations(block);
    return std::move(out_);
  }

 private:
  std::string schema_of(const SchemaBlock& block) const {
    auto named = first_text(block.attribute("schema"));
    return named.empty() ? options_.default_schema : named;
  }

  void add_enum(const SchemaBlock& block) {
    Enum out{schema_of(block), database_name(block), {}, block.declared};
    for (const auto& value : block.fields) out.values.push_back(column_name(value));
    out_.enums.push_back(std::move(out));
  }

  void add_model(const SchemaBlock& block) {
    Table table{schema_of(block), database_name(block), {}, std::nullopt, {}, {}, block.declared};
    for (const auto& field : block.fields)
      if (!is_relation(field)) add_column(field, table);
    add_keys(block, table);
    out_.tables.push_back(std::move(table));
  }

  bool is_relation(const SchemaField& field) const {
    const auto* other = field.unsupported ? nullptr : schema_.block(field.type);
    return other && other->keyword != "enum";
  }

  void add_column(const SchemaField& field, Table& table) {
    auto type = type_of(field);
    if (!type) {
      out_.opaque.push_back(fmt::format("{} line {}: {} is no type that is declared", field.declared.file,
                                        field.declared.line, field.type));
      return;
    }
    Column column{column_name(field), *type, field.optional && !field.list, false, false, false, {}, field.declared};
    if (const auto* given = field.attribute("default"))
      if (const auto* value = named_or_first(given->call, "value")) column.initial = default_of(field, *value);
    column.autoincrement = column.initial.kind == Default::Kind::sequence;
    table.columns.push_back(std::move(column));
  }

  Default default_of(const SchemaField& field, const Expression& value) const {
    const auto* enumeration = field.unsupported ? nullptr : schema_.block(field.type);
    auto out = declared_default(value, enumeration ? "" : field.type);
    if (!enumeration) return out;
    auto mapped = [&](Default& one) {
      if (const auto* named = enumeration->field(one.text)) one.text = column_name(*named);
    };
    if (out.kind == Default::Kind::value) mapped(out);
    for (auto& item : out.items) mapped(item);
    return out;
  }

  std::optional<Type> type_of(const SchemaField& field) const {
    std::optional<Type> type;
    if (field.unsupported) {
      type = Type{Family::unsupported, "", "", {}, field.type, false};
    } else if (const auto* block = schema_.block(field.type)) {
      type = Type{Family::enumeration, database_name(*block), schema_of(*block), {}, "", false};
    } else {
      type = native_of(field);
      if (!type) type = scalar_type(field.type);
    }
    if (type) type->list = field.list;
    return type;
  }

  std::optional<Type> native_of(const SchemaField& field) const {
    auto prefix = schema_.datasource_name + ".";
    for (const auto& attribute : field.attributes) {
      if (!attribute.name.starts_with(prefix)) continue;
      std::vector<int> numbers;
      for (const auto& part : attribute.call.parts) numbers.push_back(std::atoi(part.value.text.c_str()));
      return native_type(attribute.name.substr(prefix.size()), numbers);
    }
    return std::nullopt;
  }

  // @id, @unique, @@id, @@unique, @@index

  void add_keys(const SchemaBlock& block, Table& table) {
    for (const auto& field : block.fields) {
      if (const auto* id = field.attribute("id"))
        set_primary_key(table, {column_name(field)}, id->call, field.declared);
      if (const auto* unique = field.attribute("unique")) add_field_unique(table, field, unique->call);
    }
    for (const auto& attribute : block.attributes) {
      Declared declared{block.declared.file, block.name, "", attribute.line};
      if (attribute.name == "id") set_primary_key(table, key_columns(block, attribute.call), attribute.call, declared);
      if (attribute.name == "unique" || attribute.name == "index") add_index(block, table, attribute, declared);
    }
  }

  std::vector<std::string> key_columns(const SchemaBlock& block, const Expression& call) const {
    return columns_of(block, words_of(named_or_first(call, "fields")));
  }

  static std::vector<std::string> columns_of(const SchemaBlock& block, std::vector<std::string> fields) {
    for (auto& name : fields)
      if (const auto* field = block.field(name)) name = column_name(*field);
    return fields;
  }

  static void set_primary_key(Table& table, std::vector<std::string> columns, const Expression& call,
                              const Declared& declared) {
    auto name = call.word_of("map");
    if (name.empty()) name = primary_key_name(table.name);
    table.primary_key = PrimaryKey{name, std::move(columns), declared};
  }

  static void add_field_unique(Table& table, const SchemaField& field, const Expression& call) {
    auto name = call.word_of("map");
    if (name.empty()) name = unique_name(table.name, {column_name(field)});
    IndexColumn column{column_name(field), call.word_of("sort") == "Desc", ""};
    table.indexes.push_back({name, true, "btree", {column}, field.declared});
  }

  void add_index(const SchemaBlock& block, Table& table, const SchemaAttribute& attribute, const Declared& declared) {
    const auto* list = named_or_first(attribute.call, "fields");
    if (!list || list->kind != Expression::Kind::list) return;
    Index index{attribute.call.word_of("map"), attribute.name == "unique", "btree", {}, declared};
    if (index.name.empty() && !index.unique) index.name = attribute.call.word_of("name");  // as Prisma 2 had it
    if (auto method = attribute.call.word_of("type"); !method.empty()) index.method = text::lower(method);
    for (const auto& part : list->parts) index.columns.push_back(index_column(block, part.value, index.method));
    std::vector<std::string> names;
    for (const auto& column : index.columns) names.push_back(column.name);
    if (index.name.empty()) index.name = index.unique ? unique_name(table.name, names) : index_name(table.name, names);
    table.indexes.push_back(std::move(index));
  }

  static IndexColumn index_column(const SchemaBlock& block, const Expression& part, const std::string& method) {
    IndexColumn out{columns_of(block, {part.text}).front(), part.word_of("sort") == "Desc", ""};
    const auto* ops = part.find("ops");
    if (!ops) return out;
    bool raw = ops->kind == Expression::Kind::call;
    out.operator_class = raw ? text_of(positional(*ops)) : operator_class_name(ops->text);
    if (!raw && is_default_class(out.operator_class, method)) out.operator_class.clear();
    return out;
  }

  // relations

  bool foreign_keys() const { return schema_.relation_mode != "prisma"; }

  void add_relations(const SchemaBlock& block) {
    for (const auto& field : block.fields) {
      const auto* other = is_relation(field) ? schema_.block(field.type) : nullptr;
      if (!other || other->keyword != "model") continue;
      const auto* relation = field.attribute("relation");
      auto fields = relation ? words_of(relation->call.find("fields")) : std::vector<std::string>();
      if (!fields.empty() && foreign_keys()) add_foreign_key(block, field, *other, relation->call, fields);
      if (fields.empty() && field.list) add_join_table(block, field, *other, first_text(relation));
    }
  }

  Table& table_of(const SchemaBlock& block) {
    auto schema = schema_of(block), name = database_name(block);
    return *std::find_if(out_.tables.begin(), out_.tables.end(),
                         [&](const Table& table) { return table.schema == schema && table.name == name; });
  }

  void add_foreign_key(const SchemaBlock& block, const SchemaField& field, const SchemaBlock& other,
                       const Expression& call, const std::vector<std::string>& fields) {
    auto& table = table_of(block);
    ForeignKey key;
    key.columns = columns_of(block, fields);
    key.to_schema = schema_of(other), key.to_table = database_name(other);
    key.to_columns = columns_of(other, words_of(call.find("references")));
    key.name = call.word_of("map");
    if (key.name.empty()) key.name = foreign_key_name(table.name, key.columns);
    auto on_delete = call.word_of("onDelete"), on_update = call.word_of("onUpdate");
    key.on_delete = on_delete.empty() ? default_on_delete(block, field, fields) : action_sql(on_delete);
    key.on_update = on_update.empty() ? "CASCADE" : action_sql(on_update);
    key.declared = field.declared;
    table.foreign_keys.push_back(std::move(key));
  }

  static std::string default_on_delete(const SchemaBlock& block, const SchemaField& field,
                                       const std::vector<std::string>& fields) {
    bool required = !field.optional;
    for (const auto& name : fields)
      if (const auto* scalar = block.field(name); scalar && !scalar->optional) return "RESTRICT";
    return required ? "RESTRICT" : "SET NULL";
  }

  /// The table of an implicit many-to-many relation: column A is of the model whose name is first in the alphabet.
  void add_join_table(const SchemaBlock& block, const SchemaField& field, const SchemaBlock& other,
                      const std::string& relation) {
    const auto *first = &block, *second = &other;
    if (second->name < first->name) std::swap(first, second);
    const auto* back = opposite(block, field, other, relation);
    if (!back) return;
    auto table_name = join_table_name(relation.empty() ? first->name + "To" + second->name : relation);
    auto schema = schema_of(*first);
    if (out_.table(schema, table_name)) return;  // made for the field on the other side
    Table table{schema, table_name, {}, std::nullopt, {}, {}, field.declared};
    if (!add_join_column(table, "A", *first, field.declared) || !add_join_column(table, "B", *second, field.declared))
      return;
    std::vector<IndexColumn> both{{"A", false, ""}, {"B", false, ""}};
    if (options_.prisma_major >= 6)
      table.primary_key = PrimaryKey{join_table_part(table_name, "_AB_pkey"), {"A", "B"}, field.declared};
    else
      table.indexes.push_back({join_table_part(table_name, "_AB_unique"), true, "btree", both, field.declared});
    table.indexes.push_back({join_table_part(table_name, "_B_index"), false, "btree", {both[1]}, field.declared});
    out_.tables.push_back(std::move(table));
  }

  bool add_join_column(Table& table, const std::string& name, const SchemaBlock& model, const Declared& declared) {
    const auto& referenced = table_of(model);
    const auto* key = referenced.primary_key ? referenced.column(referenced.primary_key->columns.front()) : nullptr;
    if (!key) {
      out_.opaque.push_back(fmt::format("{} line {}: {} has no @id, so that {} cannot refer to it", declared.file,
                                        declared.line, model.name, table.name));
      return false;
    }
    table.columns.push_back({name, key->type, false, false, false, false, {}, declared});
    if (foreign_keys())
      table.foreign_keys.push_back({join_table_part(table.name, "_" + name + "_fkey"),
                                    {name},
                                    referenced.schema,
                                    referenced.name,
                                    {key->name},
                                    "CASCADE",
                                    "CASCADE",
                                    declared});
    return true;
  }

  const SchemaField* opposite(const SchemaBlock& block, const SchemaField& field, const SchemaBlock& other,
                              const std::string& relation) const {
    for (const auto& candidate : other.fields) {
      bool itself = &other == &block && candidate.name == field.name;
      if (itself || !candidate.list || candidate.unsupported || candidate.type != block.name) continue;
      if (first_text(candidate.attribute("relation")) == relation) return &candidate;
    }
    return nullptr;
  }

  const Schema& schema_;
  const ExpectOptions& options_;
  Described out_;
};

}  // namespace

const Column* Table::column(const std::string& column_name) const {
  for (const auto& one : columns)
    if (one.name == column_name) return &one;
  return nullptr;
}
const Table* Described::table(const std::string& schema, const std::string& name) const {
  for (const auto& one : tables)
    if (one.name == name && one.schema == schema) return &one;
  return nullptr;
}
const Enum* Described::enumeration(const std::string& schema, const std::string& name) const {
  for (const auto& one : enums)
    if (one.name == name && one.schema == schema) return &one;
  return nullptr;
}

Described expected_structure(const std::vector<SchemaText>& files, const ExpectOptions& options) {
  auto schema = read_schema(files);
  return Calculation(schema, options).run();
}

}  // namespace tributary::catalog
