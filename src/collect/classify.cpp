#include "collect/classify.hpp"

#include <algorithm>
#include <set>

#include "prisma/names.hpp"
#include "prisma/version.hpp"

namespace tributary {
namespace {

std::size_t names_in_common(const MigrationsFolder& a, const MigrationsFolder& b) {
  std::size_t count = 0;
  for (const auto& migration : a.migrations) count += b.find(migration.name) != nullptr;
  return count;
}

void match(Source& source, const std::vector<Project>& targets) {
  std::set<std::string> taken;
  for (auto& project : source.projects)
    for (const auto& target : targets)
      if (target.path == project.path) taken.insert(project.target_path = target.path);
  for (auto& project : source.projects) {
    std::size_t most = 0;
    if (!project.target_path.empty()) continue;
    for (const auto& target : targets) {
      auto common = taken.count(target.path) ? 0 : names_in_common(*project.folder, *target.folder);
      if (common > most) most = common, project.target_path = target.path;
    }
    if (most > 0) taken.insert(project.target_path);
  }
}

struct Classes {
  std::vector<std::string> own, stale;
  SharedNames shared;
};

Classes classes_of(const Project& project, const MigrationsFolder* target, const std::vector<PastMigration>* past) {
  auto was_in_target = [&](const std::string& name) {
    if (!past) return false;
    auto at = std::lower_bound(past->begin(), past->end(), name,
                               [](const PastMigration& p, const std::string& n) { return p.name < n; });
    return at != past->end() && at->name == name;
  };
  Classes classes;
  std::vector<std::string> shared;
  for (const auto* migration : prisma::listing(*project.folder, project.prisma)) {
    if (target && target->find(migration->name))
      shared.push_back(migration->name);
    else if (was_in_target(migration->name))
      classes.stale.push_back(migration->name);
    else
      classes.own.push_back(migration->name);
  }
  classes.shared = SharedNames(std::move(shared));
  return classes;
}

}  // namespace

void match_projects(Workspace& workspace) {
  const auto targets = workspace.sources.front().projects;
  for (auto& source : workspace.sources) match(source, targets);
}

void classify(Workspace& workspace) {
  const auto targets = workspace.sources.front().projects;
  using Key = std::tuple<const MigrationsFolder*, std::string, bool>;
  std::map<Key, Classes> known;
  for (auto& source : workspace.sources)
    for (auto& project : source.projects) {
      Key key{project.folder.get(), project.target_path, prisma::lists_by_locale(project.prisma)};
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
