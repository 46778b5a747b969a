#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>

#include "collect/introductions.hpp"
#include "collect/repository.hpp"
#include "prisma/script.hpp"
#include "tributary/collect.hpp"

namespace tributary {
namespace {

// Somebody in whose tree or on whose disk a migration folder stands.
struct Holder {
  int source = -1;  ///< index in Workspace::sources; -1: a ref that is no source
  std::string ref;
  std::string tip;     ///< commit that holds it; "" = on disk only
  std::string folder;  ///< the migration's folder, from the root
  std::string blob;    ///< of migration.sql; "" = none
};

using Holders = std::map<std::string, std::vector<Holder>>;  // by migration name

std::set<std::string> migrations_folders(const Workspace& workspace) {
  std::set<std::string> folders;
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects)
      if (!project.migrations_dir.empty()) folders.insert(project.migrations_dir);
  return folders;
}

void add_sources(const Workspace& workspace, const std::set<std::string>& names, Holders& holders) {
  for (std::size_t i = 0; i < workspace.sources.size(); ++i)
    for (const auto& project : workspace.sources[i].projects)
      for (const auto& name : names) {
        const auto* migration = project.folder->find(name);
        if (!migration) continue;
        bool committed = migration->tracking == Tracking::committed;
        const auto& source = workspace.sources[i];
        holders[name].push_back({static_cast<int>(i), committed ? source.ref : "", committed ? source.commit : "",
                                 join_path(project.migrations_dir, name),
                                 migration->script ? migration->script->blob : ""});
      }
}

std::optional<TreeItem> find_item(const Objects& objects, const ObjectId& folder, const std::string& name) {
  auto listing = objects.tree(folder);
  if (!listing) return std::nullopt;
  auto at = std::lower_bound(listing->begin(), listing->end(), name,
                             [](const TreeItem& a, const std::string& b) { return a.name < b; });
  if (at == listing->end() || at->name != name) return std::nullopt;
  return *at;
}

std::optional<ObjectId> find_folder(const Objects& objects, ObjectId root, const std::string& path) {
  for (std::size_t at = 0; at < path.size() && path != ".";) {
    auto end = std::min(path.find('/', at), path.size());
    auto item = find_item(objects, root, path.substr(at, end - at));
    if (!item || item->mode != 0040000u) return std::nullopt;
    root = item->id;
    at = end + 1;
  }
  return root;
}

// The names asked for that one migrations tree holds, with the blob of their script; found once per distinct tree.
class TreeSearch {
 public:
  TreeSearch(const Objects& objects, const std::set<std::string>& names) : objects_(objects), names_(names) {}

  const std::vector<std::pair<std::string, std::string>>& in(const ObjectId& tree) {
    auto [at, fresh] = known_.emplace(tree, std::vector<std::pair<std::string, std::string>>());
    if (!fresh) return at->second;
    for (const auto& name : names_) {
      auto folder = find_item(objects_, tree, name);
      if (!folder || folder->mode != 0040000u) continue;
      auto script = find_item(objects_, folder->id, "migration.sql");
      at->second.emplace_back(name, script ? script->id.hex() : "");
    }
    return at->second;
  }

 private:
  const Objects& objects_;
  const std::set<std::string>& names_;
  std::unordered_map<ObjectId, std::vector<std::pair<std::string, std::string>>, ObjectIdHash> known_;
};

void add_commit(const Objects& objects, const std::set<std::string>& folders, TreeSearch& search, const Holder& like,
                Holders& holders) {
  auto id = parse_object_id(like.tip);
  auto root = id ? objects.tree_of(*id) : std::nullopt;
  if (!root) return;
  for (const auto& folder : folders) {
    auto tree = find_folder(objects, *root, folder);
    if (!tree) continue;
    for (const auto& [name, blob] : search.in(*tree)) {
      auto holder = like;
      holder.folder = join_path(folder, name);
      holder.blob = blob;
      holders[name].push_back(std::move(holder));
    }
  }
}

int namespace_rank(const std::string& ref) {
  return ref.rfind("refs/heads/", 0) == 0 ? 0 : ref.rfind("refs/remotes/", 0) == 0 ? 1 : 2;
}

// What HEAD of a worktree holds counts, too, where the disk has something else or nothing.
void add_refs(const Workspace& workspace, const Repository& repository, const std::set<std::string>& names,
              Holders& holders) {
  TreeSearch search(repository.objects, names);
  const auto folders = migrations_folders(workspace);
  std::map<std::string, int> source_of_ref;
  for (std::size_t i = 0; i < workspace.sources.size(); ++i) {
    const auto& source = workspace.sources[i];
    if (!source.ref.empty()) source_of_ref.emplace(source.ref, static_cast<int>(i));
    add_commit(repository.objects, folders, search, {static_cast<int>(i), source.ref, source.commit, {}, {}}, holders);
  }
  for (const auto& [name, ref] : repository.refs) {
    if (short_ref(name) == name || !ref.points_to.empty() || source_of_ref.count(name)) continue;
    if (auto commit = repository.objects.commit_behind(ref.id))
      add_commit(repository.objects, folders, search, {-1, name, commit->hex(), {}, {}}, holders);
  }
}

class Answer {
 public:
  Answer(const Workspace& workspace, const Repository& repository) : workspace_(workspace), repository_(repository) {
    std::set<const MigrationsFolder*> seen;  // thousands of refs share few
    for (const auto& source : workspace.sources)
      for (const auto& project : source.projects)
        if (seen.insert(project.folder.get()).second)
          for (const auto& migration : project.folder->migrations)
            if (migration.script) checksums_.emplace(migration.script->blob, migration.script->checksums);
  }

