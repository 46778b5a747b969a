// One migration is one transaction and one thing to take back: when the change of one table fails, the others wait with
// it, and a branch that needs one of them must take all. Tables are related where a foreign key or a statement of the
// script joins them, or where the same column is added to each.
#include <fmt/format.h>

#include <map>

#include "analyse/hazards.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"
#include "analyse/walk.hpp"

namespace tributary {
namespace {

using Groups = std::map<std::string, std::string>;  // table -> another of its group

std::string group_of(Groups& groups, const std::string& table) {
  auto at = groups.emplace(table, table).first;
  while (at->second != at->first) at = groups.find(at->second);
  return at->first;
}

void join(Groups& groups, const std::string& one, const std::string& other) {
  groups[group_of(groups, one)] = group_of(groups, other);
}

std::string table_key(const ObjectName& object) {
  auto table = object;
  table.kind = ObjectKind::table, table.part.clear();
  return object_key(table);
}

bool of_a_table(const ObjectName& object) {
  return object.kind == ObjectKind::table || object.kind == ObjectKind::column ||
         object.kind == ObjectKind::constraint || object.kind == ObjectKind::relation;
}

ObjectName changed_table(const Change& change) {
  return change.object.kind == ObjectKind::index ? table_of(change) : change.object;
}

std::vector<Hit> judge(const OwnChange& at) {
  Groups groups;
  std::map<std::string, std::string> existing, first_with;  // table -> name; what is added -> table
  const auto& script = *at.in().script;
  for (std::size_t i = 0; i < script.changes.size(); ++i) {
    const auto& change = script.changes[i];
    auto table = changed_table(change);
    if (!of_a_table(table) || table.name.empty() || change.verb == Verb::session) continue;
    auto key = table_key(table);
    group_of(groups, key);
    if (at.in().standings[i].existing) existing.emplace(key, sql_name(table));
    for (const auto& use : change.needs)
      if (of_a_table(use.object)) join(groups, key, table_key(use.object));
    auto theme = std::to_string(static_cast<int>(change.verb)) + aspect_text(change.aspect) + '\0' + change.object.part;
    if (change.object.kind == ObjectKind::column) join(groups, key, first_with.emplace(theme, key).first->second);
  }
  std::map<std::string, std::string> themes;
  for (const auto& table : existing) themes.emplace(group_of(groups, table.first), table.second);
  constexpr std::size_t many = 3;
  if (themes.size() < many) return {};
  std::vector<std::string> names;
  for (const auto& theme : themes) names.push_back(theme.second);
  Hit hit;
  hit.place.line = 1, hit.place.column = 1;
  hit.message =
      fmt::format("changes {} tables that have nothing to do with each other: {}", themes.size(), list(names, 4));
  hit.why =
      "It is one transaction: all wait for the slowest, fail together, and a branch that needs one must take all.";
  hit.help = "Make a migration for each: `tributary new NAME --empty`, and move its statements there.";
  hit.key = "unrelated";
  return {hit};
}

std::vector<Hit> look(const Analysis& analysis) {
  return script_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule unrelated_tables = {"unrelated-tables",
                                      Severity::info,
                                      Needs::own_sql,
                                      Group::hazards,
                                      {},
                                      "A migration changes several tables that have nothing to do with each other",
                                      look};
}
}  // namespace tributary
