#pragma once
// The columns that a schema's models stand for, as PostgreSQL would have them.
#include <string>
#include <string_view>
#include <vector>

namespace tributary::psl {

struct Column {
  std::string table;         ///< as stored, with the schema of @@schema in front: "auth.users", "users"
  std::string name;          ///< as stored
  std::string type;          ///< "VarChar(20)", "Timestamp(3)", "enum Role": the native type, Prisma's default said too
  bool optional = false;     ///< may be NULL
  bool list = false;         ///< an array
  std::string model, field;  ///< where it stands
  int file = 0, line = 0;    ///< index of the text; 1-based line of the field
  bool operator==(const Column&) const = default;
};

/// Of all models of the texts of one schema, views left out: their columns follow from others. Relation fields and
/// Unsupported types are no columns here. The native types of scalars are those of Prisma's PostgreSQL connector.
std::vector<Column> columns_of(const std::vector<std::string_view>& texts);

}  // namespace tributary::psl
