#pragma once
// Defaults of columns as Prisma reads them: out of a schema.prisma, and out of what a server prints.
#include <string>

#include "catalog/described.hpp"
#include "catalog/expected_expression.hpp"

namespace tributary::catalog {

/// `value` is what stands in @default(…); `scalar` the Prisma type of the field ("Int", "String"; of an enum "").
/// uuid(), cuid() and their like are made by the client: kind none.
Default declared_default(const Expression& value, const std::string& scalar);

/// From pg_get_expr(): what Prisma does not recognise as a literal of that type is an expression of the database's.
Default printed_default(const std::string& expression, const Type& type, const std::string& default_schema);

/// Whether Prisma takes what a database has for what a schema asks for. It does not compare dates and times.
bool same_default(const Default& have, const Type& have_type, const Default& want, const Type& want_type);

/// What stands after DEFAULT; "" = nothing to say.
std::string default_sql(const Default& wanted, const Type& type, const std::string& default_schema);

}  // namespace tributary::catalog
