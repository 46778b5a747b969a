// `prisma db pull` in a database that several epics share writes models for tables that another branch has models for
// under other names. After the merge two models stand on one table, and Prisma refuses the schema (P1012).
#include "analyse/rules.hpp"
#include "analyse/schema_damage.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  return damage_hits(analysis, psl::Wrong::Kind::table_mapped_twice,
                     "Two models on one table are refused by Prisma (P1012); after a `prisma db pull` in a shared "
                     "database one of them is usually another branch's.",
                     "Keep the model that the code uses and take out the other.");
}

}  // namespace

namespace rule {
extern const Rule schema_table_mapped_twice = {"schema-table-mapped-twice",
                                               Severity::error,
                                               Needs::nothing,
                                               Group::schema,
                                               {},
                                               "Two models stand on one table",
                                               look};
}
}  // namespace tributary
