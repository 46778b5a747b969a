// A script that fails where it is executed: on a new database, after the target's migrations, or on top of what a real
// ledger has. `migrate deploy` stops there with P3018, and every later deploy with P3009 until the row is resolved.
// What only one order of two conflicting sources shows is told by order-dependent-structure.
#include <fmt/format.h>

#include <map>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"
#include "tributary/rehearse.hpp"

namespace tributary {
namespace {

using Outcome = StepOutcome::Outcome;

Place place_of(const Analysis& analysis, const StepOutcome& step) {
  Place place{step.source.empty() ? analysis.workspace.target.name : step.source, step.ref.project, step.ref.migration};
  if (const auto* source = analysis.workspace.find(place.source))
    for (const auto& project : source->projects)
      if (project_key(project) == step.ref.project && project.folder)
        if (const auto* migration = project.folder->find(step.ref.migration)) {
          place.project = project.path;
          place.file = path_of({source, &project, migration}) + "/migration.sql";
        }
  place.line = step.line, place.column = step.column;
  return place;
}

struct Failed {
  const StepOutcome* step = nullptr;
  std::vector<std::string> orders;
  bool only_of_a_ledger = true;
};

Hit hit_for(const Analysis& analysis, const Failed& failed) {
  const auto& step = *failed.step;
  Hit hit;
  hit.place = place_of(analysis, step);
  hit.message = fmt::format("{} fails{} when it is executed ({}): {}", step.ref.migration,
                            step.sqlstate.empty() ? "" : " with " + step.sqlstate, list(failed.orders), step.message);
  hit.why = "migrate deploy stops there with P3018, and with P3009 from then on until the failed row is resolved.";
  hit.help = step.hint.empty() ? "See the statement: tributary rehearse" : step.hint + ". See it: tributary rehearse";
  hit.key = step.sqlstate + " " + step.message;
  if (failed.only_of_a_ledger) hit.at_most = Severity::warning;  // it is applied there: how else cannot be known
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  if (!analysis.rehearsal) return {};
  std::map<std::pair<MigrationRef, std::string>, Failed> all;
  for (const auto& run : analysis.rehearsal->runs) {
    if (run.order.kind == Order::Kind::pair || !run.not_checked_because.empty()) continue;
    for (const auto& step : run.steps) {
      if (step.outcome != Outcome::failed) continue;
      auto& failed = all[{step.ref, step.sqlstate + step.message}];
      if (!failed.step) failed.step = &step;
      failed.orders.push_back(run.order.name);
      failed.only_of_a_ledger = failed.only_of_a_ledger && run.order.kind == Order::Kind::as_happened;
    }
  }
  std::vector<Hit> hits;
  for (const auto& [key, failed] : all) hits.push_back(hit_for(analysis, failed));
  return hits;
}

}  // namespace

namespace rule {
extern const Rule rehearsal_failed = {"rehearsal-failed",
                                      Severity::error,
                                      Needs::rehearsal,
                                      Group::sources,
                                      {Topic::execution},
                                      "A migration fails when it is executed in a scratch database",
                                      look};
}
}  // namespace tributary
