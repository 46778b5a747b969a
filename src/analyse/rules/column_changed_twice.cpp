// ALTER COLUMN does not say what was there before: whoever runs last wins, and the schema of the other source is no
// longer what the database has.
#include "analyse/rules.hpp"
#include "analyse/sql_hits.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  return clash_hits(analysis, {Clash::Kind::column_changed},
                    "Whoever runs last wins: what the database has depends on the merge order.",
                    "Agree on one type, default and nullability, and write it in one of the two migrations.");
}

}  // namespace

namespace rule {
extern const Rule column_changed_twice = {"column-changed-twice",
                                          Severity::error,
                                          Needs::sql,
                                          Group::sql,
                                          {Topic::company},
                                          "Two sources change the same column in different ways",
                                          look};
}
}  // namespace tributary
