#include "collect/target.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "base/files.hpp"
#include "base/git_folders.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "tributary/error.hpp"

namespace tributary {
namespace {

std::string choices(const Repository& repository) {
  std::vector<std::string> names;
  for (const auto& [name, ref] : repository.refs)
    if (ref.points_to.empty() && !branch_of_ref(name).empty()) names.push_back(short_ref(name));
  if (names.size() > 8) names.resize(8), names.push_back("…");
  return names.empty() ? "this repository has no branches yet; name one with --target BRANCH"
                       : "name one with --target BRANCH: " + text::join(names, ", ") +
                             "; in a clone of one branch fetch it first: git fetch origin "
                             "main:refs/remotes/origin/main";
}

std::string checked_out_ref(const std::vector<Source>& worktrees, const std::string& ref) {
  for (const auto& worktree : worktrees)
    if (worktree.ref == ref) return ref;
  return {};
}

// A branch may be unborn: checked out in a worktree before its first commit.
std::string find_branch(const Repository& repository, const std::vector<Source>& worktrees, const std::string& branch) {
  if (auto local = "refs/heads/" + branch; repository.find_ref(local) || !checked_out_ref(worktrees, local).empty())
    return local;
  if (auto origin = "refs/remotes/origin/" + branch; repository.find_ref(origin)) return origin;
  for (const auto& [name, ref] : repository.refs)
    if (name.rfind("refs/remotes/", 0) == 0 && branch_of_ref(name) == branch) return name;
  return {};
}

std::string find_named(const Repository& repository, const std::vector<Source>& worktrees, const std::string& wanted) {
  if (auto branch = find_branch(repository, worktrees, wanted); !branch.empty()) return branch;
  for (const auto& name : {wanted, "refs/remotes/" + wanted, "refs/tags/" + wanted, "refs/" + wanted})
    if (repository.find_ref(name)) return name;
  return checked_out_ref(worktrees, wanted);
}

std::string find_default(const Repository& repository, const std::vector<Source>& worktrees) {
  if (const auto* head = repository.find_ref("refs/remotes/origin/HEAD"); head && !head->points_to.empty())
    if (auto branch = find_branch(repository, worktrees, branch_of_ref(head->points_to)); !branch.empty())
      return branch;
  for (const char* name : {"main", "master"})
    if (auto branch = find_branch(repository, worktrees, name); !branch.empty()) return branch;
  return {};
}

std::string commit_named(const Repository& repository, const std::string& wanted) {
  if (wanted.empty() || wanted[0] == '-') return {};
  auto parsed =
      run_git(repository.common_dir, {"rev-parse", "--verify", "--quiet", "--end-of-options", wanted + "^{commit}"});
  return parsed.status == 0 ? text::trim(parsed.out) : std::string();
}

std::string upstream_of(const Repository& repository, const std::string& ref) {
  const auto* local = repository.find_ref(ref);
  if (local && !local->upstream.empty()) return local->upstream;
  auto origin = "refs/remotes/origin/" + branch_of_ref(ref);
  return ref.rfind("refs/heads/", 0) == 0 && repository.find_ref(origin) ? origin : std::string();
}

int commits_missing(const Repository& repository, const std::string& commit, const Ref* upstream) {
  if (!upstream || commit.empty() || upstream->id.hex() == commit) return 0;
  auto counted = run_git(repository.common_dir, {"rev-list", "--count", commit + ".." + upstream->id.hex()});
  return counted.status == 0 ? std::atoi(counted.out.c_str()) : 0;
}

Source ref_source(const Repository& repository, const std::string& ref, const std::string& commit) {
  Source source;
  source.kind = Source::Kind::ref;
  source.name = ref.empty() ? commit : short_ref(ref);
  source.ref = ref;
  source.branch = branch_of_ref(ref);
  source.detached = ref.empty();
  source.commit = commit;
  if (const auto* found = repository.find_ref(ref)) {
    auto behind = repository.objects.commit_behind(found->id);
    if (!behind)
      throw Error("the target " + source.name + " does not lead to a commit", repository.common_dir,
                  "`git fsck` tells more");
    source.commit = behind->hex();
  }
  return source;
}

void put_first(std::vector<Source>& worktrees, const Repository& repository, const std::string& ref,
               const std::string& commit) {
  auto at = std::find_if(worktrees.begin(), worktrees.end(), [&](const Source& worktree) {
    return !ref.empty() && worktree.ref == ref && !worktree.missing;
  });
  if (at == worktrees.end()) {
    worktrees.insert(worktrees.begin(), ref_source(repository, ref, commit));
  } else {
    std::rotate(worktrees.begin(), at, at + 1);
  }
}

std::vector<std::string> merge_heads(const std::string& worktree) {
  auto folder = worktree.empty() ? std::string() : git_dir_of(worktree);
  if (folder.empty()) return {};
  return text::lines(read_file(join_path(folder, "MERGE_HEAD")).bytes.value_or(""));
}

}  // namespace

Target choose_target(const Repository& repository, const std::string& wanted, std::vector<Source>& worktrees) {
  auto ref = wanted.empty() ? find_default(repository, worktrees) : find_named(repository, worktrees, wanted);
  auto commit = ref.empty() ? commit_named(repository, wanted) : std::string();
  if (ref.empty() && commit.empty())
    throw Error(wanted.empty() ? "no target: there is no origin/HEAD, no main and no master"
                               : "no target: there is no branch " + wanted,
                repository.common_dir, choices(repository));
  put_first(worktrees, repository, ref, commit);
  const auto& source = worktrees.front();
  Target target;
  target.branch = source.branch, target.ref = source.ref, target.commit = source.commit, target.worktree = source.path;
  target.merging = merge_heads(target.worktree);
  target.upstream = upstream_of(repository, target.ref);
  target.behind_upstream = commits_missing(repository, target.commit, repository.find_ref(target.upstream));
  target.history_complete = !repository.shallow;
  return target;
}

namespace {

// Commits come newest first, so what is met first is the latest news of a folder; its script decides whether it is
// gone.
struct PastReader {
  const std::vector<std::string>& folders;
  std::string tip, commit, parent;
  bool merge = false;
  std::map<std::string, std::map<std::string, PastMigration>> found;

