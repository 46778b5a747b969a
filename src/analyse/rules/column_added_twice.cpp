// Whoever runs second fails with 42701 (column already exists). ADD COLUMN IF NOT EXISTS hides it: the first one's type
// and default stay, and the other source's code meets them.
#include "analyse/rules.hpp"
#include "analyse/sql_hits.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  return clash_hits(
      analysis, {Clash::Kind::column_twice},
      "The second to run fails with 42701; with IF NOT EXISTS its type and default are skipped without a word.",
      "Keep the column in the source that goes first and take it out of the other one's migration.");
}

}  // namespace

namespace rule {
extern const Rule column_added_twice = {"column-added-twice",
                                        Severity::error,
                                        Needs::sql,
                                        Group::sql,
                                        {Topic::company},
                                        "Two sources add the same column",
                                        look};
}
}  // namespace tributary
