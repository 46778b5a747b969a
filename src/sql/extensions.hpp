#pragma once
// What common extensions bring: such names need no migration's CREATE, but a CREATE EXTENSION.
#include <string>
#include <string_view>

#include "tributary/change.hpp"

namespace tributary::sql {

/// The extension that a type, function or operator class of this name comes from; "" = none that we know. Names that
/// anybody might give a function of their own (sort, index, cube…) are left out.
std::string_view extension_that_brings(const ObjectName& object);

/// Whether all types and functions of the extension that scripts use are known here.
bool is_known_extension(std::string_view name);

}  // namespace tributary::sql
