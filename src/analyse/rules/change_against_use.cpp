// PostgreSQL refuses to change the type of a column that a view, rule, policy or generated column reads (0A000); a
// check, foreign key or index is built again and may not fit the new type (42804, 42883). NOT NULL and UNIQUE fail on
// rows that the other source fills (23502, 23505), and two data steps over one column give what the last one wrote.
#include "analyse/rules.hpp"
#include "analyse/sql_hits.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  return clash_hits(
      analysis, {Clash::Kind::change_use},
      "Which of the two runs first decides whether the second works and what the rows hold.",
      "Put both into one source in the order that works, or merge in the order of `tributary plan` and rehearse it.");
}

}  // namespace

namespace rule {
extern const Rule change_against_use = {"change-against-use",
                                        Severity::error,
                                        Needs::sql,
                                        Group::sql,
                                        {Topic::company},
                                        "One source changes a column or its rows while another one builds on it",
                                        look};
}
}  // namespace tributary
