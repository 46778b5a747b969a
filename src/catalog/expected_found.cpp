// A structure read from a server, as Prisma's describer sees it (sql-schema-describer's postgres.rs and its queries).
#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "catalog/expected.hpp"
#include "catalog/expected_defaults.hpp"
#include "catalog/expected_printed.hpp"
#include "catalog/expected_types.hpp"

namespace tributary::catalog {
namespace {

using Place = std::pair<std::string, std::string>;  // schema, name

std::string fact(const CatalogObject& object, const char* name) {
  auto found = object.facts.find(name);
  return found == object.facts.end() ? "" : found->second;
}

bool of_postgis(const std::string& table) {
  static const std::set<std::string> names = {"spatial_ref_sys", "geometry_columns", "geography_columns",
                                              "raster_columns", "raster_overviews"};
  return names.count(text::lower(table)) > 0;
}

class Finding {
 public:
  Finding(const Catalog& catalog, const std::vector<std::string>& schemas, const ExpectOptions& options)
      : catalog_(catalog), options_(options) {
    out_.schemas = schemas;
    out_.opaque = catalog.opaque;
  }

  Described run() {
    each(ObjectKind::enum_type, [&](const CatalogObject& object) { add_enum(object); });
    each(ObjectKind::table, [&](const CatalogObject& object) { add_table(object); });
    for (std::size_t i = 0; i < out_.tables.size(); ++i) places_[{out_.tables[i].schema, out_.tables[i].name}] = i;
    each(ObjectKind::column, [&](const CatalogObject& object) { add_column(object); });
    each(ObjectKind::index, [&](const CatalogObject& object) { add_index(object); });
    each(ObjectKind::constraint, [&](const CatalogObject& object) { add_constraint(object); });
    for (const auto& object : catalog_.objects)
      if (object.name.kind == ObjectKind::extension) out_.extensions.push_back(object.name.name);
    return std::move(out_);
  }

 private:
  template <class Add>
  void each(ObjectKind kind, Add add) {
    for (const auto& object : catalog_.objects)
      if (object.name.kind == kind && std::count(out_.schemas.begin(), out_.schemas.end(), object.name.schema) > 0)
        add(object);
  }

  Table* table_at(const std::string& schema, const std::string& name) {
    auto found = places_.find({schema, name});
    return found == places_.end() ? nullptr : &out_.tables[found->second];
  }

  void add_enum(const CatalogObject& object) {
    auto values = fact(object, "values");
    Enum out{object.name.schema, object.name.name, text::lines(values), {}};
    out_.enums.push_back(std::move(out));
  }

  void add_table(const CatalogObject& object) {
    if (of_postgis(object.name.name) || !fact(object, "partition of").empty()) return;
    out_.tables.push_back({object.name.schema, object.name.name, {}, std::nullopt, {}, {}, {}});
  }

  void add_column(const CatalogObject& object) {
    auto* table = table_at(object.name.schema, object.name.name);
    if (!table) return;
    Column column;
    column.name = object.name.part;
    column.type = type_of(fact(object, "type"));
    column.nullable = !column.type.list && fact(object, "not null").empty();
    auto initial = fact(object, "default");
    // Prisma takes how a column is generated for its default.
    auto generated = fact(object, "generated");
    column.generated = !generated.empty();
    if (column.generated) initial = generated.substr(0, generated.rfind(' '));
    column.initial = printed_default(initial, column.type, options_.default_schema);
    column.identity = !fact(object, "identity").empty();
    column.autoincrement = column.identity || column.initial.kind == Default::Kind::sequence;
    table->columns.push_back(std::move(column));
  }

  Type type_of(const std::string& printed) {
    auto type = printed_type(printed);
    if (type.family != Family::unsupported) return type;
    auto name = read_name(type.text);
    if (out_.enumeration(name.schema, name.name))
      return Type{Family::enumeration, name.name, name.schema, {}, "", type.list};
    const auto* domain = catalog_.find({ObjectKind::domain, name.schema, name.name, "", ""});
    if (!domain || fact(*domain, "type") == printed) return type;
    auto base = type_of(fact(*domain, "type"));
    base.list = base.list || type.list;
    return base;
  }

  void add_index(const CatalogObject& object) {
    auto at = read_name(fact(object, "table"));
    auto* table = table_at(at.schema, at.name);
    if (!table) return;
    auto index = read_index(fact(object, "definition"));
    if (!index || (index->partial && options_.prisma_major < 7)) return;
    index->name = object.name.name;
    table->indexes.push_back(std::move(*index));
  }

  void add_constraint(const CatalogObject& object) {
    auto* table = table_at(object.name.schema, object.name.name);
    if (!table) return;
    auto type = fact(object, "type"), definition = fact(object, "definition");
    if (type == "primary key") table->primary_key = PrimaryKey{object.name.part, read_columns(definition), {}};
    if (type == "foreign key") {
      auto key = read_foreign_key(definition);
      key.name = object.name.part;
      table->foreign_keys.push_back(std::move(key));
    }
    if (type != "unique") return;
    Index index{object.name.part, true, "btree", {}, {}, false, true};
    for (auto& column : read_columns(definition)) index.columns.push_back({std::move(column), false, ""});
    table->indexes.push_back(std::move(index));
  }

  const Catalog& catalog_;
  const ExpectOptions& options_;
  Described out_;
  std::map<Place, std::size_t> places_;
};

}  // namespace

Described found_structure(const Catalog& catalog, const std::vector<std::string>& schemas,
                          const ExpectOptions& options) {
  return Finding(catalog, schemas, options).run();
}

}  // namespace tributary::catalog