  void learn_introductions(const Holders& holders) {
    std::set<std::string> folders;
    std::set<std::string> tips;
    for (const auto& [name, list] : holders)
      for (const auto& holder : list) folders.insert(holder.folder);
    for (const auto& source : workspace_.sources)
      if (source.detached) tips.insert(source.commit);
    introductions_ = introductions(repository_, {folders.begin(), folders.end()}, {tips.begin(), tips.end()});
  }

  /// One owner for each distinct script, the best first; the others of the same script in also_in.
  std::vector<Owner> owners(std::vector<Holder> holders, const std::vector<std::string>& wanted) {
    std::map<int, int> stacked_on = count_uppers(holders);
    std::map<std::string, bool> fitting;  // by blob
    for (const auto& holder : holders)
      if (auto [at, fresh] = fitting.emplace(holder.blob, false); fresh)
        for (const auto& checksum : wanted)
          at->second = at->second || prisma::checksum_matches(checksums(holder.blob), checksum);
    auto rank = [&](const Holder& h) {
      bool fits = fitting.at(h.blob);
      auto uppers = stacked_on.find(h.source);
      return std::tuple(!fits, h.source < 0, h.tip.empty(), h.source != 0,
                        uppers == stacked_on.end() ? 0 : -uppers->second, h.source < 0 ? namespace_rank(h.ref) : 0,
                        h.source, h.ref, h.folder);
    };
    std::stable_sort(holders.begin(), holders.end(),
                     [&](const Holder& a, const Holder& b) { return rank(a) < rank(b); });
    std::vector<Owner> out;
    std::map<std::string, std::size_t> by_blob;
    std::set<std::string> told;  // per blob and branch: an upstream says nothing that its branch has not said
    for (const auto& holder : holders) {
      if (!told.insert(holder.blob + "\n" + identity(holder)).second) continue;
      auto [at, fresh] = by_blob.emplace(holder.blob, out.size());
      if (fresh)
        out.push_back(owner(holder));
      else if (holder.source >= 0 || out[at->second].source != workspace_.target.name)
        out[at->second].also_in.push_back(shown(holder));
    }
    return out;
  }

 private:
  std::string identity(const Holder& holder) const {
    const auto& ref = holder.source >= 0 ? workspace_.sources[static_cast<std::size_t>(holder.source)].ref : holder.ref;
    auto branch = branch_of_ref(ref);
    if (!branch.empty()) return "branch " + branch;
    return holder.source >= 0 ? workspace_.sources[static_cast<std::size_t>(holder.source)].name : holder.ref;
  }

  std::string shown(const Holder& holder) const {
    return holder.source >= 0 ? workspace_.sources[static_cast<std::size_t>(holder.source)].name
                              : short_ref(holder.ref);
  }

  // How many of the other holders contain a source: the lowest one of a stack brought the folder.
  std::map<int, int> count_uppers(const std::vector<Holder>& holders) const {
    std::map<int, int> uppers;
    std::map<std::string, int> sources;  // by name
    for (const auto& holder : holders)
      if (holder.source >= 0) sources[workspace_.sources[static_cast<std::size_t>(holder.source)].name] = holder.source;
    for (const auto& upper : sources)
      for (const auto& name : workspace_.sources[static_cast<std::size_t>(upper.second)].contains)
        if (auto lower = sources.find(name); lower != sources.end()) ++uppers[lower->second];
    return uppers;
  }

  Owner owner(const Holder& holder) {
    Owner owner;
    if (holder.source >= 0) owner.source = workspace_.sources[static_cast<std::size_t>(holder.source)].name;
    owner.ref = holder.tip.empty() ? "" : holder.ref;
    owner.checksums = checksums(holder.blob);
    if (holder.tip.empty()) return owner;
    auto added = introductions_.find(holder.folder + "/migration.sql");
    if (added == introductions_.end()) added = introductions_.lower_bound(holder.folder + "/");
    if (added != introductions_.end() && added->first.rfind(holder.folder + "/", 0) == 0)
      owner.commit = introduced_by(repository_, added->second, holder.blob, holder.tip);
    return owner;
  }

  const Checksums& checksums(const std::string& blob) {
    auto [at, fresh] = checksums_.emplace(blob, Checksums());
    auto id = parse_object_id(blob);
    if (!fresh || !id) return at->second;
    if (auto read = repository_.objects.blob(*id); read.bytes)
      at->second = prisma::read_script(std::move(*read.bytes), 0).checksums;
    return at->second;
  }

  const Workspace& workspace_;
  const Repository& repository_;
  std::map<std::string, Checksums> checksums_;  // by blob
  std::map<std::string, std::vector<Introduction>> introductions_;
};

}  // namespace

Owners find_owners(const Workspace& workspace, const std::set<OwnerQuestion>& questions) {
  Owners owners;
  std::set<std::string> names;
  for (const auto& question : questions) names.insert(question.migration);
  if (names.empty()) return owners;
  const auto repository = open_again(workspace);
  Holders holders;
  add_sources(workspace, names, holders);
  add_refs(workspace, repository, names, holders);
  Answer answer(workspace, repository);
  answer.learn_introductions(holders);
  std::map<std::string, std::vector<std::string>> wanted;  // checksums by name
  for (const auto& question : questions) wanted[question.migration].push_back(question.checksum);
  for (auto& [name, list] : holders) owners[name] = answer.owners(std::move(list), wanted[name]);
  return owners;
}

}  // namespace tributary
