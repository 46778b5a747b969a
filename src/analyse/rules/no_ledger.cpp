// The database can be reached and has no _prisma_migrations where Prisma would find it. Empty, it only waits for its
// first deploy; with tables in it `migrate deploy` stops with P3005, and the history has to be baselined first.
#include <fmt/format.h>

#include "analyse/consumers.hpp"
#include "analyse/rules.hpp"
#include "values/command_lines.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& consumer : consumers(analysis)) {
    const auto& database = *consumer.database;
    if (database.has_ledger || consumer.at.project->folder->migrations.empty()) continue;
    Hit hit;
    hit.place = place_of(consumer.at);
    auto schema = database.schema.empty() ? "" : fmt::format(" in schema {}", database.schema);
    hit.message =
        fmt::format("{} has no ledger{}{}", database.id, schema, database.has_other_tables ? ", but tables" : "");
    hit.why = database.has_other_tables
                  ? "`prisma migrate deploy` stops with P3005: Prisma cannot know which migrations made these tables."
                  : "No migration has been applied to it yet.";
    const auto& project = *consumer.at.project;
    auto usual = database.has_other_tables ? typed::resolve_applied(project, "NAME") : typed::deploy(project);
    hit.help = command_for(consumer, consumer.history->forecast.deploy, usual);
    hit.database = database.id;
    hit.key = database.id;
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule no_ledger = {
    "no-ledger", Severity::warning, Needs::ledger, Group::ledger, {}, "A database has no ledger of migrations", look};
}
}  // namespace tributary
