// Migrations of the folder that the database does not have: `prisma migrate deploy` would run them. One finding per
// folder and database.
#include <fmt/format.h>

#include "analyse/consumers.hpp"
#include "analyse/rules.hpp"
#include "base/text.hpp"
#include "values/command_lines.hpp"

namespace tributary {
namespace {

/// A deploy that is known to fail is no command to hand out.
std::string help(const Consumer& consumer) {
  const auto& deploy = consumer.history->forecast.deploy;
  if (deploy.exit == 1 && deploy.instead.empty())
    return fmt::format("Not yet: {}. The finding of that migration or ledger says what to do first.", deploy.sentence);
  return command_for(consumer, deploy, typed::deploy(*consumer.at.project));
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& consumer : consumers(analysis)) {
    const auto& pending = consumer.history->unapplied;
    if (pending.empty() || !consumer.database->has_ledger) continue;
    Hit hit;
    hit.place = place_in(consumer, pending.front());
    for (std::size_t i = 1; i < pending.size(); ++i) hit.related.push_back(place_in(consumer, pending[i]));
    hit.message = fmt::format("{} not applied in {}: {}", plural(pending.size(), "migration is", "migrations are"),
                              consumer.database->id, list(pending));
    hit.why = "Code that expects them fails on that database.";
    hit.help = help(consumer);
    hit.database = consumer.database->id;
    hit.key = consumer.database->id + ":" + text::join(pending, ",");
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule pending_migration = {"pending-migration",
                                       Severity::info,
                                       Needs::ledger,
                                       Group::ledger,
                                       {Topic::unfinished, Topic::pending},
                                       "A database does not have a migration of the folder",
                                       look};
}
}  // namespace tributary
