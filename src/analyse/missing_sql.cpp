#include "analyse/missing_sql.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "catalog/diff_sql.hpp"

namespace tributary {
namespace {

using catalog::Described;

constexpr std::size_t longest_in_help = 400;  // characters that a person still reads in a terminal

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::count(names.begin(), names.end(), name) > 0;
}
bool any(const std::vector<std::string>& names, const std::vector<std::string>& of) {
  return std::any_of(of.begin(), of.end(), [&](const std::string& name) { return holds(names, name); });
}

// The same structure without these columns, and so without what leans on them.
void take_out_columns(catalog::Table& table, const std::vector<std::string>& names) {
  std::erase_if(table.columns, [&](const catalog::Column& column) { return holds(names, column.name); });
  std::erase_if(table.foreign_keys, [&](const catalog::ForeignKey& key) { return any(names, key.columns); });
  std::erase_if(table.indexes, [&](const catalog::Index& index) {
    return std::any_of(index.columns.begin(), index.columns.end(),
                       [&](const catalog::IndexColumn& column) { return holds(names, column.name); });
  });
  if (table.primary_key && any(names, table.primary_key->columns)) table.primary_key.reset();
}

Described without(const Unmade& unmade, Described structure) {
  auto is_it = [&](const auto& one) { return one.schema == unmade.object.schema && one.name == unmade.object.name; };
  if (unmade.object.kind == ObjectKind::enum_type) {
    if (unmade.whole) std::erase_if(structure.enums, is_it);
    for (auto& one : structure.enums)
      if (is_it(one)) std::erase_if(one.values, [&](const std::string& value) { return holds(unmade.names, value); });
    return structure;
  }
  if (unmade.whole) std::erase_if(structure.tables, is_it);
  for (auto& table : structure.tables)
    if (is_it(table)) take_out_columns(table, unmade.names);
  return structure;
}

}  // namespace

std::vector<std::string> missing_sql(const Unmade& unmade, const Described& expected) {
  return schema_against_structure(expected, without(unmade, expected), "public").statements;
}

namespace {

// Where the database has what no migration of this folder makes (a pushed column, rows of other folders, edited
// scripts), `migrate dev` demands to reset it before it writes anything. "" = it goes ahead.
std::string would_reset(const Analysis& analysis, const Spot& spot) {
  for (const auto& history : analysis.histories) {
    if (history.consumer != ProjectRef{spot.source->name, spot.project->path}) continue;
    if (history.state == LedgerState::unreachable || history.state == LedgerState::denied) continue;
    return history.database;  // it answered, and what it has beyond the folder is drift to Prisma
  }
  return {};
}

}  // namespace

std::string missing_migration_help(const Analysis& analysis, const std::vector<std::string>& statements,
                                   const catalog::Declared& declared, const Spot& spot) {
  auto sql = text::join(statements, "\n");
  std::string write = "`npx prisma migrate dev --create-only` writes the missing migration";
  if (auto database = would_reset(analysis, spot); !database.empty())
    write = fmt::format(
        "Write it by hand (`migrate dev` demands a reset of {} where that has it already): a new folder in {} with the "
        "SQL as migration.sql, then `npx prisma migrate resolve --applied FOLDER` where the database has it, else `npx "
        "prisma migrate deploy`",
        database, spot.project->migrations_dir);
  if (sql.size() <= longest_in_help) return fmt::format("{}; it needs:\n{}", write, sql);
  auto to = spot.project->prisma.major >= 7 ? "--to-schema" : "--to-schema-datamodel";
  return fmt::format("{}; `npx prisma migrate diff --from-migrations {} {} {} --script` prints it", write,
                     spot.project->migrations_dir, to, declared.file);
}

std::string missing_migration_help(const Analysis& analysis, const Unmade& unmade, const Described& expected,
                                   const Spot& spot) {
  return missing_migration_help(analysis, missing_sql(unmade, expected), unmade.declared, spot);
}

}  // namespace tributary
