#pragma once
// The PostgreSQL types that Prisma knows, under their three names: `@db.X`, in its SQL, and as the server prints them.
#include <optional>
#include <string>
#include <vector>

#include "catalog/described.hpp"

namespace tributary::catalog {

/// What `String`, `Int`… are without a `@db.` attribute; nullopt: no scalar type of Prisma's.
std::optional<Type> scalar_type(const std::string& name);
/// Of `@db.VarChar(20)`: name "VarChar", arguments {20}; nullopt: Prisma's PostgreSQL connector has no such type.
std::optional<Type> native_type(const std::string& name, std::vector<int> arguments);
/// What format_type() prints, [] included: "timestamp(3) without time zone", "character varying(20)[]". Family
/// `unsupported` where Prisma knows no such type.
Type printed_type(const std::string& printed);

/// As Prisma writes it in SQL: VARCHAR(20), TIMESTAMP(3), "Role"[]. A sequence fills `serial` columns.
std::string type_sql(const Type& type, bool serial, const std::string& default_schema);

/// How Prisma would get a column from one type to the other.
enum class Cast { none, alter, recreate };
Cast cast_between(const Type& from, const Type& to);

}  // namespace tributary::catalog