  void read(const std::string& path, const std::string& before, const std::string& after) {
    for (const auto& folder : folders) {
      auto prefix = folder == "." ? std::string() : folder + "/";
      if (path.rfind(prefix, 0) != 0) continue;
      auto slash = path.find('/', prefix.size());
      if (slash == path.npos) continue;
      auto name = path.substr(prefix.size(), slash - prefix.size());
      note(found[folder][name], path.substr(0, slash), path.substr(slash + 1), before, after);
    }
  }

  void note(PastMigration& past, const std::string& folder, const std::string& file, const std::string& before,
            const std::string& after) const {
    static const std::string none(40, '0');
    bool script = file == "migration.sql";
    if (past.name.empty() || (script && past.blobs.empty())) {
      past.last_seen = after == none ? parent : tip;
      past.path = folder;
    }
    past.name = file_name(folder);
    if (!script) return;
    if (past.blobs.empty() && after == none) past.taken_out_by = commit, past.taken_out_in_merge = merge;
    for (const auto& blob : {after, before})
      if (blob != none && std::find(past.blobs.begin(), past.blobs.end(), blob) == past.blobs.end())
        past.blobs.push_back(blob);
  }
};

}  // namespace

std::map<std::string, std::vector<PastMigration>> past_migrations(const Repository& repository,
                                                                  const std::string& commit,
                                                                  const std::vector<std::string>& folders,
                                                                  std::vector<Obstacle>& obstacles) {
  if (commit.empty() || folders.empty()) return {};
  std::vector<std::string> arguments = {
      "log",         "--first-parent", "--diff-merges=first-parent", "--raw", "-r", "-z",
      "--no-abbrev", "--no-renames",   "--format=%x01%H %P",         commit,  "--"};
  for (const auto& folder : folders) arguments.push_back(":(top,literal)" + folder);
  auto log = run_git(repository.common_dir, arguments);
  if (log.status != 0)
    obstacles.push_back({"", 0,
                         "the target's history cannot be walked: " + text::replace_all(text::trim(log.err), "\n", " "),
                         "`git fsck` tells more; a clone without --filter has everything"});
  PastReader reader{folders, commit, {}, {}, false, {}};
  auto words = text::split(log.out, '\0');
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string_view word = words[i];
    while (!word.empty() && word[0] == '\n') word.remove_prefix(1);
    if (!word.empty() && word[0] == '\x01') {
      reader.commit = std::string(word.substr(1, 40));
      reader.parent = word.size() >= 82 ? std::string(word.substr(42, 40)) : std::string();
      reader.merge = word.size() > 82 && word[82] == ' ';
    } else if (word.size() > 97 && word[0] == ':' && i + 1 < words.size()) {
      reader.read(words[++i], std::string(word.substr(15, 40)), std::string(word.substr(56, 40)));
    }
  }
  std::map<std::string, std::vector<PastMigration>> past;
  for (auto& [folder, migrations] : reader.found)
    for (auto& [name, migration] : migrations) past[folder].push_back(std::move(migration));
  return past;
}

}  // namespace tributary
