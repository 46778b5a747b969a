#pragma once
// The statement that takes an object away.
#include <string>

#include "tributary/change.hpp"

namespace tributary::sql {

/// With IF EXISTS, names in quotes, ending in ";". `within` is what a part is a part of: the attribute of a composite
/// type and the constraint of a domain go with other statements than those of a table. "" = nothing that one statement
/// drops by its name.
std::string drop_sql(const ObjectName& object, ObjectKind within = ObjectKind::table);

}  // namespace tributary::sql
