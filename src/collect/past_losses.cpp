#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "collect/past_versions.hpp"
#include "collect/past_walk.hpp"
#include "collect/repository.hpp"
#include "tributary/past.hpp"

namespace tributary {
namespace {

// Something that a side of a merge has: of a schema, or a migrations folder's.
struct Thing {
  psl::Holdings::Thing declared;
  std::string migration;  // "" = declared
  auto operator<=>(const Thing&) const = default;
};

bool same_script_in(const MigrationsFolder& folder, const Migration& wanted) {
  return std::any_of(folder.migrations.begin(), folder.migrations.end(), [&](const Migration& other) {
    return other.script && wanted.script && other.script->checksums.lf == wanted.script->checksums.lf;
  });
}

// Under its name, or its script under another: then it was given a new stamp.
bool holds(const Project* project, const Migration& migration) {
  return project && project->folder &&
         (project->folder->find(migration.name) || same_script_in(*project->folder, migration));
}

std::vector<std::string> pathspecs(const std::vector<Project>& projects) {
  std::vector<std::string> out = {":(top,glob)**/*.prisma"};
  for (const auto& project : projects)
    if (!project.migrations_dir.empty()) out.push_back(":(top,literal)" + project.migrations_dir);
  return out;
}

// The merges behind one source, project by project.
class History {
 public:
  History(const Repository& repository, PastVersions& versions, const Workspace& workspace, const Source& source)
      : repository_(repository), versions_(versions), workspace_(workspace), source_(source) {}

  void look_at(const PastMerge& merge, const Project& now, std::vector<PastLoss>& losses) {
    auto result = versions_.at(merge.commit, now.path);
    std::vector<PastVersion> sides;
    for (const auto& side : merge.sides) sides.push_back(versions_.at(side, now.path));
    for (const auto& thing : missing(sides, result, now)) {
      if (is_explained(sides, thing) || came_back(merge, now, thing)) continue;
      if (said_.insert({now.path, thing}).second) losses.push_back(loss(merge, now, sides, thing));
    }
  }

 private:
  bool has(const PastVersion& version, const Thing& thing) {
    if (thing.migration.empty()) return versions_.holdings(version).has(thing.declared);
    return version.project && version.project->folder && version.project->folder->find(thing.migration);
  }

  std::vector<Thing> missing(const std::vector<PastVersion>& sides, const PastVersion& result, const Project& now) {
    std::vector<Thing> out;
    if (versions_.may_miss(sides, result, now)) {
      std::vector<const psl::Holdings*> held;
      for (const auto& side : sides) held.push_back(&versions_.holdings(side));
      const auto& in_result = versions_.holdings(result);
      for (const auto& thing :
           psl::missing_since(held, in_result, versions_.holdings(now.schema), versions_.vocabulary()))
        out.push_back({thing, {}});
    }
    std::set<std::string> names;
    for (const auto& side : sides)
      if (side.project && side.project->folder && (!result.project || side.project->folder != result.project->folder))
        for (const auto& migration : side.project->folder->migrations)
          if (migration.script && !holds(result.project, migration) && !holds(&now, migration))
            names.insert(migration.name);
    for (const auto& name : names) out.push_back({{}, name});
    std::erase_if(out, [&](const Thing& thing) { return given_up_by_target(now, thing); });
    return out;
  }

  // A branch need not have what it took from the target once and the target has deleted since.
  bool given_up_by_target(const Project& now, const Thing& thing) {
    if (source_.name == workspace_.target.name || now.target_path.empty()) return false;
    const auto* target = project_for(workspace_.target_source(), now.target_path);
    if (!target) return false;
    bool from_target = thing.migration.empty() ? versions_.holdings(now.base_schema).has(thing.declared)
                                               : now.base_folder && now.base_folder->find(thing.migration) != nullptr;
    bool still_there = thing.migration.empty() ? versions_.holdings(target->schema).has(thing.declared)
                                               : target->folder && target->folder->find(thing.migration);
    return from_target && !still_there;
  }

  // A side without it, whose merge base with a side that has it had it too, has deleted it.
  bool is_explained(const std::vector<PastVersion>& sides, const Thing& thing) {
    for (const auto& with : sides)
      for (const auto& without : sides) {
        if (!has(with, thing) || has(without, thing)) continue;
        for (const auto& base : bases(with.commit, without.commit))
          if (has(versions_.at(base, path_of(with, without)), thing) || had_elsewhere(base, with, thing)) return true;
      }
    return false;
  }

