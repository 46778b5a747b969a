#pragma once
// Ids of databases: readable, unique within one answer, without secrets.
#include <string>
#include <vector>

namespace tributary::inspect {

struct IdParts {
  std::string database, host, schema, user;  ///< empty database: `host` is the whole id (another provider's URL)
  int port = 5432;
};

/// "americano"; where two share that name "americano@host:5432", then with "/user"; "#schema" where it is not public.
std::vector<std::string> ids_of(const std::vector<IdParts>& databases);

}  // namespace tributary::inspect
