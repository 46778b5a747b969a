#pragma once
// A structure as a server describes it, read as if from the statements that would make it.
#include <functional>
#include <string>

#include "tributary/catalog.hpp"

namespace tributary::catalog {

/// What those objects that `wanted` takes would be made by, a view behind those that it reads: enough to tell what
/// stands on what. Defaults, owners, grants and options are left out.
ScriptChanges structure_changes(const Catalog& structure, const std::function<bool(const ObjectName&)>& wanted);

}  // namespace tributary::catalog
