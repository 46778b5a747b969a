#pragma once
// PostgreSQL's own casts between its types, as pg_cast lists them: those that an assignment, and so ALTER COLUMN … TYPE
// without a USING, takes.
#include <string>

#include "analyse/type_change.hpp"

namespace tributary {

bool is_builtin(const std::string& base);  ///< a type's name as format_type() prints it, without numbers and []
/// Text, varchar, char, name: whatever there is becomes one of them by assignment.
bool is_string(const std::string& base);
/// Between two builtin types of different names; must_fail: there is none.
TypeChange assignment_cast(const std::string& from, const std::string& to);

}  // namespace tributary
