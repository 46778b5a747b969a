#include "analyse/walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "analyse/suppressions.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "prisma/names.hpp"
#include "prisma/script.hpp"
#include "values/command_lines.hpp"

namespace tributary {

bool is_target(const Analysis& analysis, const Source& source) {
  return source.name == analysis.workspace.target.name;
}

Spot target_spot(const Analysis& analysis, const Project& project) {
  const auto* source = analysis.workspace.find(analysis.workspace.target.name);
  if (!source || project.target_path.empty()) return {};
  for (const auto& candidate : source->projects)
    if (candidate.path == project.target_path) return {source, &candidate, nullptr};
  return {};
}

const Project* target_project(const Analysis& analysis, const Project& project) {
  return target_spot(analysis, project).project;
}

const std::string& project_key(const Project& project) {
  return project.target_path.empty() ? project.path : project.target_path;
}

std::vector<Spot> all_projects(const Analysis& analysis) {
  std::vector<Spot> spots;
  for (const auto& source : analysis.workspace.sources)
    for (const auto& project : source.projects)
      if (project.folder) spots.push_back({&source, &project, nullptr});
  return spots;
}

std::vector<Spot> answerable(const Analysis& analysis) {
  std::vector<Spot> spots;
  for (const auto& at : all_projects(analysis)) {
    if (is_target(analysis, *at.source)) {
      for (const auto& migration : at.project->folder->migrations) spots.push_back({at.source, at.project, &migration});
      continue;
    }
    for (const auto& name : at.project->own)
      if (const auto* migration = at.project->folder->find(name)) spots.push_back({at.source, at.project, migration});
  }
  return spots;
}

std::vector<Spot> named(const Analysis& analysis) {
  auto spots = answerable(analysis);
  std::erase_if(spots, [](const Spot& spot) {
    bool stray = !spot.migration->script && prisma::take_apart(spot.migration->name).digits.empty();
    return stray || spot.migration->prisma8;
  });
  return spots;
}

Ranks::Ranks(const Analysis& analysis) {
  int last = static_cast<int>(analysis.sequence.steps.size());
  for (const auto& step : analysis.sequence.steps) ranks_[step.source] = step.number;
  ranks_[analysis.workspace.target.name] = 0;
  for (const auto& source : analysis.workspace.sources)
    if (ranks_.emplace(source.name, last + 1).second) ++last;
}

int Ranks::of(const Source& source) const {
  auto at = ranks_.find(source.name);
  return at == ranks_.end() ? 1 << 30 : at->second;
}

void put_in_order(const Analysis& analysis, Groups& groups) {
  Ranks ranks(analysis);
  for (auto& group : groups)
    std::stable_sort(group.second.begin(), group.second.end(), [&](const Spot& a, const Spot& b) {
      return std::tuple(ranks.of(*a.source), std::cref(a.migration->name).get()) <
             std::tuple(ranks.of(*b.source), std::cref(b.migration->name).get());
    });
}

bool same_script(const Migration& a, const Migration& b) {
  if (!a.script || !b.script) return false;
  return a.script == b.script || a.script->blob == b.script->blob ||
         prisma::differs_in_line_endings_only(*a.script, *b.script);
}

std::string path_of(const Spot& spot) {
  return spot.migration ? join_path(spot.project->migrations_dir, spot.migration->name) : spot.project->migrations_dir;
}

Place place_of_file(const Spot& spot, const std::string& file, int line) {
  Place place;
  place.source = spot.source->name;
  if (spot.project) place.project = spot.project->path;
  if (spot.migration) place.migration = spot.migration->name;
  place.file = file;
  place.line = line;
  place.commit = spot.source->commit;
  return place;
}

Place place_of(const Spot& spot, int line) {
  bool has_script = spot.migration && spot.migration->script;
  return place_of_file(spot, has_script ? join_path(path_of(spot), "migration.sql") : path_of(spot), line);
}

std::string list(const std::vector<std::string>& names, std::size_t shown) {
  if (names.size() <= shown + 1) shown = names.size();
  std::vector<std::string> first(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown));
  auto text = text::join(first, ", ");
  return shown == names.size() ? text : fmt::format("{} and {} more", text, names.size() - shown);
}

std::string plural(std::size_t count, const std::string& one, const std::string& several) {
  return fmt::format("{} {}", count, count == 1 ? one : several);
}

std::vector<std::string> applied_in(const Analysis& analysis, const std::string& migration) {
  std::vector<std::string> ids;
  if (!analysis.databases) return ids;
  for (const auto& database : *analysis.databases)
    if (std::any_of(database.rows.begin(), database.rows.end(),
                    [&](const LedgerRow& row) { return row.applied() && row.migration_name == migration; }))
      ids.push_back(database.id);
  return ids;
}

std::string git_in(const Source& source) {
  return typed::git_in(source);
}

bool can_restamp(const Spot& spot) {
  return spot.source->kind == Source::Kind::worktree && !spot.source->missing;
}

std::string restamp_command(const Analysis& analysis, const std::string& source, const std::string& word) {
  bool hidden = std::any_of(analysis.without_url.begin(), analysis.without_url.end(),
                            [&](const ProjectRef& project) { return project.source == source; });
  return "tributary restamp " + text::shell_word(word) + (hidden ? " --plan-ledger" : "");
}

std::string rename_help(const Analysis& analysis, const Spot& spot, const std::string& new_name) {
  if (is_target(analysis, *spot.source))
    return "Leave it: databases know it by this name. `tributary check --write-baseline` keeps it out of the report.";
  auto known = applied_in(analysis, spot.migration->name);
  if (!known.empty())
    return fmt::format("Leave it: {} has it applied under this name. Allow it for this migration in tributary.yaml.",
                       list(known));
  return typed::move_folder(*spot.source, *spot.project, *spot.migration, new_name);
}

bool allows(const Policy& policy, const std::string& rule, const std::string& source, const std::string& migration) {
  return std::any_of(policy.allow.begin(), policy.allow.end(), [&](const Allow& allow) {
    return allow.rule == rule && text::glob(allow.source, source) && text::glob(allow.migration, migration);
  });
}

std::vector<std::vector<std::string>> by_allowance(const Analysis& analysis, const char* rule, const Spot& at,
                                                   const std::vector<std::string>& migrations) {
  std::vector<std::vector<std::string>> lists(2);
  for (const auto& name : migrations) {
    bool allowed = allows(analysis.policy, rule, at.source->name, name) ||
                   allows_as_a_whole(analysis, at.project->folder->find(name), rule);
    lists[allowed ? 1 : 0].push_back(name);
  }
  std::erase_if(lists, [](const auto& names) { return names.empty(); });
  return lists;
}

}  // namespace tributary
