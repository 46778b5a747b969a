#pragma once
// The schema that names without one mean, where a database's URL says which.
#include <string>

#include "tributary/change.hpp"

namespace tributary::sql {

/// Names of objects in this schema lose it: "app"."User" and "User" are one table where the URL says `?schema=app`.
/// Rules take a name without a schema for one in the default schema, whatever that is called.
ScriptChanges without_schema(ScriptChanges script, const std::string& schema);
ObjectName without_schema(ObjectName object, const std::string& schema);

}  // namespace tributary::sql
