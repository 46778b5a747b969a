#include "catalog/diff_sql.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "catalog/diff_print.hpp"
#include "catalog/expected_defaults.hpp"
#include "catalog/expected_types.hpp"

namespace tributary::catalog {
namespace {

// The order in which Prisma puts its steps, which is one in which they run.
enum class Rank {
  schemas,
  extensions,
  create_enum,
  alter_enum,
  drop_foreign_key,
  drop_index,
  alter_table,
  drop_table,
  drop_enum,
  create_table,
  rename,
  create_index,
  add_foreign_key
};

bool same_columns(const Index& have, const Index& want) {
  if (have.columns.size() != want.columns.size()) return false;
  for (std::size_t i = 0; i < have.columns.size(); ++i) {
    const auto &a = have.columns[i], &b = want.columns[i];
    if (a.name != b.name || a.descending != b.descending) return false;
    if (a.operator_class != b.operator_class) return false;
  }
  return true;
}

bool same_index(const Index& have, const Index& want) {
  return have.unique == want.unique && have.method == want.method && same_columns(have, want);
}

bool same_key(const ForeignKey& have, const ForeignKey& want) {
  return have.to_table == want.to_table && have.columns == want.columns && have.to_columns == want.to_columns &&
         have.on_delete == want.on_delete && have.on_update == want.on_update;
}

std::vector<std::string> names_of(const std::vector<IndexColumn>& columns) {
  std::vector<std::string> out;
  for (const auto& column : columns) out.push_back(column.name);
  return out;
}

std::string default_text(const Column& column, const std::string& schema) {
  if (column.autoincrement) return "a sequence";
  if (column.initial.kind == Default::Kind::sequence) return "a sequence";
  auto sql = default_sql(column.initial, column.type, schema);
  return sql.empty() ? "no default" : "default " + sql;
}

// Prisma leaves names of foreign keys alone in what looks like its own many-to-many tables.
bool is_join_table(const Table& table) {
  return table.columns.size() == 2 && table.column("A") && table.column("B");
}

class Differ {
 public:
  Differ(const Described& expected, const Described& found, const std::string& default_schema)
      : expected_(expected), found_(found), default_schema_(default_schema), print_(default_schema) {}

  SchemaDiff run() {
    schemas_and_extensions();
    enums();
    for (const auto& table : expected_.tables) {
      const auto* have = found_.table(table.schema, table.name);
      have ? both(*have, table) : create(table);
    }
    for (const auto& table : found_.tables)
      if (!expected_.table(table.schema, table.name)) drop(table);
    SchemaDiff out{std::move(gaps_), {}};
    for (auto& [rank, statements] : steps_)
      for (auto& statement : statements) out.statements.push_back(std::move(statement));
    return out;
  }

 private:
  void step(Rank rank, std::string sql) { steps_[rank].push_back(std::move(sql)); }

  void gap(Gap::Kind kind, ObjectName object, const Declared& declared, std::string detail = "",
           std::vector<std::string> columns = {}) {
    gaps_.push_back({kind, std::move(object), "", std::move(columns), std::move(detail), declared,
                     declared.model.empty() ? model_ : declared.model});
  }

  void schemas_and_extensions() {
    for (const auto& schema : expected_.schemas)
      if (schema != default_schema_ && std::count(found_.schemas.begin(), found_.schemas.end(), schema) == 0) {
        gap(Gap::Kind::missing, {ObjectKind::schema, "", schema, "", ""}, {});
        step(Rank::schemas, "CREATE SCHEMA IF NOT EXISTS " + identifier(schema) + ";");
      }
    for (const auto& name : expected_.extensions)
      if (std::count(found_.extensions.begin(), found_.extensions.end(), name) == 0) {
        gap(Gap::Kind::missing, {ObjectKind::extension, "", name, "", ""}, {});
        step(Rank::extensions, "CREATE EXTENSION IF NOT EXISTS " + identifier(name) + ";");
      }
  }

  // enums

  void enums() {
    for (const auto& want : expected_.enums) {
      const auto* have = found_.enumeration(want.schema, want.name);
      if (have) {
        values(*have, want);
        continue;
      }
      gap(Gap::Kind::missing, {ObjectKind::enum_type, want.schema, want.name, "", ""}, want.declared);
      step(Rank::create_enum, print_.create_enum(want));
    }
    for (const auto& have : found_.enums) {
      if (expected_.enumeration(have.schema, have.name)) continue;
      gap(Gap::Kind::extra, {ObjectKind::enum_type, have.schema, have.name, "", ""}, {});
      step(Rank::drop_enum, "DROP TYPE " + print_.name(have) + ";");
    }
  }

