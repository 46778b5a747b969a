#include "support/histories.hpp"

#include <algorithm>
#include <functional>

#include "base/text.hpp"

namespace tributary::testing {
namespace {

using W = HistoryWriter;
using Table = Structure::Table;
using Column = Structure::Column;
using Type = Structure::Type;

std::string quoted(const std::string& name) {
  return "\"" + text::replace_all(name, "\"", "\"\"") + "\"";
}
std::string dotted(const std::string& schema, const std::string& name) {
  return schema == "public" ? quoted(name) : quoted(schema) + "." + quoted(name);
}
template <typename T>
std::string full(const T& object) {
  return dotted(object.schema, object.name);
}

template <typename T>
int pick(W& w, const std::vector<T>& list, const std::function<bool(const T&)>& fits) {
  std::vector<int> some;
  for (std::size_t i = 0; i < list.size(); ++i)
    if (!list[i].gone && fits(list[i])) some.push_back(static_cast<int>(i));
  return some.empty() ? -1 : w.one_of(some);
}
bool ordinary(const Table& table) {
  return !table.partitioned && table.parent < 0 && table.partitions == 0;
}
int some_table(W& w) {
  return pick<Table>(w, w.model.tables, ordinary);
}
Table& table_at(W& w, int index) {
  return w.model.tables[static_cast<std::size_t>(index)];
}
/// Never the key.
Column* some_column(W& w, Table& table) {
  return table.columns.size() < 2 ? nullptr : &table.columns[1 + w.below(table.columns.size() - 1)];
}

/// Of any ordinary table: the tables of those that fit are as likely as they have such columns.
std::pair<int, Column*> fitting_column(W& w, bool (*fits)(const Column&)) {
  std::vector<std::pair<int, std::size_t>> some;
  for (std::size_t i = 0; i < w.model.tables.size(); ++i) {
    const auto& table = w.model.tables[i];
    for (std::size_t at = 1; !table.gone && ordinary(table) && at < table.columns.size(); ++at)
      if (fits(table.columns[at])) some.emplace_back(static_cast<int>(i), at);
  }
  if (some.empty()) return {-1, nullptr};
  auto [index, at] = w.one_of(some);
  return {index, &table_at(w, index).columns[at]};
}

Column new_column(W& w) {
  static const std::vector<std::string> types{"integer",         "bigint",     "text",  "varchar(20)", "timestamp(3)",
                                              "boolean",         "numeric(9)", "jsonb", "text[]",      "timestamptz",
                                              "double precision"};
  Column out;
  out.name = w.fresh_name("col"), out.type = w.one_of(types), out.not_null = w.chance(30);
  int type = w.chance(25) ? pick<Type>(w, w.model.types, [](const Type&) { return true; }) : -1;
  if (type >= 0) out.user_type = type, out.type = full(w.model.types[static_cast<std::size_t>(type)]);
  if (type >= 0 && w.chance(20)) out.type += "[]";
  return out;
}
std::string column_text(W& w, Column& column) {
  auto out = quoted(column.name) + " " + column.type + (column.not_null ? " NOT NULL" : "");
  if (column.type == "integer" && w.chance(20)) out += " DEFAULT 7", column.used = true;
  if (column.type == "text" && w.chance(10)) out += " UNIQUE", column.used = true;
  if (column.type == "integer" && w.chance(10)) out += " CHECK (" + quoted(column.name) + " > 0)", column.used = true;
  return out;
}

/// Views that read the column, or any column.
void drop_views(W& w, int table, const std::string& column = {}) {
  for (auto& view : w.model.views)
    if (view.table == table && (column.empty() || std::count(view.columns.begin(), view.columns.end(), column)))
      view.gone = true;
}
void forget_table(W& w, int index) {
  auto& gone = table_at(w, index);
  gone.gone = true;
  drop_views(w, index);
  for (auto& sequence : w.model.sequences) sequence.gone = sequence.gone || sequence.table == index;
  for (std::size_t i = 0; i < w.model.tables.size(); ++i) {
    auto& table = w.model.tables[i];
    std::erase_if(table.constraints, [&](const auto& constraint) { return constraint.references == index; });
    if (!table.gone && table.parent == index) forget_table(w, static_cast<int>(i));
  }
}
void forget_column(W& w, int index, std::string name) {
  auto& table = table_at(w, index);
  drop_views(w, index, name);
  for (auto& sequence : w.model.sequences)
    sequence.gone = sequence.gone || (sequence.table == index && sequence.column == name);
  std::erase_if(table.constraints, [&](const auto& constraint) {
    return std::count(constraint.columns.begin(), constraint.columns.end(), name) > 0;
  });
  table.indexes.clear(), table.policies.clear();  // which of them read it is not kept: none is named again
  for (auto& column : table.columns)
    if (column.made_from == name) return forget_column(w, index, column.name), forget_column(w, index, name);
  std::erase_if(table.columns, [&](const Column& column) { return column.name == name; });
}
void forget_type(W& w, int type) {
  w.model.types[static_cast<std::size_t>(type)].gone = true;
  for (std::size_t i = 0; i < w.model.tables.size(); ++i) {
    std::vector<std::string> names;
    for (const auto& column : w.model.tables[i].columns)
      if (column.user_type == type) names.push_back(column.name);
    for (const auto& name : names) forget_column(w, static_cast<int>(i), name);
  }
  for (auto& routine : w.model.routines)
    if (routine.arguments.find('#' + std::to_string(type) + '#') != std::string::npos) routine.gone = true;
}
/// Columns' texts of user types are made anew where a type got another name.
void retype(W& w, int type) {
  for (auto& table : w.model.tables)
    for (auto& column : table.columns)
      if (column.user_type == type)
        column.type = full(w.model.types[static_cast<std::size_t>(type)]) + (column.type.ends_with("[]") ? "[]" : "");
}

// Tables.

bool create_table(W& w) {
  Table table;
  table.schema = w.some_schema(), table.name = w.fresh_name("Table");
  static const std::vector<std::string> keys{"serial",  "bigserial", "integer GENERATED ALWAYS AS IDENTITY",
                                             "integer", "text",      "bigint GENERATED BY DEFAULT AS IDENTITY"};
  auto key = w.one_of(keys);
  table.columns.push_back({"id", key.substr(0, key.find(' ')), -1, true, true, false, ""});
  auto text = "\"id\" " + key + (w.prisma ? " NOT NULL" : " PRIMARY KEY");
  for (auto left = w.below(5); left-- > 0;) {
    auto column = new_column(w);
    text += ", " + column_text(w, column);
    table.columns.push_back(column);
  }
  if (w.prisma)
    text += ", CONSTRAINT " + quoted(table.name + "_pkey") + " PRIMARY KEY (\"id\")";
  else if (table.columns.size() > 2 && w.chance(30)) {
    auto& a = table.columns[1];
    auto& b = table.columns[2];
    if (a.type != "jsonb" && b.type != "jsonb" && a.user_type < 0 && b.user_type < 0)
      text += ", UNIQUE (" + quoted(a.name) + ", " + quoted(b.name) + ")", a.used = b.used = true;
  }
  w.write("CREATE TABLE " + std::string(w.chance(15) ? "IF NOT EXISTS " : "") + full(table) + " (" + text + ")");
  w.model.tables.push_back(table);
  return true;
}
bool create_again(W& w) {
  auto index = some_table(w);
  if (index < 0) return false;
  w.write("CREATE TABLE IF NOT EXISTS " + full(table_at(w, index)) + " (other serial PRIMARY KEY, more text UNIQUE)");
  return true;
}
bool create_as(W& w) {
  auto index = some_table(w);
  if (index < 0) return false;
  w.write("CREATE TABLE " + quoted(w.fresh_name("copy")) + " AS SELECT * FROM " + full(table_at(w, index)));
  return true;
}
bool create_like(W& w) {
  auto index = some_table(w);
  if (index < 0) return false;
  w.write("CREATE TABLE " + quoted(w.fresh_name("like")) + " (LIKE " + full(table_at(w, index)) + " INCLUDING ALL)");
  return true;
}
bool create_partitioned(W& w) {
  Table table;
  table.schema = w.some_schema(), table.name = w.fresh_name("parts"), table.partitioned = true;
  table.columns.push_back({"id", "integer", -1, true, false, false, ""});
  w.write("CREATE TABLE " + full(table) +
          " (\"id\" integer, at date, PRIMARY KEY (\"id\")) PARTITION BY RANGE (\"id\")");
  w.model.tables.push_back(table);
  return true;
}
bool create_partition(W& w) {
  auto parent = pick<Table>(w, w.model.tables, [](const Table& table) { return table.partitioned; });
  if (parent < 0) return false;
  Table table;
  table.schema = "public", table.name = w.fresh_name("part"), table.parent = parent;
  auto from = 100 * table_at(w, parent).partitions++;
  auto bound = " FOR VALUES FROM (" + std::to_string(from) + ") TO (" + std::to_string(from + 100) + ")";
  if (w.chance(50)) {
    w.write("CREATE TABLE " + full(table) + " PARTITION OF " + full(table_at(w, parent)) + bound);
  } else {
    w.write("CREATE TABLE " + full(table) + " (\"id\" integer NOT NULL, at date)");
    w.write("ALTER TABLE " + full(table_at(w, parent)) + " ATTACH PARTITION " + full(table) + bound);
  }
  w.model.tables.push_back(table);
  return true;
}
bool detach_partition(W& w) {
  auto index = pick<Table>(w, w.model.tables, [&](const Table& table) {
    return table.parent >= 0 && table_at(w, table.parent).partitioned;
  });
  if (index < 0) return false;
  auto& table = table_at(w, index);
  w.write("ALTER TABLE " + full(table_at(w, table.parent)) + " DETACH PARTITION " + full(table));
  w.write("DROP TABLE " + full(table));
  table.gone = true;
  return true;
}
bool create_child(W& w) {
  auto index = some_table(w);
  if (index < 0) return false;
  Table table;
  table.schema = "public", table.name = w.fresh_name("child"), table.parent = index;
  w.write("CREATE TABLE " + full(table) + " (own integer) INHERITS (" + full(table_at(w, index)) + ")");
  table_at(w, index).partitions++;
  w.model.tables.push_back(table);
  return true;
}
bool drop_table(W& w) {
  auto index = pick<Table>(w, w.model.tables, [](const Table&) { return true; });
  if (index < 0 || w.model.tables.size() < 3) return false;
  w.write("DROP TABLE " + std::string(w.chance(30) ? "IF EXISTS " : "") + full(table_at(w, index)) + " CASCADE");
  forget_table(w, index);
  return true;
}
bool drop_missing(W& w) {
  w.write("DROP TABLE IF EXISTS " + quoted(w.fresh_name("never")));
  return true;
}
bool rename_table(W& w) {
  auto index = pick<Table>(w, w.model.tables, [](const Table&) { return true; });
  if (index < 0) return false;
  auto& table = table_at(w, index);
  auto name = w.fresh_name("Renamed");
  w.write("ALTER TABLE " + full(table) + " RENAME TO " + quoted(name));
  table.name = name;
  return true;
}
bool move_table(W& w) {
  auto index = some_table(w);
  auto schema = w.some_schema();
  if (index < 0 || table_at(w, index).schema == schema) return false;
  w.write("ALTER TABLE " + full(table_at(w, index)) + " SET SCHEMA " + quoted(schema));
  table_at(w, index).schema = schema;
  return true;
}

// Columns.

bool add_column(W& w) {
  auto index = some_table(w);
  if (index < 0) return false;
  auto& table = table_at(w, index);
  auto column = new_column(w);
  if (w.chance(15)) column.type = "serial", column.user_type = -1, column.not_null = true, column.used = true;
  w.write("ALTER TABLE " + full(table) + " ADD COLUMN " + (w.chance(20) ? "IF NOT EXISTS " : "") +
          column_text(w, column));
  table.columns.push_back(column);
  return true;
}
bool add_column_again(W& w) {
  auto index = some_table(w);
  if (index < 0) return false;
  w.write("ALTER TABLE " + full(table_at(w, index)) + " ADD COLUMN IF NOT EXISTS \"id\" serial UNIQUE");
  return true;
}
bool add_generated(W& w) {
  auto index = some_table(w);
  if (index < 0) return false;
  auto& table = table_at(w, index);
  for (auto& column : table.columns)
    if (column.type == "integer" && column.made_from.empty()) {
      column.used = true;
      Column made{w.fresh_name("made"), "bigint", -1, true, false, false, column.name};
      w.write("ALTER TABLE " + full(table) + " ADD COLUMN " + quoted(made.name) + " bigint GENERATED ALWAYS AS (" +
              quoted(column.name) + " * 2) STORED");
      table.columns.push_back(made);
      return true;
    }
  return false;
}
bool drop_column(W& w) {
  auto index = some_table(w);
  auto* column = index < 0 ? nullptr : some_column(w, table_at(w, index));
  if (!column) return false;
  w.write("ALTER TABLE " + full(table_at(w, index)) + " DROP COLUMN " + quoted(column->name) + " CASCADE");
  forget_column(w, index, column->name);
  return true;
}
bool rename_column(W& w) {
  auto index = some_table(w);
  auto* column = index < 0 ? nullptr : some_column(w, table_at(w, index));
  if (!column) return false;
  auto old = column->name;
  column->name = w.fresh_name("renamed");
  auto& table = table_at(w, index);
  w.write("ALTER TABLE " + full(table) + " RENAME COLUMN " + quoted(old) + " TO " + quoted(column->name));
  for (auto& view : w.model.views)
    if (view.table == index) std::replace(view.columns.begin(), view.columns.end(), old, column->name);
  for (auto& other : table.columns)
    if (other.made_from == old) other.made_from = column->name;
  for (auto& constraint : table.constraints)
    std::replace(constraint.columns.begin(), constraint.columns.end(), old, column->name);
  for (auto& sequence : w.model.sequences)
    if (sequence.table == index && sequence.column == old) sequence.column = column->name;
  return true;
}
bool change_type(W& w) {
  auto [index, column] = fitting_column(
      w, [](const Column& each) { return !each.used && (each.type == "integer" || each.type == "varchar(20)"); });
  if (!column) return false;
  column->type = column->type == "integer" ? "bigint" : "text";
  w.write("ALTER TABLE " + full(table_at(w, index)) + " ALTER COLUMN " + quoted(column->name) + " TYPE " +
          column->type);
  return true;
}
bool change_null(W& w) {
  auto index = some_table(w);
  auto* column = index < 0 ? nullptr : some_column(w, table_at(w, index));
  if (!column || column->identity || column->used) return false;
  column->not_null = !column->not_null;
  w.write("ALTER TABLE " + full(table_at(w, index)) + " ALTER COLUMN " + quoted(column->name) +
          (column->not_null ? " SET NOT NULL" : " DROP NOT NULL"));
  return true;
}
bool change_default(W& w) {
  auto [index, column] = fitting_column(w, [](const Column& each) { return each.type == "text"; });
  if (!column) return false;
  w.write("ALTER TABLE " + full(table_at(w, index)) + " ALTER COLUMN " + quoted(column->name) +
          (w.chance(60) ? " SET DEFAULT 'x'" : " DROP DEFAULT"));
  return true;
}
bool change_identity(W& w) {
  auto [index, column] = fitting_column(
      w, [](const Column& each) { return each.type == "bigint" && each.not_null && each.made_from.empty(); });
  if (!column) return false;
  w.write("ALTER TABLE " + full(table_at(w, index)) + " ALTER COLUMN " + quoted(column->name) +
          (column->identity ? " DROP IDENTITY" : " ADD GENERATED ALWAYS AS IDENTITY"));
  column->identity = !column->identity, column->used = true;
  return true;
}

// Constraints and indexes.

Column* key_column(W& w, Table& table) {
  auto* column = some_column(w, table);
  return column && column->user_type < 0 && column->type != "jsonb" ? column : nullptr;
}
bool add_unique(W& w) {
  auto index = some_table(w);
  auto* column = index < 0 ? nullptr : key_column(w, table_at(w, index));
  if (!column) return false;
  auto& table = table_at(w, index);
  column->used = true;
  auto name = w.fresh_name("unique");
  bool named = w.chance(50);
  w.write("ALTER TABLE " + full(table) + " ADD " + (named ? "CONSTRAINT " + quoted(name) + " " : "") + "UNIQUE (" +
          quoted(column->name) + ")");
  if (named) table.constraints.push_back({name, {column->name}, -1});
  return true;
}
bool add_unique_using_index(W& w) {
  auto index = some_table(w);
  auto* column = index < 0 ? nullptr : key_column(w, table_at(w, index));
  if (!column) return false;
  auto& table = table_at(w, index);
  column->used = true;
  auto made = w.fresh_name("built"), name = w.fresh_name("unique");
  w.write("CREATE UNIQUE INDEX " + quoted(made) + " ON " + full(table) + " (" + quoted(column->name) + ")");
  w.write("ALTER TABLE " + full(table) + " ADD CONSTRAINT " + quoted(name) + " UNIQUE USING INDEX " + quoted(made));
  table.constraints.push_back({name, {column->name}, -1});
  return true;
}
bool add_check(W& w) {
  auto index = some_table(w);
  auto* column = index < 0 ? nullptr : some_column(w, table_at(w, index));
  if (!column || column->user_type >= 0) return false;
  auto& table = table_at(w, index);
  column->used = true;
  auto name = w.fresh_name("check");
  bool named = w.chance(50);
  w.write("ALTER TABLE " + full(table) + " ADD " + (named ? "CONSTRAINT " + quoted(name) + " " : "") + "CHECK (" +
          quoted(column->name) + " IS NOT NULL)" + (w.chance(30) ? " NOT VALID" : ""));
  if (named) table.constraints.push_back({name, {column->name}, -1});
  return true;
}
bool add_foreign_key(W& w) {
  auto index = some_table(w), target = some_table(w);
  if (index < 0 || target < 0) return false;
  auto& table = table_at(w, index);
  auto key = table_at(w, target).columns[0].type;
  key = key == "serial" ? "integer" : key == "bigserial" ? "bigint" : key;
  Column column{w.fresh_name("authorId"), key, -1, true, false, false, ""};
  auto name = table.name + "_" + column.name + "_fkey";
  if (name.size() > 63) return false;
  w.write("ALTER TABLE " + full(table) + " ADD COLUMN " + quoted(column.name) + " " + key);
  bool named = w.prisma || w.chance(40);
  w.write("ALTER TABLE " + full(table) + " ADD " + (named ? "CONSTRAINT " + quoted(name) + " " : "") + "FOREIGN KEY (" +
          quoted(column.name) + ") REFERENCES " + full(table_at(w, target)) + " (\"id\")" +
          (w.chance(50) ? " ON DELETE RESTRICT ON UPDATE CASCADE" : ""));
  if (named) table.constraints.push_back({name, {column.name}, target});
  table.columns.push_back(column);
  return true;
}
int with_constraint(W& w) {
  return pick<Table>(w, w.model.tables, [](const Table& table) { return !table.constraints.empty(); });
}
bool drop_constraint(W& w) {
  auto index = with_constraint(w);
  if (index < 0) return false;
  auto& table = table_at(w, index);
  w.write("ALTER TABLE " + full(table) + " DROP CONSTRAINT " + quoted(table.constraints.back().name) + " CASCADE");
  table.constraints.pop_back();
  return true;
}
bool rename_constraint(W& w) {
  auto index = with_constraint(w);
  if (index < 0) return false;
  auto& table = table_at(w, index);
  auto name = w.fresh_name("called");
  w.write("ALTER TABLE " + full(table) + " RENAME CONSTRAINT " + quoted(table.constraints.back().name) + " TO " +
          quoted(name));
  table.constraints.back().name = name;
  return true;
}
bool create_index(W& w) {
  auto index = some_table(w);
  auto* column = index < 0 ? nullptr : key_column(w, table_at(w, index));
  if (!column) return false;
  auto& table = table_at(w, index);
  column->used = true;
  auto name = w.prisma ? table.name + "_" + column->name + "_idx" : w.fresh_name("idx");
  if (name.size() > 63) return false;
  bool named = w.prisma || w.chance(70);
  auto what = column->type == "text" && w.chance(40) ? "lower(" + quoted(column->name) + ")" : quoted(column->name);
  w.write("CREATE " + std::string(w.chance(30) ? "UNIQUE " : "") + "INDEX " +
          (named ? (w.prisma ? "IF NOT EXISTS " : "") + quoted(name) + " " : "") + "ON " + full(table) + " (" + what +
          ")" + (w.chance(20) ? " WHERE \"id\" IS NOT NULL" : ""));
  if (named && !w.prisma) table.indexes.push_back(name);
  return true;
}
int with_index(W& w) {
  return pick<Table>(w, w.model.tables, [](const Table& table) { return !table.indexes.empty(); });
}
bool drop_index(W& w) {
  auto index = with_index(w);
  if (index < 0) return false;
  auto& table = table_at(w, index);
  w.write("DROP INDEX " + dotted(table.schema, table.indexes.back()));
  table.indexes.pop_back();
  return true;
}
bool rename_index(W& w) {
  auto index = with_index(w);
  if (index < 0) return false;
  auto& table = table_at(w, index);
  auto name = w.fresh_name("index");
  w.write("ALTER INDEX " + dotted(table.schema, table.indexes.back()) + " RENAME TO " + quoted(name));
  table.indexes.back() = name;
  return true;
}

// Types.

bool create_enum(W& w) {
  Type type{Type::Kind::enumeration, w.some_schema(), w.fresh_name("Role"), {"A", "B", "c d"}, false};
  w.write("CREATE TYPE " + full(type) + " AS ENUM ('A', 'B', 'c d')");
  w.model.types.push_back(type);
  return true;
}
bool create_other_type(W& w) {
  auto kind = w.one_of<Type::Kind>({Type::Kind::domain, Type::Kind::composite, Type::Kind::range});
  Type type{kind, w.some_schema(), w.fresh_name("type"), {}, false};
  if (kind == Type::Kind::domain) w.write("CREATE DOMAIN " + full(type) + " AS text CHECK (VALUE <> '')");
  if (kind == Type::Kind::composite) w.write("CREATE TYPE " + full(type) + " AS (a integer, b text)");
  if (kind == Type::Kind::range) w.write("CREATE TYPE " + full(type) + " AS RANGE (subtype = float8)");
  w.model.types.push_back(type);
  return true;
}
int some_enum(W& w) {
  return pick<Type>(w, w.model.types, [](const Type& type) { return type.kind == Type::Kind::enumeration; });
}
bool add_value(W& w) {
  auto index = some_enum(w);
  if (index < 0) return false;
  auto& type = w.model.types[static_cast<std::size_t>(index)];
  auto value = w.fresh_name("V");
  auto place = w.below(3);
  auto at = w.below(type.values.size());
  w.write("ALTER TYPE " + full(type) + " ADD VALUE " + (w.chance(30) ? "IF NOT EXISTS '" : "'") + value + "'" +
          (place == 0 ? "" : (place == 1 ? " BEFORE '" : " AFTER '") + type.values[at] + "'"));
  auto position = place == 0 ? type.values.size() : place == 1 ? at : at + 1;
  type.values.insert(type.values.begin() + static_cast<std::ptrdiff_t>(position), value);
  return true;
}
bool rename_value(W& w) {
  auto index = some_enum(w);
  if (index < 0) return false;
  auto& type = w.model.types[static_cast<std::size_t>(index)];
  auto& value = type.values[w.below(type.values.size())];
  auto name = w.fresh_name("W");
  w.write("ALTER TYPE " + full(type) + " RENAME VALUE '" + value + "' TO '" + name + "'");
  value = name;
  return true;
}
const char* word_of(const Type& type) {
  return type.kind == Type::Kind::domain ? "DOMAIN " : "TYPE ";
}
bool rename_type(W& w) {
  auto index = pick<Type>(w, w.model.types, [](const Type&) { return true; });
  if (index < 0) return false;
  auto& type = w.model.types[static_cast<std::size_t>(index)];
  auto name = w.fresh_name("Kind");
  w.write("ALTER " + std::string(word_of(type)) + full(type) + " RENAME TO " + quoted(name));
  type.name = name;
  retype(w, index);
  return true;
}
bool move_type(W& w) {
  auto index = pick<Type>(w, w.model.types, [](const Type&) { return true; });
  auto schema = w.some_schema();
  if (index < 0 || w.model.types[static_cast<std::size_t>(index)].schema == schema) return false;
  auto& type = w.model.types[static_cast<std::size_t>(index)];
  w.write("ALTER " + std::string(word_of(type)) + full(type) + " SET SCHEMA " + quoted(schema));
  type.schema = schema;
  retype(w, index);
  return true;
}
bool drop_type(W& w) {
  auto index = pick<Type>(w, w.model.types, [](const Type&) { return true; });
  if (index < 0) return false;
  const auto& type = w.model.types[static_cast<std::size_t>(index)];
  w.write("DROP " + std::string(word_of(type)) + full(type) + " CASCADE");
  forget_type(w, index);
  return true;
}
bool change_type_parts(W& w) {
  auto index = pick<Type>(w, w.model.types, [](const Type& type) { return type.kind != Type::Kind::enumeration; });
  if (index < 0) return false;
  const auto& type = w.model.types[static_cast<std::size_t>(index)];
  if (type.kind == Type::Kind::range) return false;
  auto name = quoted(w.fresh_name("more"));
  w.write(type.kind == Type::Kind::domain
              ? "ALTER DOMAIN " + full(type) + " ADD CONSTRAINT " + name + " CHECK (VALUE <> 'x') NOT VALID"
              : "ALTER TYPE " + full(type) + " ADD ATTRIBUTE " + name + " date");
  return true;
}

// Views, code, sequences, schemas.

bool create_view(W& w) {
  auto index = some_table(w);
  if (index < 0) return false;
  auto& table = table_at(w, index);
  Structure::View view{w.some_schema(), w.fresh_name("view"), index, {"id"}, w.chance(30), false};
  auto text = std::string("\"id\"");
  if (auto* column = some_column(w, table); column && w.chance(60)) {
    view.columns.push_back(column->name), column->used = true;
    text += ", " + quoted(column->name);
  } else if (w.chance(30)) {
    text = "*";
    for (auto& each : table.columns) view.columns.push_back(each.name), each.used = true;
  }
  w.write("CREATE " + std::string(view.materialized ? "MATERIALIZED VIEW " : "VIEW ") + full(view) + " AS SELECT " +
          text + " FROM " + full(table));
  w.model.views.push_back(view);
  return true;
}
int some_view(W& w) {
  return pick<Structure::View>(w, w.model.views, [](const Structure::View&) { return true; });
}
bool drop_view(W& w) {
  auto index = some_view(w);
  if (index < 0) return false;
  auto& view = w.model.views[static_cast<std::size_t>(index)];
  w.write("DROP " + std::string(view.materialized ? "MATERIALIZED VIEW " : "VIEW ") + full(view));
  view.gone = true;
  return true;
}
bool rename_view(W& w) {
  auto index = some_view(w);
  if (index < 0) return false;
  auto& view = w.model.views[static_cast<std::size_t>(index)];
  auto name = w.fresh_name("shown");
  w.write("ALTER " + std::string(view.materialized ? "MATERIALIZED VIEW " : "VIEW ") + full(view) + " RENAME TO " +
          quoted(name));
  view.name = name;
  return true;
}
std::string arguments_text(W& w, const Structure::Routine& routine) {
  auto out = routine.arguments;
  for (std::size_t i = 0; i < w.model.types.size(); ++i)
    out = text::replace_all(out, "#" + std::to_string(i) + "#", full(w.model.types[i]));
  return out;
}
bool create_function(W& w) {
  Structure::Routine routine{w.some_schema(), w.fresh_name("fn"), "", w.chance(40), false, false};
  if (!routine.trigger) {
    static const std::vector<std::string> arguments{"", "integer", "text, integer", "timestamptz, varchar"};
    routine.arguments = w.one_of(arguments);
    if (auto type = w.chance(30) ? some_enum(w) : -1; type >= 0) routine.arguments = "#" + std::to_string(type) + "#";
    routine.procedure = w.chance(20);
  }
  auto head = full(routine) + "(" + arguments_text(w, routine) + ")";
  if (routine.trigger)
    w.write("CREATE FUNCTION " + head + " RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$");
  else if (routine.procedure)
    w.write("CREATE PROCEDURE " + head + " LANGUAGE sql AS 'SELECT 1'");
  else
    w.write("CREATE OR REPLACE FUNCTION " + head + " RETURNS integer LANGUAGE sql AS 'SELECT 1'");
  w.model.routines.push_back(routine);
  return true;
}
bool overload_function(W& w) {
  auto index = pick<Structure::Routine>(w, w.model.routines, [](const Structure::Routine& r) {
    return !r.trigger && !r.procedure && r.arguments != "boolean";
  });
  if (index < 0) return false;
  auto routine = w.model.routines[static_cast<std::size_t>(index)];
  for (const auto& other : w.model.routines)
    if (!other.gone && other.name == routine.name && other.arguments == "boolean") return false;
  routine.arguments = "boolean";
  w.write("CREATE FUNCTION " + full(routine) + "(boolean) RETURNS integer LANGUAGE sql AS 'SELECT 2'");
  w.model.routines.push_back(routine);
  return true;
}
bool drop_function(W& w) {
  auto index = pick<Structure::Routine>(w, w.model.routines, [](const Structure::Routine&) { return true; });
  if (index < 0) return false;
  auto& routine = w.model.routines[static_cast<std::size_t>(index)];
  w.write("DROP " + std::string(routine.procedure ? "PROCEDURE " : "FUNCTION ") + full(routine) + "(" +
          arguments_text(w, routine) + ") CASCADE");
  routine.gone = true;
  for (auto& table : w.model.tables)
    std::erase_if(table.triggers, [&](const auto& trigger) { return trigger.second == index; });
  return true;
}
bool rename_function(W& w) {
  auto index = pick<Structure::Routine>(w, w.model.routines, [](const Structure::Routine&) { return true; });
  if (index < 0) return false;
  auto& routine = w.model.routines[static_cast<std::size_t>(index)];
  auto name = w.fresh_name("called");
  w.write("ALTER " + std::string(routine.procedure ? "PROCEDURE " : "FUNCTION ") + full(routine) + "(" +
          arguments_text(w, routine) + ") RENAME TO " + quoted(name));
  routine.name = name;
  return true;
}
bool create_trigger(W& w) {
  auto table = some_table(w);
  auto function =
      pick<Structure::Routine>(w, w.model.routines, [](const Structure::Routine& routine) { return routine.trigger; });
  if (table < 0 || function < 0) return false;
  auto name = w.fresh_name("trigger");
  w.write("CREATE TRIGGER " + quoted(name) + " BEFORE INSERT ON " + full(table_at(w, table)) +
          " FOR EACH ROW EXECUTE FUNCTION " + full(w.model.routines[static_cast<std::size_t>(function)]) + "()");
  table_at(w, table).triggers.emplace_back(name, function);
  return true;
}
bool drop_trigger(W& w) {
  auto index = pick<Table>(w, w.model.tables, [](const Table& table) { return !table.triggers.empty(); });
  if (index < 0) return false;
  auto& table = table_at(w, index);
  w.write("DROP TRIGGER " + quoted(table.triggers.back().first) + " ON " + full(table));
  table.triggers.pop_back();
  return true;
}
bool create_policy(W& w) {
  auto index = some_table(w);
  if (index < 0) return false;
  auto& table = table_at(w, index);
  auto name = w.fresh_name("policy");
  w.write("ALTER TABLE " + full(table) + " ENABLE ROW LEVEL SECURITY");
  w.write("CREATE POLICY " + quoted(name) + " ON " + full(table) + " USING (\"id\" IS NOT NULL)");
  table.policies.push_back(name);
  return true;
}
bool change_policy(W& w) {
  auto index = pick<Table>(w, w.model.tables, [](const Table& table) { return !table.policies.empty(); });
  if (index < 0) return false;
  auto& table = table_at(w, index);
  auto old = table.policies.back();
  table.policies.pop_back();
  if (w.chance(50)) return w.write("DROP POLICY " + quoted(old) + " ON " + full(table)), true;
  auto name = w.fresh_name("rule");
  w.write("ALTER POLICY " + quoted(old) + " ON " + full(table) + " RENAME TO " + quoted(name));
  table.policies.push_back(name);
  return true;
}
bool create_sequence(W& w) {
  Structure::Sequence sequence{w.some_schema(), w.fresh_name("seq"), -1, "", false};
  w.write("CREATE SEQUENCE " + full(sequence) + " START 5");
  w.model.sequences.push_back(sequence);
  return true;
}
int some_sequence(W& w) {
  return pick<Structure::Sequence>(w, w.model.sequences, [](const Structure::Sequence& s) { return s.table < 0; });
}
bool own_sequence(W& w) {
  auto index = some_sequence(w), table = some_table(w);
  if (index < 0 || table < 0) return false;
  auto& sequence = w.model.sequences[static_cast<std::size_t>(index)];
  if (sequence.schema != table_at(w, table).schema) return false;
  auto column = table_at(w, table).columns.back().name;
  w.write("ALTER SEQUENCE " + full(sequence) + " OWNED BY " + full(table_at(w, table)) + "." + quoted(column));
  sequence.table = table, sequence.column = column;
  return true;
}
bool drop_sequence(W& w) {
  auto index = some_sequence(w);
  if (index < 0) return false;
  auto& sequence = w.model.sequences[static_cast<std::size_t>(index)];
  if (w.chance(50)) {
    auto name = w.fresh_name("counter");
    w.write("ALTER SEQUENCE " + full(sequence) + " RENAME TO " + quoted(name));
    sequence.name = name;
    return true;
  }
  w.write("DROP SEQUENCE " + full(sequence));
  return sequence.gone = true;
}
bool create_schema(W& w) {
  if (w.model.schemas.size() > 3) return false;
  auto name = w.fresh_name("schema");
  w.write("CREATE SCHEMA " + quoted(name));
  w.model.schemas.push_back(name);
  return true;
}
bool drop_schema(W& w) {
  if (w.model.schemas.size() < 2) return false;
  auto name = w.model.schemas.back();
  w.model.schemas.pop_back();
  w.write("DROP SCHEMA " + quoted(name) + " CASCADE");
  for (std::size_t i = 0; i < w.model.tables.size(); ++i)
    if (!w.model.tables[i].gone && w.model.tables[i].schema == name) forget_table(w, static_cast<int>(i));
  for (std::size_t i = 0; i < w.model.types.size(); ++i)
    if (!w.model.types[i].gone && w.model.types[i].schema == name) forget_type(w, static_cast<int>(i));
  for (auto& view : w.model.views) view.gone = view.gone || view.schema == name;
  for (auto& sequence : w.model.sequences) sequence.gone = sequence.gone || sequence.schema == name;
  for (std::size_t i = 0; i < w.model.routines.size(); ++i) {
    if (w.model.routines[i].schema != name) continue;
    w.model.routines[i].gone = true;
    for (auto& table : w.model.tables)
      std::erase_if(table.triggers, [&](const auto& trigger) { return trigger.second == static_cast<int>(i); });
  }
  return true;
}
bool rename_schema(W& w) {
  if (w.model.schemas.size() < 2) return false;
  auto old = w.model.schemas.back(), name = w.fresh_name("place");
  w.model.schemas.back() = name;
  w.write("ALTER SCHEMA " + quoted(old) + " RENAME TO " + quoted(name));
  auto rename = [&](auto& list) {
    for (auto& object : list)
      if (object.schema == old) object.schema = name;
  };
  rename(w.model.tables), rename(w.model.views), rename(w.model.types), rename(w.model.routines);
  rename(w.model.sequences);
  for (std::size_t i = 0; i < w.model.types.size(); ++i) retype(w, static_cast<int>(i));
  return true;
}
bool write_comment(W& w) {
  auto index = some_table(w);
  if (index < 0) return false;
  auto& table = table_at(w, index);
  auto text = w.chance(20) ? "NULL" : "'it''s " + std::to_string(w.below(9)) + "'";
  w.write(w.chance(50)
              ? "COMMENT ON TABLE " + full(table) + " IS " + text
              : "COMMENT ON COLUMN " + full(table) + "." + quoted(w.one_of(table.columns).name) + " IS " + text);
  return true;
}

}  // namespace

std::string HistoryWriter::fresh_name(const std::string& stem) {
  auto number = std::to_string(++number_);
  switch (prisma ? 1 : below(8)) {
    case 0:
      return "Größe " + stem + number;
    case 1:
      return stem + number;
    case 2:
      return stem + "\"quoted" + number;
    case 3:
      return stem + "_with_a_rather_long_name_that_is_near_to_the_end_" + number;
    default:
      return text::lower(stem) + "_" + number;
  }
}

const std::vector<HistoryVerb>& history_verbs() {
  static const std::vector<HistoryVerb> all{{"create table", create_table, 8},
                                            {"create table if not exists, again", create_again},
                                            {"create table as", create_as},
                                            {"create table like", create_like},
                                            {"create partitioned table", create_partitioned, 2},
                                            {"create or attach partition", create_partition, 4},
                                            {"detach partition", detach_partition, 3},
                                            {"create child table", create_child},
                                            {"drop table", drop_table},
                                            {"drop table if exists, missing", drop_missing},
                                            {"rename table", rename_table, 2},
                                            {"set schema of table", move_table, 2},
                                            {"add column", add_column, 5},
                                            {"add column if not exists, again", add_column_again},
                                            {"add generated column", add_generated},
                                            {"drop column", drop_column, 2},
                                            {"rename column", rename_column, 3},
                                            {"change type", change_type, 2},
                                            {"set or drop not null", change_null, 3},
                                            {"set or drop default", change_default, 2},
                                            {"add or drop identity", change_identity, 3},
                                            {"add unique", add_unique, 3},
                                            {"add unique using index", add_unique_using_index, 2},
                                            {"add check", add_check, 3},
                                            {"add foreign key", add_foreign_key, 4},
                                            {"drop constraint", drop_constraint, 2},
                                            {"rename constraint", rename_constraint, 2},
                                            {"create index", create_index, 4},
                                            {"drop index", drop_index, 2},
                                            {"rename index", rename_index, 2},
                                            {"create enum", create_enum, 3},
                                            {"create other type", create_other_type, 3},
                                            {"add enum value", add_value, 3},
                                            {"rename enum value", rename_value, 2},
                                            {"rename type", rename_type, 2},
                                            {"set schema of type", move_type, 2},
                                            {"drop type", drop_type},
                                            {"change domain or composite type", change_type_parts, 2},
                                            {"create view", create_view, 4},
                                            {"drop view", drop_view},
                                            {"rename view", rename_view, 2},
                                            {"create routine", create_function, 4},
                                            {"overload function", overload_function},
                                            {"drop routine", drop_function},
                                            {"rename routine", rename_function},
                                            {"create trigger", create_trigger, 3},
                                            {"drop trigger", drop_trigger},
                                            {"create policy", create_policy, 2},
                                            {"drop or rename policy", change_policy, 2},
                                            {"create sequence", create_sequence, 2},
                                            {"own sequence", own_sequence, 2},
                                            {"drop or rename sequence", drop_sequence},
                                            {"create schema", create_schema, 2},
                                            {"drop schema", drop_schema},
                                            {"rename schema", rename_schema},
                                            {"comment", write_comment, 2}};
  return all;
}

WrittenHistory write_history(unsigned seed) {
  std::vector<const HistoryVerb*> drawn;
  for (const auto& verb : history_verbs())
    for (int i = 0; i < verb.weight; ++i) drawn.push_back(&verb);
  HistoryWriter writer(seed);
  writer.prisma = seed % 5 == 0;
  WrittenHistory out;
  for (auto migrations = 3 + writer.below(10); migrations-- > 0;) {
    writer.script.clear();
    create_table(writer);
    for (auto statements = 1 + writer.below(8); statements-- > 0;) {
      const auto* verb = writer.one_of(drawn);
      if (verb->write(writer)) out.verbs.push_back(verb->name);
    }
    out.migrations.push_back(writer.script);
  }
  return out;
}

}  // namespace tributary::testing
