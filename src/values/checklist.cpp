#include "tributary/checklist.hpp"

#include <algorithm>

namespace tributary {

std::size_t Checklist::count(ItemState state) const {
  return static_cast<std::size_t>(
      std::count_if(items.begin(), items.end(), [&](const ChecklistItem& item) { return item.state == state; }));
}

}  // namespace tributary