  void values(const Enum& have, const Enum& want) {
    auto lacks = [](const Enum& one, const std::string& value) {
      return std::count(one.values.begin(), one.values.end(), value) == 0;
    };
    bool dropped = false;
    for (const auto& value : have.values)
      if (lacks(want, value)) {
        gap(Gap::Kind::extra, {ObjectKind::enum_value, want.schema, want.name, value, ""}, want.declared);
        dropped = true;
      }
    for (const auto& value : want.values)
      if (lacks(have, value)) {
        gap(Gap::Kind::missing, {ObjectKind::enum_value, want.schema, want.name, value, ""}, want.declared);
        if (!dropped)
          step(Rank::alter_enum,
               fmt::format("ALTER TYPE {} ADD VALUE '{}';", print_.name(want), text::replace_all(value, "'", "''")));
      }
    if (dropped) make_enum_anew(have, want);
  }

  // PostgreSQL drops no value of an enum: a new type takes the old one's place.
  void make_enum_anew(const Enum& have, const Enum& want) {
    auto fresh = qualified(want.schema, want.name + "_new", default_schema_);
    std::string sql = "BEGIN;\n" + print_.create_enum(want, "_new"), after;
    for (const auto& table : found_.tables)
      for (const auto& column : table.columns) {
        if (column.type.family != Family::enumeration || column.type.name != have.name) continue;
        const auto* wanted_table = expected_.table(table.schema, table.name);
        const auto* wanted = wanted_table ? wanted_table->column(column.name) : nullptr;
        if (!wanted || !(wanted->type == column.type)) continue;
        auto alter = fmt::format("ALTER TABLE {} ALTER COLUMN {} ", print_.name(table), identifier(column.name));
        auto list = column.type.list ? "[]" : "";
        bool has_default = column.initial.kind != Default::Kind::none;
        if (has_default) sql += "\n" + alter + "DROP DEFAULT;";
        sql += fmt::format("\n{}TYPE {}{} USING ({}::text{}::{}{});", alter, fresh, list, identifier(column.name), list,
                           fresh, list);
        if (has_default && wanted->initial.kind != Default::Kind::none)
          after += "\n" + alter + "SET DEFAULT " + print_.initial(*wanted) + ";";
      }
    sql += fmt::format("\nALTER TYPE {} RENAME TO {};", print_.name(have), identifier(have.name + "_old"));
    sql += fmt::format("\nALTER TYPE {} RENAME TO {};", fresh, identifier(want.name));
    sql += fmt::format("\nDROP TYPE {};", qualified(have.schema, have.name + "_old", default_schema_));
    step(Rank::alter_enum, sql + after + "\nCOMMIT;");
  }

  // tables

  void create(const Table& table) {
    gap(Gap::Kind::missing, {ObjectKind::table, table.schema, table.name, "", ""}, table.declared);
    step(Rank::create_table, print_.create_table(table));
    for (const auto& index : table.indexes) step(Rank::create_index, print_.create_index(table, index));
    for (const auto& key : table.foreign_keys) step(Rank::add_foreign_key, print_.add_foreign_key(table, key));
  }

  void drop(const Table& table) {
    gap(Gap::Kind::extra, {ObjectKind::table, table.schema, table.name, "", ""}, {});
    for (const auto& key : table.foreign_keys) step(Rank::drop_foreign_key, print_.drop_constraint(table, key.name));
    step(Rank::drop_table, "DROP TABLE " + print_.name(table) + ";");
  }

  void both(const Table& have, const Table& want) {
    model_ = want.declared.model;
    clauses_.clear(), recreated_.clear(), retyped_.clear(), before_.clear(), after_.clear();
    columns(have, want);
    primary_key(have, want);
    if (!clauses_.empty()) {
      for (auto& statement : before_) step(Rank::alter_table, std::move(statement));
      step(Rank::alter_table, "ALTER TABLE " + print_.name(want) + " " + text::join(clauses_, ",\n") + ";");
      for (auto& statement : after_) step(Rank::alter_table, std::move(statement));
    }
    indexes(have, want);
    foreign_keys(have, want);
    model_.clear();
  }

  static ObjectName column_name(const Table& table, const Column& column) {
    return {ObjectKind::column, table.schema, table.name, column.name, ""};
  }

  void columns(const Table& have, const Table& want) {
    for (const auto& column : have.columns) {
      if (want.column(column.name)) continue;
      gap(Gap::Kind::extra, column_name(have, column), {});
      clauses_.push_back("DROP COLUMN " + identifier(column.name));
    }
    for (const auto& column : want.columns) {
      const auto* there = have.column(column.name);
      if (there) {
        change(*there, column, want);
        continue;
      }
      gap(Gap::Kind::missing, column_name(want, column), column.declared);
      clauses_.push_back("ADD COLUMN     " + print_.column(column));
    }
  }

