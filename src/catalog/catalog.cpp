#include "tributary/catalog.hpp"

#include <algorithm>

namespace tributary {

const CatalogObject* Catalog::find(const ObjectName& name) const {
  auto at =
      std::lower_bound(objects.begin(), objects.end(), name,
                       [](const CatalogObject& object, const ObjectName& wanted) { return object.name < wanted; });
  return at != objects.end() && at->name == name ? &*at : nullptr;
}

}  // namespace tributary
