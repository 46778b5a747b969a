// A statement that names the old name fails with 42P01 or 42703 once the rename has run. In the other order it works,
// and an empty database, which runs migrations by name, may take either order.
#include "analyse/rules.hpp"
#include "analyse/sql_hits.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  return clash_hits(analysis, {Clash::Kind::rename_use},
                    "Once the rename has run, the other migration's statement fails: it says the old name.",
                    "Let the use go first and stamp the rename later, or write the new name in the other migration and "
                    "merge the rename first.");
}

}  // namespace

namespace rule {
extern const Rule rename_against_use = {"rename-against-use",
                                        Severity::error,
                                        Needs::sql,
                                        Group::sql,
                                        {Topic::company},
                                        "One source renames what another one uses by its old name",
                                        look};
}
}  // namespace tributary
