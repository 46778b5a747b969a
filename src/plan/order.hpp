#pragma once
#include <cstddef>
#include <utility>
#include <vector>

namespace tributary::plan {

/// `later` must not come before `earlier`.
struct Constraint {
  std::size_t later = 0, earlier = 0;
  bool operator==(const Constraint&) const = default;
};

/// The first order of 0..count-1 in numeric order that respects the constraints: what needs each other in a circle
/// forms one group, placed by its lowest member, its members in numeric order. Constraints that leave the range are
/// ignored.
std::vector<std::vector<std::size_t>> first_order(std::size_t count, const std::vector<Constraint>& constraints);

}  // namespace tributary::plan
