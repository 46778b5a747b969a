// Environments are a way: what is deployed to production was deployed to staging before, in the same order, else
// nothing was tried out. A migration that skipped one will be run there later, over what production already has, and
// `migrate deploy` does not look at what ran elsewhere. Held against the environments of the next lower rank alone, and
// only where one of them answered: a staging database of one epic owes nothing to those of others.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"

namespace tributary {
namespace {

std::vector<std::string> applied_in_order(const EnvironmentLook& look) {
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const auto& row : look.database.rows)
    if (row.applied() && seen.insert(row.migration_name).second) names.push_back(row.migration_name);
  return names;
}

/// Of the next lower rank that has one that answered.
std::vector<const EnvironmentLook*> stage_before(const Analysis& analysis, const EnvironmentLook& look) {
  std::vector<const EnvironmentLook*> out;
  for (const auto& other : analysis.environments) {
    bool before = other.problem.empty() && other.rank < look.rank && other.consumer.project == look.consumer.project &&
                  other.database.id != look.database.id;
    if (!before || (!out.empty() && other.rank < out.front()->rank)) continue;
    if (!out.empty() && other.rank > out.front()->rank) out.clear();
    out.push_back(&other);
  }
  return out;
}

std::vector<std::string> names_of(const std::vector<const EnvironmentLook*>& looks) {
  std::vector<std::string> names;
  for (const auto* look : looks) names.push_back(look->name);
  return names;
}

Hit hit_for(const Analysis& analysis, const EnvironmentLook& look, const std::string& migration) {
  Hit hit;
  hit.place.source = look.consumer.source, hit.place.project = look.consumer.project;
  if (const auto* source = analysis.workspace.find(look.consumer.source))
    for (const auto& project : source->projects)
      if (project.path == look.consumer.project && project.folder)
        hit.place = place_of({source, &project, project.folder->find(migration)});
  hit.place.migration = migration;
  hit.database = look.database.id;
  hit.key = look.name + ":" + migration;
  return hit;
}

void say_skipped(const Analysis& analysis, const EnvironmentLook& look,
                 const std::vector<const EnvironmentLook*>& before, std::vector<Hit>& hits) {
  std::set<std::string> known;
  for (const auto* other : before)
    for (auto& name : applied_in_order(*other)) known.insert(std::move(name));
  for (const auto& name : applied_in_order(look)) {
    if (known.count(name)) continue;
    auto hit = hit_for(analysis, look, name);
    hit.message = fmt::format("{} is applied in {} and not in {}", name, look.name, list(names_of(before)));
    hit.why = "Nothing has tried it out there; a later deploy runs it over what has been changed meanwhile.";
    hit.help = fmt::format("Deploy it to {}, too, and see there what comes next.", list(names_of(before)));
    hits.push_back(std::move(hit));
  }
}

/// The first that ran there behind one that it ran before elsewhere.
void say_other_order(const Analysis& analysis, const EnvironmentLook& look, const EnvironmentLook& before,
                     std::vector<Hit>& hits) {
  std::map<std::string, std::size_t> position;
  for (const auto& name : applied_in_order(before)) position.emplace(name, position.size());
  const std::string* latest = nullptr;
  auto names = applied_in_order(look);
  for (const auto& name : names) {
    auto at = position.find(name);
    if (at == position.end()) continue;
    if (latest && at->second < position.at(*latest)) {
      auto hit = hit_for(analysis, look, name);
      hit.message = fmt::format("{} ran {} before {}, {} the other way round", look.name, *latest, name, before.name);
      hit.why = "What was tried out is another order than what ran: the results can differ.";
      hit.help = "Compare the two: `tributary check --env all` says where their structure differs (environment-drift).";
      hits.push_back(std::move(hit));
      return;
    }
    latest = &name;
  }
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& one : analysis.environments) {
    if (!one.problem.empty()) continue;
    auto before = stage_before(analysis, one);
    if (before.empty()) continue;
    say_skipped(analysis, one, before, hits);
    for (const auto* other : before) say_other_order(analysis, one, *other, hits);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule environment_order = {
    "environment-order",
    Severity::warning,
    Needs::environments,
    Group::environments,
    {},
    "An environment has a migration that the one before it has not, or another order",
    look};
}
}  // namespace tributary
