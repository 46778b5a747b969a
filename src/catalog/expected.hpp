#pragma once
// What Prisma would build from a schema.prisma, and what it would read of a database: both as what its diff compares.
#include <string>
#include <vector>

#include "catalog/described.hpp"
#include "catalog/expected_schema.hpp"
#include "tributary/catalog.hpp"

namespace tributary::catalog {

struct ExpectOptions {
  int prisma_major = 7;                   ///< before 6 a many-to-many table has a unique index in place of a key
  std::string default_schema = "public";  ///< of models without @@schema: the `?schema=` of the database's URL
};

/// After sql-schema-connector's sql_schema_calculator. Never throws: what cannot be read is said in `opaque`.
Described expected_structure(const std::vector<SchemaText>& files, const ExpectOptions& options);

/// What Prisma's describer sees of a structure that was read from a server, in these schemas alone: no index over an
/// expression (Prisma 6: no partial one), no exclusion constraint, no partition, no table of PostGIS; a domain is the
/// type it is made of.
Described found_structure(const Catalog& catalog, const std::vector<std::string>& schemas,
                          const ExpectOptions& options);

}  // namespace tributary::catalog
