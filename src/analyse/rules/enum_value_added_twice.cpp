// The second ADD VALUE fails with 42710. Different values work in either order; where databases end up with them in
// another one, order-sensitive says so.
#include "analyse/rules.hpp"
#include "analyse/sql_hits.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  return clash_hits(analysis, {Clash::Kind::enum_value_twice}, "The same value twice fails with 42710.",
                    "Add a value in one source only.");
}

}  // namespace

namespace rule {
extern const Rule enum_value_added_twice = {"enum-value-added-twice",
                                            Severity::error,
                                            Needs::sql,
                                            Group::sql,
                                            {Topic::company},
                                            "Two sources add the same value to an enum",
                                            look};
}
}  // namespace tributary
