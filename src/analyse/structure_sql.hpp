#pragma once
// A database's structure as the script that would make it: so that one folding answers what stands on what, whether
// scripts or hands have made it.
#include <string>

#include "tributary/catalog.hpp"

namespace tributary {

/// In an order in which each statement finds what it needs. What the folding asks nothing about (aggregates, operators,
/// owners, comments…) is left out.
std::string structure_sql(const Catalog& structure);

}  // namespace tributary
