// The second ADD VALUE fails with 42710. Two different values put at the same place work in either order, but sort as
// they were added, and ORDER BY and < follow that: databases that deployed in another order differ for good.
#include "analyse/rules.hpp"
#include "analyse/sql_hits.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  return clash_hits(analysis, {Clash::Kind::enum_value_twice, Clash::Kind::enum_order},
                    "The same value twice fails with 42710; different values at one place sort in the order in which "
                    "they were deployed.",
                    "Add a value in one source only; say BEFORE or AFTER where the order counts.");
}

}  // namespace

namespace rule {
extern const Rule enum_value_added_twice = {
    "enum-value-added-twice",
    Severity::error,
    Needs::sql,
    "SQL",
    "Two sources add the same value to an enum, or two values whose order the merge order decides",
    look};
}
}  // namespace tributary
