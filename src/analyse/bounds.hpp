#pragma once
#include "tributary/change.hpp"

namespace tributary {

/// "" = the change makes no partition.
std::string bound_of(const Change& change);
/// Two partitions of one table that cannot both be: as far as constants tell.
bool overlap(const std::string& bound, const std::string& other);

}  // namespace tributary
