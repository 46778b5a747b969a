#pragma once
// A structure as a server describes it, written as the statements that would make it.
#include <functional>
#include <string>

#include "tributary/catalog.hpp"

namespace tributary::catalog {

/// The statements for those objects that `wanted` takes, in an order in which most of them run: enough to tell what
/// stands on what. Defaults, owners, grants and options are left out.
std::string structure_sql(const Catalog& structure, const std::function<bool(const ObjectName&)>& wanted);

}  // namespace tributary::catalog
