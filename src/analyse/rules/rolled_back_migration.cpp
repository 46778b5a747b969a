// A migration of which all rows are rolled back. `migrate deploy` will run it again; `migrate status` before 7.9 counts
// the rolled-back row as present and calls the schema up to date although the migration is not applied.
#include <fmt/format.h>

#include "analyse/consumers.hpp"
#include "analyse/rules.hpp"
#include "prisma/version.hpp"
#include "values/command_lines.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& consumer : consumers(analysis)) {
    for (const auto& name : consumer.history->rolled_back) {
      if (!consumer.at.project->folder->find(name)) continue;  // unknown-row
      const auto& version = consumer.at.project->prisma;
      Hit hit;
      hit.place = place_in(consumer, name);
      hit.message = fmt::format("{} is rolled back in {}", name, consumer.database->id);
      hit.why = prisma::ignores_rolled_back(version)
                    ? "It is not applied; the next `prisma migrate deploy` runs it again."
                    : fmt::format("`prisma migrate status` of {} counts it as applied, `deploy` runs it again.",
                                  prisma::version_text(version));
      hit.help = command_for(consumer, consumer.history->forecast.deploy, typed::deploy(*consumer.at.project));
      hit.database = consumer.database->id;
      hit.key = consumer.database->id;
      hits.push_back(hit);
    }
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule rolled_back_migration = {"rolled-back-migration",
                                           Severity::warning,
                                           Needs::ledger,
                                           Group::ledger,
                                           {},
                                           "A migration is rolled back in a database and would run again",
                                           look};
}
}  // namespace tributary
