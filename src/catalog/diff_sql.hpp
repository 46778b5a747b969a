#pragma once
// What `prisma migrate diff --from-migrations … --to-schema` would find, and the SQL that would close the gaps.
#include <string>
#include <vector>

#include "catalog/described.hpp"
#include "tributary/change.hpp"

namespace tributary::catalog {

/// One thing on which a schema.prisma and a structure do not agree.
struct Gap {
  enum class Kind {
    missing,   ///< the schema declares it, the structure has it not
    extra,     ///< the structure has it, the schema does not declare it
    different  ///< both have it, and not alike
  };
  Kind kind = Kind::missing;
  ObjectName object;                 ///< table, column, index, constraint, enum_type, enum_value, schema or extension
  std::string table;                 ///< of an index: whose it is
  std::vector<std::string> columns;  ///< of an index or a key
  /// Of a difference: "integer, declared as text"; of a constraint "primary key" or "foreign key", of a unique index
  /// "unique"; after that the name it is found under, where only that differs: "named users_pk".
  std::string detail;
  Declared declared;  ///< empty: nothing in the schema speaks of it
  std::string model;  ///< whose table or enum it is; "" = of none
  bool operator==(const Gap&) const = default;
};

struct SchemaDiff {
  std::vector<Gap> gaps;                ///< enums first, then table by table
  std::vector<std::string> statements;  ///< each ends with a semicolon; in an order in which they run
  bool empty() const { return gaps.empty(); }
};

/// Expected against found. What Prisma does not compare is no gap: the order of columns and enum values, names of
/// equal defaults, NULLS FIRST, deferrability.
SchemaDiff schema_against_structure(const Described& expected, const Described& found,
                                    const std::string& default_schema);

std::string identifier(const std::string& name);  ///< "name"
/// "schema"."name"; the default schema is left out.
std::string qualified(const std::string& schema, const std::string& name, const std::string& default_schema);

}  // namespace tributary::catalog
