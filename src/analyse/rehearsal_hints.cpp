// What the SQL of all sources says of a script that failed when it was executed.
#include <fmt/format.h>

#include <algorithm>

#include "analyse/walk.hpp"
#include "base/text.hpp"
#include "tributary/analyse.hpp"
#include "tributary/rehearse.hpp"

namespace tributary {
namespace {

using Outcome = StepOutcome::Outcome;

bool is_of(const Place& place, const StepOutcome& step, const std::string& target) {
  return place.migration == step.ref.migration &&
         (place.source == step.source || (step.source.empty() && place.source == target));
}

std::string whose(const Place& place) {
  return place.source.empty() ? place.migration : place.migration + " of " + place.source;
}

std::string unmet_hint(const Analysis& analysis, const Unmet& unmet) {
  auto restamp = restamp_command(analysis, unmet.here.source, unmet.here.migration);
  auto object = object_text(unmet.object);
  if (!unmet.maker) return object + " is made by no migration of the target or of any source";
  auto maker = whose(*unmet.maker);
  switch (unmet.kind) {
    case Unmet::Kind::nowhere:
      return object + " is made by no migration of the target or of any source";
    case Unmet::Kind::gone:
      return fmt::format("{} is dropped or renamed before, by {}", object, maker);
    case Unmet::Kind::later_here:
      return fmt::format("{} is created by {}, which sorts later: {}", object, maker, restamp);
    case Unmet::Kind::elsewhere:
      if (unmet.sorts_later)
        return fmt::format("{} is created by {}, which sorts later: merge {} first and {}", object, maker,
                           unmet.maker->source, restamp);
      return fmt::format("{} is created by {}: merge {} first", object, maker, unmet.maker->source);
  }
  return {};
}

/// Names in double quotes, as PostgreSQL's messages give them.
std::vector<std::string> names_in(const std::string& message) {
  auto pieces = text::split(message, '"');
  std::vector<std::string> names;
  for (std::size_t i = 1; i < pieces.size(); i += 2) names.push_back(pieces[i]);
  return names;
}

std::string bare(const std::string& name) {
  return name.substr(name.rfind('.') + 1);
}

// `owner`: of a column's message, which names its table, too; "" = none was named.
bool creates(const Change& change, const std::string& name, const std::string& owner) {
  const auto& object = change.object;
  if (change.verb != Verb::create || (object.part.empty() ? object.name : object.part) != bare(name)) return false;
  return owner.empty() || (!object.part.empty() && object.name == bare(owner));
}

// column "id" of relation "Base" already exists
std::string owner_in(const std::string& message, const std::string& sqlstate, const std::string& name) {
  auto names = names_in(message);
  bool column = sqlstate == "42701" || sqlstate == "42703";
  return column && names.size() == 2 && names[0] == name ? names[1] : "";
}

const Change* creating(const Analysis& analysis, const Replayed& step, const std::string& name,
                       const std::string& owner) {
  if (!step.script) return nullptr;
  auto found = analysis.changes.find(step.script->blob);
  if (found == analysis.changes.end()) return nullptr;
  const auto& changes = found->second->changes;
  auto at =
      std::find_if(changes.begin(), changes.end(), [&](const Change& change) { return creates(change, name, owner); });
  return at == changes.end() ? nullptr : &*at;
}

Place place_of_step(const Replayed& step) {
  Place place;
  place.source = step.source, place.migration = step.ref.migration;
  return place;
}

// "already exists": a script that runs before creates it, too. "does not exist": one that runs after does.
std::string hint_from_order(const Analysis& analysis, const Run& run, std::size_t failed) {
  static const std::vector<std::string> taken = {"42P07", "42701", "42710", "42P06", "42723"};
  static const std::vector<std::string> absent = {"42P01", "42703", "42704", "3F000", "42883"};
  const auto& code = run.steps[failed].sqlstate;
  auto is = [&](const std::vector<std::string>& codes) { return std::count(codes.begin(), codes.end(), code) > 0; };
  const auto& steps = run.order.migrations;
  for (const auto& name : names_in(run.steps[failed].message)) {
    auto owner = owner_in(run.steps[failed].message, code, name);
    for (std::size_t i = 0; is(taken) && i < failed; ++i)
      if (const auto* change = creating(analysis, steps[i], name, owner))
        return fmt::format("{} is created by {} already, which runs before: keep it in one of them",
                           object_text(change->object), whose(place_of_step(steps[i])));
    for (std::size_t i = failed + 1; is(absent) && i < steps.size(); ++i)
      if (const auto* change = creating(analysis, steps[i], name, owner))
        return fmt::format("{} is created by {}, which runs later in this order: {}", object_text(change->object),
                           whose(place_of_step(steps[i])),
                           restamp_command(analysis, steps[failed].source, steps[failed].ref.migration));
  }
  return {};
}

std::string hint_for(const Analysis& analysis, const Run& run, std::size_t failed) {
  const auto& step = run.steps[failed];
  const auto& target = analysis.workspace.target.name;
  for (const auto& unmet : analysis.relations.unmet) {
    auto names = names_in(step.message);
    const auto& name = unmet.object.part.empty() ? unmet.object.name : unmet.object.part;
    bool named = std::any_of(names.begin(), names.end(),
                             [&](const std::string& one) { return one.substr(one.rfind('.') + 1) == name; });
    if (named && is_of(unmet.here, step, target)) return unmet_hint(analysis, unmet);
  }
  return hint_from_order(analysis, run, failed);
}

std::size_t place_in(const std::vector<Replayed>& order, const MigrationRef& migration) {
  auto at = std::find_if(order.begin(), order.end(), [&](const Replayed& one) { return one.ref == migration; });
  return static_cast<std::size_t>(at - order.begin());
}

// In another order it goes through: which of the two has to change its place, the failing script or one before it?
// Only where neither fails there: a hint that the same answer refutes is none.
std::string hint_from_run(const Analysis& analysis, const Run& run, std::size_t failed, const Run& other) {
  const auto &order = run.order.migrations, &works = other.order.migrations;
  auto there = place_in(works, run.steps[failed].ref);
  auto applied = [&](std::size_t at) { return at < works.size() && other.steps[at].outcome == Outcome::applied; };
  if (!applied(there)) return {};
  for (std::size_t i = 0; i < failed; ++i)
    if (auto at = place_in(works, order[i].ref); !order[i].source.empty() && applied(at) && at > there)
      return fmt::format("it goes through where {} runs after it: {}", whose(place_of_step(order[i])),
                         restamp_command(analysis, order[i].source, order[i].ref.migration));
  if (order[failed].source.empty()) return {};
  for (std::size_t i = failed + 1; i < order.size(); ++i)
    if (auto at = place_in(works, order[i].ref); at < there && applied(at))
      return fmt::format("it goes through where {} runs before it: {}", whose(place_of_step(order[i])),
                         restamp_command(analysis, order[failed].source, order[failed].ref.migration));
  return {};
}

std::string hint_from_runs(const Analysis& analysis, const Rehearsal& rehearsal, const Run& run, std::size_t failed) {
  for (const auto& other : rehearsal.runs)
    if (other.order.project == run.order.project && other.order.kind == Order::Kind::rolling)
      if (auto hint = hint_from_run(analysis, run, failed, other); !hint.empty()) return hint;
  return {};
}

}  // namespace

Rehearsal with_hints(Rehearsal rehearsal, const Analysis& analysis) {
  for (auto& run : rehearsal.runs)
    for (std::size_t i = 0; i < run.steps.size(); ++i)
      if (run.steps[i].outcome == Outcome::failed) {
        run.steps[i].hint = hint_for(analysis, run, i);
        if (run.steps[i].hint.empty()) run.steps[i].hint = hint_from_runs(analysis, rehearsal, run, i);
      }
  return rehearsal;
}

}  // namespace tributary
