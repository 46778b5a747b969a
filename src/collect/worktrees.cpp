#include "collect/worktrees.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include "base/text.hpp"

namespace tributary {
namespace {

// HEAD is read by hand: libgit2 calls every attached linked worktree detached, and fails where the folder is gone.
void read_head(const Repository& repository, const std::string& git_dir, Source& source) {
  auto head = read_file(git_dir + "/HEAD");
  auto says = head.bytes ? text::trim(*head.bytes) : std::string();
  if (says.rfind("ref:", 0) == 0) {
    source.ref = text::trim(says.substr(4));
    source.branch = source.ref.rfind("refs/heads/", 0) == 0 ? source.ref.substr(11) : source.ref;
    const auto* ref = repository.find_ref(source.ref);
    if (ref) source.commit = ref->id.hex();
    return;  // no such ref: the branch is unborn
  }
  source.detached = true;
  if (auto id = parse_object_id(says))
    source.commit = id->hex();
  else
    source.obstacles.push_back({"", 0,
                                "HEAD of this worktree cannot be read: " +
                                    (head.bytes ? "\"" + text::to_utf8(says.substr(0, 80)) + "\"" : head.problem),
                                "`git fsck` and `git worktree repair` tell more"});
}

void drop_commit_that_is_gone(const Repository& repository, Source& source) {
  auto id = parse_object_id(source.commit);
  if (!id || repository.objects.commit_behind(*id)) return;
  source.obstacles.push_back(
      {"", 0, "HEAD is at " + source.commit + ", which is not in the object database", "`git fsck` tells more"});
  source.commit.clear();
}

// "C:/work/tree", "//server/share", "\\wsl$": git for Windows writes such paths, and beside WSL both systems read one
// repository.
bool is_windows_path(const std::string& path) {
  bool drive = path.size() > 2 && std::isalpha(static_cast<unsigned char>(path[0])) && path[1] == ':' &&
               (path[2] == '/' || path[2] == '\\');
  return drive || path.rfind("\\\\", 0) == 0 || path.rfind("//", 0) == 0;
}

// A disk or a container's mount that is not here: nothing of the path's beginning exists.
bool of_another_system(const std::string& path) {
  if (is_windows_path(path)) return true;
  static const std::set<std::string> mounts = {"/mnt", "/media", "/Volumes", "/run", "/home"};
  auto first = path.substr(0, path.find('/', 1));
  if (kind_behind(first) != FileKind::folder) return true;
  auto second = path.substr(0, path.find('/', first.size() + 1));
  return mounts.count(first) > 0 && second != path && kind_behind(second) != FileKind::folder;
}

void say_gone(Source& source) {
  source.missing = true;
  source.elsewhere = of_another_system(source.path);
  source.missing_because = source.elsewhere ? source.path +
                                                  " is a path of another system (Windows beside WSL, a "
                                                  "container's mount, a disk that is not mounted)"
                                            : "its folder " + source.path + " is gone";
}

void look_at_folder(Source& source) {
  if (kind_of(source.path + "/.git") == FileKind::absent && kind_behind(source.path) != FileKind::folder) {
    say_gone(source);
  } else if (kind_of(source.path + "/.git") == FileKind::absent) {
    std::string problem;
    if (list_folder(source.path, &problem)) {
      source.missing = true;
      source.missing_because = source.path + " holds no .git that leads to this repository";
    } else {
      source.obstacles.push_back({"", 0, "the worktree's folder cannot be read: " + problem, {}});
    }
  }
}

Source linked_worktree(const Repository& repository, const std::string& name) {
  Source source;
  auto git_dir = repository.common_dir + "/worktrees/" + name;
  source.name = name;
  auto link = read_file(git_dir + "/gitdir");
  auto dot_git = link.bytes ? text::trim(*link.bytes) : std::string();
  // git writes "<worktree>/.git"; relative to git_dir since relativeWorktrees, which git 2.39 does not understand.
  bool windows = is_windows_path(dot_git);
  if (!dot_git.empty() && dot_git[0] != '/' && !windows) dot_git = git_dir + "/" + dot_git;
  source.path = dot_git.empty() ? std::string() : parent_path(windows ? dot_git : absolute_path(dot_git));
  if (auto locked = read_file(git_dir + "/locked"); locked.bytes) {
    source.locked = true;
    source.locked_because = text::trim(*locked.bytes);
  }
  read_head(repository, git_dir, source);
  if (source.path.empty())
    source.missing = true, source.missing_because = "git does not record where its folder is";
  else
    look_at_folder(source);
  return source;
}

Source main_worktree(const Repository& repository) {
  Source source;
  source.main_worktree = true;
  source.path = repository.main_worktree;
  if (source.path.empty()) {
    source.path = repository.common_dir;
    source.missing = true;
    source.missing_because =
        "git does not record where the main worktree of a separate git directory is; start tributary inside it";
  } else {
    look_at_folder(source);
  }
  source.name = file_name(source.path);
  read_head(repository, repository.common_dir, source);
  return source;
}

void report_unusable(const Repository& repository, const std::vector<std::string>& usable,
                     std::vector<Obstacle>& obstacles) {
  auto all = list_folder(repository.common_dir + "/worktrees");
  if (!all) return;
  for (const auto& name : *all)
    if (!std::binary_search(usable.begin(), usable.end(), name))
      obstacles.push_back({"", 0, "worktrees/" + name + " in the git directory is not a usable worktree entry",
                           "`git worktree prune --verbose` tells why"});
}

}  // namespace

std::vector<Source> list_worktrees(const Repository& repository, std::vector<Obstacle>& obstacles) {
  std::vector<Source> sources;
  auto names = repository.objects.worktree_names();
  for (const auto& name : names) sources.push_back(linked_worktree(repository, name));
  report_unusable(repository, names, obstacles);
  std::sort(sources.begin(), sources.end(), [](const Source& a, const Source& b) { return a.path < b.path; });
  if (!repository.bare) sources.insert(sources.begin(), main_worktree(repository));
  for (auto& source : sources) drop_commit_that_is_gone(repository, source);
  return sources;
}

}  // namespace tributary
