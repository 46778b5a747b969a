#pragma once
// Definitions as PostgreSQL prints them with an empty search_path, read back: names, indexes, foreign keys.
#include <optional>
#include <string>
#include <vector>

#include "catalog/described.hpp"

namespace tributary::catalog {

struct QualifiedName {
  std::string schema, name;  ///< schema "" = not said
};
/// `public."User"`, `public.roles`
QualifiedName read_name(const std::string& text);

/// pg_get_indexdef(); nullopt: over an expression. As Prisma reads it: what INCLUDE adds counts as columns, and of a
/// btree the operator class is not looked at.
std::optional<Index> read_index(const std::string& definition);
/// The columns of `PRIMARY KEY (a, "B")`, `UNIQUE NULLS NOT DISTINCT (a) INCLUDE (b)`.
std::vector<std::string> read_columns(const std::string& definition);
/// Of pg_get_constraintdef(); without its name.
ForeignKey read_foreign_key(const std::string& definition);

}  // namespace tributary::catalog
