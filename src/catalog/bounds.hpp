#pragma once
#include "tributary/change.hpp"

namespace tributary {

/// Two partitions of one table that cannot both be: as far as constants tell.
bool overlap(const PartitionBound& bound, const PartitionBound& other);

}  // namespace tributary
