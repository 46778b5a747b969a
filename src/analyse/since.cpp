#include "analyse/since.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "analyse/bare_sql.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

bool same_bytes(const Migration& a, const Migration& b) {
  if (!a.script || !b.script) return !a.script && !b.script;
  return a.script == b.script || a.script->blob == b.script->blob;
}

std::string shortened(std::string line) {
  constexpr std::size_t most = 60;
  line = text::to_utf8(text::trim(line));
  if (line.size() <= most) return line;
  line.resize(most);
  while (!text::is_utf8(line)) line.pop_back();
  return line + "…";
}

std::vector<ScriptEdit> compared(const MigrationsFolder& before, const MigrationsFolder& after) {
  std::vector<ScriptEdit> changes;
  auto at = after.migrations.begin();
  for (const auto& old : before.migrations) {
    while (at != after.migrations.end() && at->name < old.name) ++at;
    bool there = at != after.migrations.end() && at->name == old.name;
    if (!there)
      changes.push_back({&old, nullptr});
    else if (!same_bytes(old, *at))
      changes.push_back({&old, &*at});
  }
  return changes;
}

}  // namespace

const std::vector<ScriptEdit>& ScriptEdits::between(const MigrationsFolder& before, const MigrationsFolder& after) {
  auto [at, fresh] = known_.try_emplace({&before, &after});
  if (fresh && &before != &after) at->second = compared(before, after);
  return at->second;
}

const PastMigration* past_of(const Analysis& analysis, const Project& project, const std::string& name) {
  const auto& all = analysis.workspace.target.past;
  auto past = all.find(project_key(project));
  if (past == all.end()) return nullptr;
  for (const auto& migration : past->second)
    if (migration.name == name) return &migration;
  return nullptr;
}

bool in_past(const Analysis& analysis, const Project& project, const Migration& migration) {
  const auto* past = past_of(analysis, project, migration.name);
  return past && migration.script &&
         std::find(past->blobs.begin(), past->blobs.end(), migration.script->blob) != past->blobs.end();
}

const Migration* under_another_name(const Project& project, const Migration& migration) {
  if (!migration.script || does_nothing(*migration.script)) return nullptr;
  for (const auto& name : project.own) {
    const auto* own = project.folder->find(name);
    if (own && name != migration.name && same_script(*own, migration)) return own;
  }
  return nullptr;
}

const TargetsSql::BySql* TargetsSql::of_target(const Spot& mine) {
  auto target = target_spot(analysis_, *mine.project);
  if (!target.project || !mine.migration || !mine.migration->script) return nullptr;
  auto [known, fresh] = known_.try_emplace(target.project);
  if (fresh)
    for (const auto& migration : target.project->folder->migrations)
      if (migration.script && !does_nothing(*migration.script))
        known->second.emplace(bare_sql(*migration.script), &migration);
  return &known->second;
}

const Migration* TargetsSql::under_another_name(const Spot& mine) {
  const auto* all = of_target(mine);
  if (!all) return nullptr;
  auto same = all->equal_range(bare_sql(*mine.migration->script));
  for (auto it = same.first; it != same.second; ++it)
    if (!mine.project->folder->find(it->second->name)) return it->second;  // has both: same-content-different-name
  return nullptr;
}

bool TargetsSql::holds(const Spot& mine) {
  const auto* all = of_target(mine);
  return all && all->count(bare_sql(*mine.migration->script)) > 0;
}

LineDifference first_difference(const Script& here, const Script& there) {
  if (here.too_large || there.too_large) return {};
  auto mine = text::lines(here.text), others = text::lines(there.text);
  std::size_t at = 0;
  while (at < mine.size() && at < others.size() && mine[at] == others[at]) ++at;
  auto line = [&](const std::vector<std::string>& lines) {
    return at < lines.size() ? shortened(lines[at]) : std::string();
  };
  return {static_cast<int>(at) + 1, line(mine), line(others)};
}

std::string described(const LineDifference& difference) {
  if (difference.line == 0) return "the scripts are too large to compare";
  auto shown = [](const std::string& line) { return line.empty() ? "nothing" : "`" + line + "`"; };
  return fmt::format("line {} is {} here and {} there", difference.line, shown(difference.here),
                     shown(difference.there));
}

}  // namespace tributary
