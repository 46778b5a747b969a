#include "collect/merging.hpp"

#include <algorithm>
#include <set>

#include "base/process.hpp"
#include "base/text.hpp"
#include "tributary/error.hpp"

namespace tributary {
namespace {

std::string commit_of(const Repository& repository, const std::string& name) {
  auto parsed =
      run_git(repository.common_dir, {"rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}"});
  if (parsed.status != 0) throw Error("there is no such commit here: " + name, repository.common_dir, "fetch it first");
  return text::trim(parsed.out);
}

// The full name of a branch, remote branch or tag that the user's words stand for; "" = a commit by its id.
std::string ref_of(const Repository& repository, const std::string& words) {
  for (const auto& name : {words, "refs/heads/" + words, "refs/remotes/" + words, "refs/tags/" + words})
    if (name.rfind("refs/", 0) == 0 && repository.find_ref(name)) return name;
  return {};
}

// A branch that stands at the commit says more than its id.
std::string ref_at(const Repository& repository, const std::string& commit) {
  for (const char* space : {"refs/heads/", "refs/remotes/", "refs/tags/"})
    for (const auto& [name, ref] : repository.refs)
      if (name.rfind(space, 0) == 0 && ref.points_to.empty() && ref.id.hex() == commit) return name;
  return {};
}

struct IndexEntry {
  FileKind kind = FileKind::file;
  std::string id;
};
using IndexFolder = std::map<std::string, IndexEntry>;

// "100644 <id> 0\tpath" per entry; folders follow from paths.
std::map<std::string, IndexFolder> folders_of(const std::string& listing) {
  std::map<std::string, IndexFolder> folders;
  folders["."];
  for (const auto& line : text::split(listing, '\0')) {
    auto tab = line.find('\t');
    if (tab == line.npos || tab < 49) continue;
    auto path = line.substr(tab + 1);
    auto kind = line.starts_with("120000")   ? FileKind::link
                : line.starts_with("160000") ? FileKind::other
                                             : FileKind::file;
    folders[parent_path(path)][file_name(path)] = {kind, line.substr(7, 40)};
    for (auto folder = parent_path(path); folder != "."; folder = parent_path(folder))
      if (!folders[parent_path(folder)].emplace(file_name(folder), IndexEntry{FileKind::folder, ""}).second) break;
  }
  return folders;
}

}  // namespace

Tree index_tree(const Objects& objects, const std::string& worktree, const std::string& index_file) {
  auto listed = run_git_on_index(worktree, index_file, {"ls-files", "--stage", "-z", "--full-name", ":/"});
  if (listed.status != 0) throw Error("git cannot list the index: " + text::trim(listed.err), worktree, {});
  auto folders = std::make_shared<const std::map<std::string, IndexFolder>>(folders_of(listed.out));
  auto clean = [](const std::string& path) {
    std::string out;
    for (const auto& step : text::split(path, '/'))
      if (!step.empty() && step != ".") out = join_path(out, step);
    return out.empty() ? std::string(".") : out;
  };
  auto find = [folders, clean](const std::string& path) -> std::optional<IndexEntry> {
    auto wanted = clean(path);
    if (wanted == ".") return IndexEntry{FileKind::folder, ""};
    auto folder = folders->find(parent_path(wanted));
    if (folder == folders->end()) return std::nullopt;
    auto entry = folder->second.find(file_name(wanted));
    return entry == folder->second.end() ? std::nullopt : std::optional(entry->second);
  };
  Tree tree;
  tree.kind = [find](const std::string& path) {
    auto found = find(path);
    return found ? found->kind : FileKind::absent;
  };
  tree.kind_behind = tree.kind;
  tree.list = [folders, clean](const std::string& path) {
    std::vector<TreeEntry> out;
    if (auto folder = folders->find(clean(path)); folder != folders->end())
      for (const auto& [name, entry] : folder->second) out.push_back({name, entry.kind});
    return out;
  };
  tree.read = [find, &objects](const std::string& path) -> ReadResult {
    auto found = find(path);
    if (!found) return {std::nullopt, "no such file"};
    if (found->kind != FileKind::file)
      return {std::nullopt, found->kind == FileKind::folder ? "is a folder" : "is not a regular file"};
    auto id = parse_object_id(found->id);
    return id ? objects.blob(*id) : ReadResult{std::nullopt, "has no id in the index"};
  };
  tree.id = [find](const std::string& path) {
    auto found = find(path);
    return found ? found->id : std::string();
  };
  return tree;
}

std::vector<std::string> add_incoming(const Repository& repository, const MergeInProgress& merging,
                                      Workspace& workspace) {
  auto& target = workspace.sources.front();
  if (!merging.target_commit.empty()) target.commit = commit_of(repository, merging.target_commit);
  workspace.target.commit = target.commit;
  target.kind = Source::Kind::ref;
  std::vector<std::string> commits;
  for (const auto& incoming : merging.incoming) {
    Source source;
    source.kind = Source::Kind::ref;
    source.commit = commit_of(repository, incoming.commit);
    source.ref = incoming.name.empty() ? std::string() : ref_of(repository, incoming.name);
    if (source.ref.empty()) source.ref = ref_at(repository, source.commit);
    source.branch = branch_of_ref(source.ref);
    auto checked_out = std::find_if(workspace.sources.begin() + 1, workspace.sources.end(), [&](const Source& other) {
      return other.kind == Source::Kind::worktree && other.commit == source.commit;
    });
    if (checked_out != workspace.sources.end()) {
      source.ref = checked_out->ref, source.branch = checked_out->branch;
      *checked_out = source;
    } else {
      workspace.sources.push_back(source);
    }
    commits.push_back(source.commit);
  }
  return commits;
}

std::vector<std::string> incoming_names(const std::vector<std::string>& commits, const Workspace& workspace) {
  std::vector<std::string> names;
  for (const auto& source : workspace.sources)
    if (&source != &workspace.sources.front() && source.kind == Source::Kind::ref &&
        std::find(commits.begin(), commits.end(), source.commit) != commits.end())
      names.push_back(source.name);
  return names;
}

Source read_result(const Repository& repository, const std::string& worktree, const MergeInProgress& merging,
                   const ProjectSearch& search, ContentStore& store) {
  Source result;
  result.name = "merge result";
  result.kind = Source::Kind::ref;
  if (merging.result == "INDEX") {
    result.projects = find_projects(index_tree(repository.objects, worktree, merging.index_file), search, store);
    return result;
  }
  auto parsed = run_git(repository.common_dir,
                        {"rev-parse", "--verify", "--quiet", "--end-of-options", merging.result + "^{tree}"});
  auto tree = parsed.status == 0 ? parse_object_id(text::trim(parsed.out)) : std::nullopt;
  if (!tree)
    throw Error("there is no such tree: " + merging.result, repository.common_dir, "give a tree, a commit or INDEX");
  result.projects = find_projects(commit_tree(repository.objects, *tree).tree, search, store);
  return result;
}

}  // namespace tributary
