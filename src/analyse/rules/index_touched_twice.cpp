// Names of indexes are unique in a schema, names of constraints on a table; PostgreSQL cuts both at 63 bytes. The
// second CREATE fails with 42P07 or 42710, the second DROP with 42704.
#include "analyse/rules.hpp"
#include "analyse/sql_hits.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  return clash_hits(
      analysis, {Clash::Kind::index_twice}, "The second to run fails: the name is taken, or what it drops is gone.",
      "Keep one of the two statements, or give one index another name (@@index(map: …) in schema.prisma).");
}

}  // namespace

namespace rule {
extern const Rule index_touched_twice = {"index-touched-twice",
                                         Severity::error,
                                         Needs::sql,
                                         Group::sql,
                                         {Topic::company},
                                         "Two sources create or drop an index or constraint of one name",
                                         look};
}
}  // namespace tributary
