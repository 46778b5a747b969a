// Epics that edit one schema.prisma mostly add different things, which a merge by declaration keeps without asking.
// What is left are real conflicts: one field changed in two ways, a model deleted here and used there, two models on
// one table. They are known before anybody merges: each source is merged in memory onto the target and the sources
// before it.
#include "analyse/rules.hpp"
#include "analyse/schema_clashes.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  return schema_decisions(analysis);
}

}  // namespace

namespace rule {
extern const Rule schema_conflict = {
    "schema-conflict",
    Severity::error,
    Needs::schemas,
    Group::schema,
    {Topic::merge_text},
    "The schema cannot be merged with the target or an earlier source without a decision",
    look};
}
}  // namespace tributary
