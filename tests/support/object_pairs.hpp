#pragma once
// Statements over the kinds of objects that pairs.hpp leaves out: schemas, extensions, partitions, heirs, composite and
// range types, copies of tables, privileges over a schema, collations, and what replaces or sets them.
#include <string>
#include <vector>

namespace tributary::testing {

const std::string& object_base();  ///< wants the role `reader` to exist

struct ObjectStatement {
  const char *verb, *sql;
};
const std::vector<ObjectStatement>& object_statements();  ///< each runs on the base

}  // namespace tributary::testing
