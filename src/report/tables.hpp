#pragma once
#include <set>
#include <string>

#include "tributary/change.hpp"

namespace tributary {

/// The tables a change is at: its own, or those that its index is over; none of a type, a function or a view.
void add_tables(std::set<std::string>& tables, const Change& change);

}  // namespace tributary
