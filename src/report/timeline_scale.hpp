#pragma once
// Where a timeline's marks stand on a drawing: long silences are shortened, and no two marks of a lane overlap.
#include <string>
#include <vector>

#include "tributary/timeline.hpp"

namespace tributary {

struct DayTick {
  double x = 0;
  std::string text;  ///< "2025-10-16"
};

struct TimelineScale {
  double left = 0, right = 0;                          ///< of the drawn axis
  std::vector<std::vector<double>> marks;              ///< x by lane and mark
  std::vector<DayTick> days;                           ///< of the stamps
  std::vector<std::vector<std::vector<double>>> rows;  ///< x by lane, mark and row, on the axis of times applied
  std::vector<DayTick> applied_days;
};

/// `left`: where the axis begins. Rows of databases from `databases` on are not placed.
TimelineScale scale_of(const Timeline& timeline, double left, std::size_t databases);

}  // namespace tributary