  // A script leads the side's path to another schema than the base's; the base has the side's at its own place.
  bool had_elsewhere(const std::string& base, const PastVersion& with, const Thing& thing) {
    if (!with.project || !thing.migration.empty()) return false;
    auto paths = versions_.paths_at(base);
    return std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
      auto there = versions_.at(base, path);
      return there.project->provider == with.project->provider && has(there, thing);
    });
  }

  static std::string path_of(const PastVersion& a, const PastVersion& b) {
    return a.project ? a.project->path : b.project ? b.project->path : std::string(".");
  }

  const std::vector<std::string>& bases(const std::string& a, const std::string& b) {
    auto [at, fresh] = bases_.try_emplace(std::minmax(a, b));
    if (fresh) at->second = all_merge_bases(repository_, a, b);
    return at->second;
  }

  bool came_back(const PastMerge& merge, const Project& now, const Thing& thing) {
    auto [at, fresh] = since_.try_emplace(merge.commit);
    if (fresh) at->second = changed_since(repository_, merge.commit, source_.commit, pathspecs(source_.projects));
    return std::any_of(at->second.begin(), at->second.end(),
                       [&](const std::string& commit) { return has(versions_.at(commit, now.path), thing); });
  }

  std::string file_of(const PastVersion& side, const Thing& thing) {
    if (!thing.migration.empty()) return join_path(side.project->migrations_dir, thing.migration);
    for (const auto& file : side.project->schema)
      if (versions_.holdings(std::vector<SchemaFile>{file}).names(thing.declared.name)) return file.path;
    return {};
  }

  PastLoss loss(const PastMerge& merge, const Project& now, const std::vector<PastVersion>& sides, const Thing& thing) {
    PastLoss out;
    out.source = source_.name, out.project = now.path;
    out.merge = merge.commit, out.squash = merge.squash, out.subject = subject(merge.commit);
    auto with = std::find_if(sides.begin(), sides.end(), [&](const PastVersion& side) { return has(side, thing); });
    out.from = with->commit, out.file = file_of(*with, thing);
    const auto& other = with == sides.begin() ? sides.back() : sides.front();
    if (const auto& found = bases(with->commit, other.commit); !found.empty()) out.base = found.front();
    out.migration = thing.migration;
    if (!thing.migration.empty()) return out;
    const auto& word = versions_.vocabulary().word(thing.declared.name);
    out.declaration = word.within == 0 ? word.title : versions_.vocabulary().word(word.within).title;
    out.member = word.within == 0 ? std::string() : word.title;
    return out;
  }

  const std::string& subject(const std::string& commit) {
    auto [at, fresh] = subjects_.try_emplace(commit);
    if (fresh) at->second = subject_of(repository_, commit);
    return at->second;
  }

  const Repository& repository_;
  PastVersions& versions_;
  const Workspace& workspace_;
  const Source& source_;
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> bases_;
  std::map<std::string, std::vector<std::string>> since_;
  std::map<std::string, std::string> subjects_;
  std::set<std::pair<std::string, Thing>> said_;
};

ProjectSearch search_of(const Workspace& workspace, const CollectOptions& collected) {
  ProjectSearch search;
  search.only = collected.projects;
  search.settings = collected.settings;
  search.environment = collected.environment;
  std::set<std::string> roots;
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects) roots.insert(project.path);
  search.roots.assign(roots.begin(), roots.end());
  return search;
}

}  // namespace

PastLosses find_past_losses(const Workspace& workspace, const CollectOptions& collected, const PastOptions& options) {
  PastLosses out;
  out.complete = !workspace.shallow;
  auto repository = open_again(workspace);
  ContentStore store;
  store.script_cap = collected.script_cap;
  PastVersions versions(repository.objects, search_of(workspace, collected), store);
  for (const auto& name : options.sources) {
    const auto* source = workspace.find(name);
    if (!source || source->commit.empty()) continue;
    bool target = name == workspace.target.name;
    auto merges = merges_behind(repository, source->commit, target ? "" : workspace.target.commit, options.most_merges);
    out.sources.push_back(name), out.merges += merges.size();
    History history(repository, versions, workspace, *source);
    for (const auto& merge : merges)
      for (const auto& project : source->projects) history.look_at(merge, project, out.losses);
  }
  return out;
}

}  // namespace tributary
