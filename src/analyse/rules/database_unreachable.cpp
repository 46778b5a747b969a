// A database that could not be asked makes every rule about ledgers blind. That is no finding about the migrations, so
// it is listed under "not checked" and fails nothing unless `--require database` or a severity in the policy says so.
#include <fmt/format.h>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  if (!analysis.databases) return hits;
  for (const auto& database : *analysis.databases) {
    if (database.state == Database::State::ok || database.state == Database::State::not_asked) continue;
    for (const auto& consumer : database.consumers) {
      const auto* source = analysis.workspace.find(consumer.source);
      if (!source) continue;
      Hit hit;
      hit.place = place_of_file({source, nullptr, nullptr}, "");
      hit.place.project = consumer.project;
      hit.message = fmt::format("{} could not be asked: {}", database.id, database.error);
      hit.why = "Nothing is known about what it has applied.";
      hit.help = database.hint.empty() ? "Start it or correct the URL, or use --offline." : database.hint;
      hit.database = database.id;
      hit.key = database.id;
      hits.push_back(hit);
    }
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule database_unreachable = {
    "database-unreachable",          Severity::off, Needs::ledger, Group::ledger, {Topic::unreachable},
    "A database could not be asked", look};
}
}  // namespace tributary
