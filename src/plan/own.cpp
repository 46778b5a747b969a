#include "plan/own.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "prisma/names.hpp"
#include "prisma/version.hpp"

namespace tributary::plan {
namespace {

// Script and companions in one text, so that folders can be told apart by a map.
std::string content_key(const Migration* migration) {
  if (!migration) return "?";
  std::string key = migration->script ? migration->script->blob : "-";
  for (const auto& companion : migration->companions) key += '\n' + companion.blob + ' ' + companion.path;
  return key;
}

using Identity = std::tuple<std::string, std::string, std::string>;  // project, name, content

struct Gathered {
  std::map<Identity, std::size_t> index;
  Folders folders;

  std::size_t add(const std::string& project, const std::string& name, const Migration* migration) {
    auto [at, added] = index.try_emplace(Identity(project, name, content_key(migration)), folders.all.size());
    if (added) folders.all.push_back({project, name, migration});
    return at->second;
  }
};

// A source whose folders could not be looked at must not be called one that has nothing to merge.
bool was_read(const Source& source) {
  if (source.missing && source.projects.empty()) return false;
  return std::all_of(source.projects.begin(), source.projects.end(), [](const Project& project) {
    return !project.folder || project.folder->state == MigrationsFolder::State::present ||
           project.folder->state == MigrationsFolder::State::absent;
  });
}

void gather(const Source& source, Gathered& into) {
  Candidate candidate{&source, {}};
  for (const auto& project : source.projects)
    for (const auto& name : project.own)
      candidate.own.push_back(
          into.add(project_key(project), name, project.folder ? project.folder->find(name) : nullptr));
  if (!candidate.own.empty())
    into.folders.candidates.push_back(std::move(candidate));
  else if (was_read(source))
    into.folders.without_own.push_back(source.name);
}

// Position of every folder in the chronological order; `version` decides between names as the target's Prisma does.
std::vector<std::size_t> chronological_positions(const std::vector<Folder>& all, const PrismaVersion& version) {
  std::vector<std::size_t> order(all.size()), position(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<bool> stamped;
  for (const auto& folder : all) stamped.push_back(prisma::take_apart(folder.name).at.has_value());
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (stamped[a] != stamped[b]) return bool(stamped[a]);
    if (all[a].name != all[b].name) return prisma::listed_before(all[a].name, all[b].name, version);
    return all[a].project < all[b].project;
  });
  for (std::size_t i = 0; i < order.size(); ++i) position[order[i]] = i;
  return position;
}

void put_in_order(Folders& folders, const PrismaVersion& version) {
  auto position = chronological_positions(folders.all, version);
  std::vector<Folder> sorted(folders.all.size());
  for (std::size_t i = 0; i < sorted.size(); ++i) sorted[position[i]] = std::move(folders.all[i]);
  folders.all = std::move(sorted);
  for (auto& candidate : folders.candidates) {
    for (auto& own : candidate.own) own = position[own];
    std::sort(candidate.own.begin(), candidate.own.end());
  }
  std::sort(folders.candidates.begin(), folders.candidates.end(), [](const Candidate& a, const Candidate& b) {
    return std::tie(a.own, a.source->name) < std::tie(b.own, b.source->name);
  });
}

}  // namespace

std::string project_key(const Project& project) {
  return project.target_path.empty() ? project.path : project.target_path;
}

PrismaVersion version_for(const Workspace& workspace, const std::string& key) {
  if (const auto* target = workspace.find(workspace.target.name))
    for (const auto& project : target->projects)
      if (project.path == key) return project.prisma;
  return prisma::newest_known();
}

bool changes_lock_file(const Workspace& workspace, const Project& project) {
  const auto* target = workspace.find(workspace.target.name);
  const Project* theirs = target ? project_for(*target, project.target_path) : nullptr;
  if (!theirs || !theirs->folder || !project.folder || !project.base_folder) return false;
  const auto& now = theirs->folder->lock_file;
  return now == project.base_folder->lock_file && now != project.folder->lock_file;
}

bool same_content(const Migration& a, const Migration& b) {
  return content_key(&a) == content_key(&b);
}

Folders own_folders(const Workspace& workspace) {
  Gathered gathered;
  for (const auto& source : workspace.sources)
    if (source.name != workspace.target.name) gather(source, gathered);
  const auto* target = workspace.find(workspace.target.name);
  bool has_project = target && !target->projects.empty();
  put_in_order(gathered.folders, has_project ? target->projects.front().prisma : prisma::newest_known());
  return std::move(gathered.folders);
}

}  // namespace tributary::plan
