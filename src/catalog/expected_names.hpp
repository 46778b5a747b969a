#pragma once
// The names that Prisma gives to what a schema.prisma leaves unnamed (psl-core's ConstraintNames): made of names in the
// database, cut before the suffix so that the whole has at most 63 bytes.
#include <string>
#include <vector>

namespace tributary::catalog {

std::string primary_key_name(const std::string& table);
std::string unique_name(const std::string& table, const std::vector<std::string>& columns);
std::string index_name(const std::string& table, const std::vector<std::string>& columns);
std::string foreign_key_name(const std::string& table, const std::vector<std::string>& columns);

/// Of the table of an implicit many-to-many relation: "_AB_pkey", "_AB_unique", "_B_index", "_A_fkey", "_B_fkey".
std::string join_table_name(const std::string& relation);
std::string join_table_part(const std::string& table, const std::string& suffix);

}  // namespace tributary::catalog
