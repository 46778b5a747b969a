#include "collect/merging.hpp"

#include <algorithm>
#include <set>

#include "base/process.hpp"
#include "base/text.hpp"
#include "collect/index_tree.hpp"
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

}  // namespace

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
