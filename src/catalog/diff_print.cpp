#include "catalog/diff_print.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "catalog/diff_sql.hpp"
#include "catalog/expected_defaults.hpp"
#include "catalog/expected_types.hpp"

namespace tributary::catalog {
namespace {

std::string upper(std::string word) {
  for (char& c : word)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return word;
}

}  // namespace

std::string identifier(const std::string& name) {
  return '"' + text::replace_all(name, "\"", "\"\"") + '"';
}

std::string qualified(const std::string& schema, const std::string& name, const std::string& default_schema) {
  return schema.empty() || schema == default_schema ? identifier(name) : identifier(schema) + "." + identifier(name);
}

std::string identifier_list(const std::vector<std::string>& names) {
  std::vector<std::string> out;
  for (const auto& name : names) out.push_back(identifier(name));
  return text::join(out, ", ");
}

std::string Printer::name(const Table& table) const {
  return qualified(table.schema, table.name, default_schema_);
}
std::string Printer::name(const Enum& one) const {
  return qualified(one.schema, one.name, default_schema_);
}
std::string Printer::type(const Column& column) const {
  return type_sql(column.type, column.autoincrement, default_schema_);
}
std::string Printer::initial(const Column& column) const {
  return default_sql(column.initial, column.type, default_schema_);
}

std::string Printer::create_enum(const Enum& one, const std::string& suffix) const {
  std::vector<std::string> values;
  for (const auto& value : one.values) values.push_back("'" + text::replace_all(value, "'", "''") + "'");
  return fmt::format("CREATE TYPE {} AS ENUM ({});", qualified(one.schema, one.name + suffix, default_schema_),
                     text::join(values, ", "));
}

std::string Printer::column(const Column& column) const {
  auto out = identifier(column.name) + " " + type(column);
  if (!column.nullable && !column.type.list) out += " NOT NULL";
  auto given = initial(column);
  return given.empty() ? out : out + " DEFAULT " + given;
}

std::string Printer::primary_key(const PrimaryKey& key) const {
  return fmt::format("CONSTRAINT {} PRIMARY KEY ({})", identifier(key.name), identifier_list(key.columns));
}

std::string Printer::create_table(const Table& table) const {
  std::vector<std::string> lines;
  for (const auto& one : table.columns) lines.push_back("    " + column(one));
  auto body = text::join(lines, ",\n");
  if (table.primary_key) body += (body.empty() ? "    " : ",\n\n    ") + primary_key(*table.primary_key);
  return fmt::format("CREATE TABLE {} (\n{}\n);", name(table), body);
}

std::string Printer::create_index(const Table& table, const Index& index) const {
  std::vector<std::string> columns;
  for (const auto& one : index.columns) {
    auto part = identifier(one.name);
    if (!one.operator_class.empty()) part += " " + one.operator_class;
    if (one.descending) part += " DESC";
    columns.push_back(std::move(part));
  }
  auto method = index.method == "btree" ? "" : " USING " + upper(index.method) + " ";
  return fmt::format("CREATE {}INDEX {} ON {}{}({});", index.unique ? "UNIQUE " : "", identifier(index.name),
                     name(table), method, text::join(columns, ", "));
}

std::string Printer::add_foreign_key(const Table& table, const ForeignKey& key) const {
  return fmt::format("ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {}({}) ON DELETE {} ON UPDATE {};",
                     name(table), identifier(key.name), identifier_list(key.columns),
                     qualified(key.to_schema, key.to_table, default_schema_), identifier_list(key.to_columns),
                     key.on_delete, key.on_update);
}

std::string Printer::drop_constraint(const Table& table, const std::string& constraint) const {
  return fmt::format("ALTER TABLE {} DROP CONSTRAINT {};", name(table), identifier(constraint));
}
std::string Printer::rename_constraint(const Table& table, const std::string& from, const std::string& to) const {
  return fmt::format("ALTER TABLE {} RENAME CONSTRAINT {} TO {};", name(table), identifier(from), identifier(to));
}
std::string Printer::drop_index(const Table& table, const std::string& index) const {
  return fmt::format("DROP INDEX {};", qualified(table.schema, index, default_schema_));
}

}  // namespace tributary::catalog
