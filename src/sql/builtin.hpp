#pragma once
// What every server has in pg_catalog, which is searched before any other schema: such a name needs nobody's migration.
#include <string_view>

namespace tributary::sql {

bool is_builtin_function(std::string_view name);
bool is_builtin_type(std::string_view name);
bool is_builtin_relation(std::string_view name);  ///< pg_class, pg_enum…

}  // namespace tributary::sql
