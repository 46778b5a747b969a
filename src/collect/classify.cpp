#include "collect/classify.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "prisma/names.hpp"
#include "prisma/version.hpp"

namespace tributary {
namespace {

std::size_t contents_in_common(const MigrationsFolder& a, const MigrationsFolder& b) {
  std::size_t count = 0;
  for (const auto& migration : a.migrations) {
    const auto* other = b.find(migration.name);
    count += other && migration.script && other->script && migration.script->blob == other->script->blob;
  }
  return count;
}

bool providers_fit(const Project& a, const Project& b) {
  return a.provider.empty() || b.provider.empty() || a.provider == b.provider;
}

bool same_place(const Project& a, const Project& b) {
  return !a.migrations_dir.empty() && a.migrations_dir == b.migrations_dir;
}

// How sure it is that two projects are one; all zero: not at all. A script may lead a path to another database's
// schema, so the place of the migrations counts more than the project's, and neither against another provider.
using Likeness = std::array<std::size_t, 5>;
Likeness likeness(const Project& a, const Project& b) {
  bool fits = providers_fit(a, b), place = same_place(a, b), path = a.path == b.path;
  if (fits && (place || path)) return {1, place, path, 0, 0};
  auto names = names_in_common(*a.folder, *b.folder);
  if (!place && !path && names == 0) return {};
  return {fits, place, path, contents_in_common(*a.folder, *b.folder), names};
}

// The likest pair first; each of the target's projects stands for one.
void match(Source& source, const std::vector<Project>& targets) {
  std::vector<std::tuple<Likeness, const Project*, Project*>> pairs;
  for (auto& project : source.projects)
    for (const auto& target : targets)
      if (auto like = likeness(project, target); like != Likeness{}) pairs.emplace_back(like, &target, &project);
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const auto& a, const auto& b) { return std::get<0>(a) > std::get<0>(b); });
  std::set<const Project*> taken;
  for (const auto& [like, target, project] : pairs)
    if (project->target_path.empty() && taken.insert(target).second) project->target_path = target->path;
}

struct Classes {
  std::vector<std::string> own, stale;
  SharedNames shared;
};

Classes classes_of(const Project& project, const MigrationsFolder* target, const std::vector<PastMigration>* past) {
  // git merges by what either side did since the merge base: what only the source has comes, however often the target
  // had it before; what the base had as well, the target has taken out, and a merge leaves it out.
  auto taken_out = [&](const std::string& name) {
    if (project.base_folder) return project.base_folder->find(name) != nullptr;
    if (!past) return false;
    auto at = std::lower_bound(past->begin(), past->end(), name,
                               [](const PastMigration& p, const std::string& n) { return p.name < n; });
    return at != past->end() && at->name == name;
  };
  Classes classes;
  std::vector<std::string> shared;
  for (const auto* migration : prisma::listing(*project.folder, project.prisma)) {
    bool empty = !migration->script && migration->companions.empty();
    if (empty && migration->tracking == Tracking::untracked) continue;  // git has nothing to bring
    if (target && target->find(migration->name))
      shared.push_back(migration->name);
    else if (taken_out(migration->name))
      classes.stale.push_back(migration->name);
    else
      classes.own.push_back(migration->name);
  }
  classes.shared = SharedNames(std::move(shared));
  return classes;
}

}  // namespace

std::size_t names_in_common(const MigrationsFolder& a, const MigrationsFolder& b) {
  std::size_t count = 0;
  for (const auto& migration : a.migrations) count += b.find(migration.name) != nullptr;
  return count;
}

void match_projects(Workspace& workspace) {
  const auto targets = workspace.sources.front().projects;
  for (auto& source : workspace.sources) match(source, targets);
}

void classify(Workspace& workspace) {
  const auto targets = workspace.sources.front().projects;
  using Key = std::tuple<const MigrationsFolder*, const MigrationsFolder*, std::string, bool>;
  std::map<Key, Classes> known;
  for (auto& source : workspace.sources)
    for (auto& project : source.projects) {
      Key key{project.folder.get(), project.base_folder.get(), project.target_path,
              prisma::lists_by_locale(project.prisma)};
      auto at = known.find(key);
      if (at == known.end()) {
        auto target = std::find_if(targets.begin(), targets.end(),
                                   [&](const Project& t) { return t.path == project.target_path; });
        auto past = workspace.target.past.find(project.target_path);
        at = known
                 .emplace(key, classes_of(project, target == targets.end() ? nullptr : target->folder.get(),
                                          past == workspace.target.past.end() ? nullptr : &past->second))
                 .first;
      }
      project.own = at->second.own, project.stale = at->second.stale, project.shared = at->second.shared;
    }
}

}  // namespace tributary
