// Whoever runs second fails with 42P07, 42710 or 42723 (already exists). IF NOT EXISTS hides it: the second definition
// is skipped without a word and the database has the first one's columns. Two partitions with overlapping bounds are
// as little there beside each other (42P17).
#include "analyse/rules.hpp"
#include "analyse/sql_hits.hpp"

namespace tributary {
namespace {

ClashAdvice advice(const Clash& clash) {
  if (clash.mine.bound)
    return {"Some rows would belong into both partitions, so the second to run fails (42P17).",
            "Set their bounds apart, or keep one of the two; then merge in the order of `tributary plan`."};
  return {
      "The second to run fails because the object is there already; with IF NOT EXISTS its definition is skipped "
      "without a word.",
      "Keep one of the two and let the other source build on it, or give one another name; then merge in the order "
      "of `tributary plan`."};
}

std::vector<Hit> look(const Analysis& analysis) {
  return clash_hits(analysis, {Clash::Kind::created_twice}, advice);
}

}  // namespace

namespace rule {
extern const Rule object_created_twice = {"object-created-twice",
                                          Severity::error,
                                          Needs::sql,
                                          Group::sql,
                                          {Topic::company},
                                          "Two sources create an object of one name",
                                          look};
}
}  // namespace tributary
