#pragma once
// A structure as far as Prisma's `migrate diff` looks at it: tables, columns, keys, indexes, enums. What it does not
// look at (checks, triggers, views, functions, comments, predicates) has no place here, so that comparing two of these
// answers what Prisma would answer.
#include <optional>
#include <string>
#include <vector>

namespace tributary::catalog {

/// Where a schema.prisma declares it; of what a database has: empty.
struct Declared {
  std::string file, model, field;  ///< field "" = the model or enum as a whole, or a block attribute of it
  int line = 0;                    ///< 1-based
  bool operator==(const Declared&) const = default;
};

/// Prisma's families of column types: how it reads the default of such a column.
enum class Family { integer, real, boolean, text, uuid, date_time, json, bytes, enumeration, unsupported };

struct Type {
  Family family = Family::unsupported;
  std::string name;    ///< format_type() without modifier and []: "timestamp without time zone"; of an enum its own
  std::string schema;  ///< of an enum
  std::vector<int> modifier;  ///< length, or precision and scale; empty = not said
  std::string text;           ///< of an unsupported type as it is written; else ""
  bool list = false;
  bool operator==(const Type&) const = default;
};

struct Default {
  enum class Kind { none, now, sequence, generated, value, list };
  Kind kind = Kind::none;
  Family family = Family::text;  ///< of a value
  std::string text;              ///< of a value, decoded; of generated the expression, "" = whatever the database has
  std::vector<Default> items;    ///< of a list
  bool operator==(const Default&) const = default;
};

struct Column {
  std::string name;
  Type type;
  bool nullable = false;                     ///< never of a list: Prisma does not look there
  bool autoincrement = false;                ///< a sequence or IDENTITY fills it
  bool identity = false, generated = false;  ///< of a column found: how PostgreSQL calls what fills it
  Default initial;
  Declared declared;
  bool operator==(const Column&) const = default;
};

struct IndexColumn {
  std::string name;
  bool descending = false;
  std::string operator_class;  ///< "" = the default one of its type and method
  bool operator==(const IndexColumn&) const = default;
};

struct Index {
  std::string name;
  bool unique = false;
  std::string method = "btree";
  std::vector<IndexColumn> columns;
  Declared declared;
  bool partial = false;     ///< of one found: Prisma 7 takes it for what a schema declares, and never drops it
  bool constraint = false;  ///< of one found: it belongs to a UNIQUE constraint
  bool operator==(const Index&) const = default;
};

struct PrimaryKey {
  std::string name;
  std::vector<std::string> columns;
  Declared declared;
  bool operator==(const PrimaryKey&) const = default;
};

struct ForeignKey {
  std::string name;
  std::vector<std::string> columns;
  std::string to_schema, to_table;
  std::vector<std::string> to_columns;
  std::string on_delete = "NO ACTION", on_update = "NO ACTION";
  Declared declared;
  bool operator==(const ForeignKey&) const = default;
};

struct Table {
  std::string schema, name;
  std::vector<Column> columns;
  std::optional<PrimaryKey> primary_key;
  std::vector<Index> indexes;  ///< without the primary key's
  std::vector<ForeignKey> foreign_keys;
  Declared declared;
  bool operator==(const Table&) const = default;

  const Column* column(const std::string& column_name) const;  ///< null: none
};

struct Enum {
  std::string schema, name;
  std::vector<std::string> values;
  Declared declared;
  bool operator==(const Enum&) const = default;
};

struct Described {
  std::vector<std::string> schemas;     ///< that are looked at; nothing of another one is here
  std::vector<std::string> extensions;  ///< that schema.prisma asks for, or that a database has
  std::vector<Table> tables;
  std::vector<Enum> enums;
  std::vector<std::string> opaque;  ///< sentences: what could not be read, so that something may be missing here
  bool operator==(const Described&) const = default;

  const Table* table(const std::string& schema, const std::string& name) const;       ///< null: none
  const Enum* enumeration(const std::string& schema, const std::string& name) const;  ///< null: none
};

}  // namespace tributary::catalog
