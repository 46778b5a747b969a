#include "tributary/checklist.hpp"

#include <algorithm>

namespace tributary {

std::size_t Checklist::count(ItemState state) const {
  return static_cast<std::size_t>(
      std::count_if(items.begin(), items.end(), [&](const ChecklistItem& item) { return item.state == state; }));
}

const char* item_state_name(ItemState state) {
  switch (state) {
    case ItemState::done:
      return "done";
    case ItemState::fails:
      return "fails";
    case ItemState::needs_person:
      return "needs-person";
    case ItemState::not_checked:
      return "not-checked";
  }
  return "not-checked";
}

}  // namespace tributary