  void change(const Column& have, const Column& want, const Table& table) {
    auto cast = cast_between(have.type, want.type);
    bool arity = have.nullable != want.nullable || have.type.list != want.type.list;
    bool initial = !same_default(have.initial, have.type, want.initial, want.type);
    bool sequence = have.autoincrement != want.autoincrement;
    if (cast == Cast::none && !arity && !initial && !sequence) return;
    std::vector<std::string> details;
    if (cast != Cast::none || have.type.list != want.type.list)
      details.push_back(lower_type(have) + ", declared as " + lower_type(want));
    if (have.nullable != want.nullable)
      details.push_back(have.nullable ? "may be null, declared as required" : "never null, declared as optional");
    if (initial || sequence)
      details.push_back(default_text(have, default_schema_) + ", declared with " + default_text(want, default_schema_));
    gap(Gap::Kind::different, column_name(table, want), want.declared, text::join(details, "; "));
    if (cast != Cast::none) retyped_.insert(want.name);
    if (cast == Cast::recreate) {
      recreated_.insert(want.name);
      clauses_.push_back("DROP COLUMN " + identifier(want.name));
      clauses_.push_back("ADD COLUMN     " + print_.column(want));
      return;
    }
    alter(have, want, table, {cast == Cast::alter, arity, initial, sequence});
  }

  // To a type that Prisma does not know PostgreSQL seldom casts by itself.
  std::string type_with_cast(const Column& want) const {
    auto type = type_sql(want.type, false, default_schema_);
    if (want.type.family != Family::unsupported) return type;
    return fmt::format("{} USING {}::{}", type, identifier(want.name), type);
  }

  static std::string lower_type(const Column& column) {
    if (column.type.family == Family::unsupported || column.type.family == Family::enumeration)
      return type_sql(column.type, false, column.type.schema);
    return text::lower(type_sql(column.type, false, ""));
  }

  struct Changed {
    bool type, arity, initial, sequence;
  };

  void alter(const Column& have, const Column& want, const Table& table, const Changed& changed) {
    auto prefix = "ALTER COLUMN " + identifier(want.name);
    if (changed.sequence && want.autoincrement) {
      auto sequence = qualified(table.schema, table.name + "_" + want.name + "_seq", default_schema_);
      before_.push_back("CREATE SEQUENCE " + sequence + ";");
      clauses_.push_back(prefix + " SET DEFAULT nextval('" + text::replace_all(sequence, "'", "''") + "')");
      after_.push_back(
          fmt::format("ALTER SEQUENCE {} OWNED BY {}.{};", sequence, print_.name(table), identifier(want.name)));
    }
    bool drop_first = changed.initial || (changed.sequence && !want.autoincrement);
    auto given = print_.initial(want);
    if (drop_first && given.empty() && !want.autoincrement)
      clauses_.push_back(prefix + (have.identity    ? " DROP IDENTITY"
                                   : have.generated ? " DROP EXPRESSION"
                                                    : " DROP DEFAULT"));
    if (changed.arity && !want.type.list)
      clauses_.push_back(prefix + (want.nullable || have.type.list ? " DROP NOT NULL" : " SET NOT NULL"));
    if (changed.type) clauses_.push_back(prefix + " SET DATA TYPE " + type_with_cast(want));
    if (changed.initial && !given.empty()) clauses_.push_back(prefix + " SET DEFAULT " + given);
  }

  // keys and indexes

  bool any(const std::set<std::string>& set, const std::vector<std::string>& names) const {
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return set.count(name) > 0; });
  }

  void primary_key(const Table& have, const Table& want) {
    const auto &old = have.primary_key, &wanted = want.primary_key;
    auto name = [&](const PrimaryKey& key) {
      return ObjectName{ObjectKind::constraint, want.schema, want.name, key.name, ""};
    };
    bool same = old && wanted && old->columns == wanted->columns;
    if (old && !same) gap(Gap::Kind::extra, name(*old), want.declared, "primary key", old->columns);
    if (wanted && !same) gap(Gap::Kind::missing, name(*wanted), wanted->declared, "primary key", wanted->columns);
    bool anew = !same || any(retyped_, old->columns);
    if (old && anew) clauses_.insert(clauses_.begin(), "DROP CONSTRAINT " + identifier(old->name));
    if (wanted && anew) clauses_.push_back("ADD " + print_.primary_key(*wanted));
    if (!same || old->name == wanted->name) return;
    gap(Gap::Kind::different, name(*wanted), wanted->declared, "primary key named " + old->name, wanted->columns);
    if (!anew) step(Rank::rename, print_.rename_constraint(want, old->name, wanted->name));
  }

