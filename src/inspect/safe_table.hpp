#pragma once
// What may be read without running what another user of the database wrote. A view, a policy, an index over a
// function, a type with functions of its own: each is code of whoever made it, and it would run with our rights.
#include "inspect/connection.hpp"

namespace tributary::inspect {

/// The oid of a relation by its exact names, "" where there is none.
std::string oid_of(ReadConnection& connection, const std::string& schema, const std::string& table);

/// "" where a relation is a table that can be read as it is; else what it is: "a view", …
std::string why_not_read(ReadConnection& connection, const std::string& oid);

/// The first of these columns whose type brings functions of its own, as "column (type)"; "" where all are plain.
/// `compared`: with pg_catalog's own =, which knows pg_catalog's types and enums; else a superuser's type will do, too.
std::string column_of_own_type(ReadConnection& connection, const std::string& oid,
                               const std::vector<std::string>& columns, bool compared);

}  // namespace tributary::inspect
