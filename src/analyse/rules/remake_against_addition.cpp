// A script that drops a table or enum and makes it from its own list knows nothing of a column or value that another
// one adds meanwhile: where it runs last, that is gone, with the values in it, and nothing fails. Prisma takes a value
// out of an enum in this way.
#include "analyse/rules.hpp"
#include "analyse/sql_hits.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  return clash_hits(
      analysis, {Clash::Kind::remade},
      "The script that makes it anew has a list of its own: run last it takes away what the other one adds "
      "(or fails on the rows that hold it), and nothing puts it back.",
      "Take what the other one adds into the list of the script that makes it anew, and into its "
      "schema.prisma.");
}

}  // namespace

namespace rule {
extern const Rule remake_against_addition = {
    "remake-against-addition",
    Severity::error,
    Needs::sql,
    Group::sql,
    {Topic::company},
    "One source makes a table or enum anew from a list that lacks what another one adds",
    look};
}
}  // namespace tributary