  void index_gap(Gap::Kind kind, const Table& table, const Index& index, const std::string& found_as = "") {
    std::string detail = index.unique ? "unique" : "";
    if (!found_as.empty()) detail += (detail.empty() ? "named " : " named ") + found_as;
    gap(kind, {ObjectKind::index, table.schema, index.name, "", ""}, index.declared, detail, names_of(index.columns));
    gaps_.back().table = table.name;
  }

  void indexes(const Table& have, const Table& want) {
    for (const auto& index : have.indexes) {
      if (index.partial || find_index(want, index, false)) continue;
      index_gap(Gap::Kind::extra, have, index);
      step(Rank::drop_index,
           index.constraint ? print_.drop_constraint(have, index.name) : print_.drop_index(have, index.name));
    }
    for (const auto& index : want.indexes) {
      const auto* old = find_index(have, index, true);
      if (!old) index_gap(Gap::Kind::missing, want, index);
      if (!old || any(recreated_, names_of(index.columns))) step(Rank::create_index, print_.create_index(want, index));
    }
    rename_indexes(have, want);
  }

  static const Index* find_index(const Table& table, const Index& index, bool table_is_found) {
    for (const auto& other : table.indexes)
      if (table_is_found ? same_index(other, index) : same_index(index, other)) return &other;
    return nullptr;
  }

  // Where several indexes are alike Prisma does not try to say which of them was renamed.
  void rename_indexes(const Table& have, const Table& want) {
    for (const auto& index : have.indexes) {
      auto alike = std::count_if(have.indexes.begin(), have.indexes.end(), [&](const Index& other) {
        return other.unique == index.unique && names_of(other.columns) == names_of(index.columns);
      });
      const auto* wanted = alike == 1 ? find_index(want, index, false) : nullptr;
      if (!wanted || wanted->name == index.name) continue;
      index_gap(Gap::Kind::different, want, *wanted, index.name);
      if (any(recreated_, names_of(index.columns))) continue;  // it is made anew, under its new name
      step(Rank::rename, fmt::format("ALTER INDEX {} RENAME TO {};",
                                     qualified(have.schema, index.name, default_schema_), identifier(wanted->name)));
    }
  }

  void foreign_keys(const Table& have, const Table& want) {
    auto name = [&](const ForeignKey& key) {
      return ObjectName{ObjectKind::constraint, want.schema, want.name, key.name, ""};
    };
    std::set<const ForeignKey*> paired;
    for (const auto& key : have.foreign_keys) {
      bool known = false;
      const auto* wanted = find_key(want, key, paired, known);
      bool retyped = any(retyped_, key.columns);
      if (!wanted && known) continue;  // a second one that is alike
      if (!wanted) gap(Gap::Kind::extra, name(key), {}, "foreign key", key.columns);
      if (!wanted || retyped) step(Rank::drop_foreign_key, print_.drop_constraint(have, key.name));
      if (!wanted) continue;
      paired.insert(wanted);
      bool renamed = wanted->name != key.name && !(is_join_table(have) && is_join_table(want));
      if (renamed)
        gap(Gap::Kind::different, name(*wanted), wanted->declared, "foreign key named " + key.name, key.columns);
      if (retyped)
        step(Rank::add_foreign_key, print_.add_foreign_key(want, *wanted));
      else if (renamed)
        step(Rank::rename, print_.rename_constraint(want, key.name, wanted->name));
    }
    for (const auto& key : want.foreign_keys) {
      bool there = std::any_of(have.foreign_keys.begin(), have.foreign_keys.end(),
                               [&](const ForeignKey& other) { return same_key(other, key); });
      if (there) continue;
      gap(Gap::Kind::missing, name(key), key.declared, "foreign key", key.columns);
      step(Rank::add_foreign_key, print_.add_foreign_key(want, key));
    }
  }

  static const ForeignKey* find_key(const Table& table, const ForeignKey& key, const std::set<const ForeignKey*>& taken,
                                    bool& known) {
    for (const auto& other : table.foreign_keys) {
      bool same = same_key(key, other);
      known = known || same;
      if (same && !taken.count(&other)) return &other;
    }
    return nullptr;
  }

  const Described &expected_, &found_;
  const std::string& default_schema_;
  Printer print_;
  std::vector<Gap> gaps_;
  std::map<Rank, std::vector<std::string>> steps_;
  std::string model_;  // of the table at hand
  std::vector<std::string> clauses_, before_, after_;
  std::set<std::string> recreated_, retyped_;
};

}  // namespace

SchemaDiff schema_against_structure(const Described& expected, const Described& found,
                                    const std::string& default_schema) {
  return Differ(expected, found, default_schema).run();
}

}  // namespace tributary::catalog
