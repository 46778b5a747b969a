// A line merge of two branches that added the same model, field or value can keep both copies without a conflict.
// Prisma then refuses the whole schema (P1012), and every command of the team stops.
#include <fmt/format.h>

#include "analyse/rules.hpp"
#include "analyse/schema_damage.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  return damage_hits(
      analysis, psl::Wrong::Kind::declared_twice,
      "Prisma refuses a schema that declares something twice (P1012); a merge by line can make one in silence.",
      "Keep one of the two; where they differ, compare what each branch meant.");
}

}  // namespace

namespace rule {
extern const Rule schema_declared_twice = {"schema-declared-twice",
                                           Severity::error,
                                           Needs::nothing,
                                           Group::schema,
                                           {Topic::validity},
                                           "A model, enum, field or value is declared twice",
                                           look};
}
}  // namespace tributary
