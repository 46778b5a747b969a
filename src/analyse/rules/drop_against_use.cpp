// If the drop runs first, the other source's statement fails with 42P01, 42703 or 42704; if it runs last, it fails with
// 2BP01 (other objects depend on it) or takes what was just built with it.
#include "analyse/rules.hpp"
#include "analyse/sql_hits.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  return clash_hits(
      analysis, {Clash::Kind::drop_use},
      "Dropped first, the other migration fails; dropped last, the drop fails or takes what the other built with it.",
      "Take the drop out until nothing uses the object, or move the other source away from it first.");
}

}  // namespace

namespace rule {
extern const Rule drop_against_use = {"drop-against-use",
                                      Severity::error,
                                      Needs::sql,
                                      Group::sql,
                                      {Topic::company},
                                      "One source drops what another one uses",
                                      look};
}
}  // namespace tributary
