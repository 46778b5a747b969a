#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <map>

#include "base/process.hpp"
#include "base/text.hpp"
#include "collect/worktrees.hpp"
#include "support/temp_repo.hpp"
#include "tributary/error.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

struct Listed {
  std::string head, branch, locked;
  bool bare = false, detached = false, is_locked = false, prunable = false;
};

std::map<std::string, Listed> git_lists(const std::string& folder) {
  std::map<std::string, Listed> list;
  Listed* now = nullptr;
  for (const auto& line : text::split(git(folder, {"worktree", "list", "--porcelain", "-z"}), '\0')) {
    auto space = line.find(' ');
    auto word = line.substr(0, space), rest = space == line.npos ? "" : line.substr(space + 1);
    if (word == "worktree") now = &list[rest];
    if (!now) continue;
    if (word == "HEAD") now->head = rest == std::string(40, '0') ? "" : rest;
    if (word == "branch") now->branch = rest;
    if (word == "bare") now->bare = true;
    if (word == "detached") now->detached = true;
    if (word == "locked") now->is_locked = true, now->locked = rest;
    if (word == "prunable") now->prunable = true;
  }
  return list;
}

std::map<std::string, Source> we_list(const std::string& folder) {
  std::vector<Obstacle> obstacles;
  std::map<std::string, Source> list;
  for (auto& source : list_worktrees(open_repository(folder), obstacles)) list[source.path] = source;
  return list;
}

// git prints a bare repository as a worktree; a missing worktree that is locked is not prunable to git.
void same_as_git(const std::string& folder) {
  auto git_says = git_lists(folder);
  for (auto at = git_says.begin(); at != git_says.end();) at = at->second.bare ? git_says.erase(at) : std::next(at);
  auto we_say = we_list(folder);
  REQUIRE(we_say.size() == git_says.size());
  for (const auto& entry : git_says) {
    const auto& path = entry.first;
    const auto& listed = entry.second;
    CAPTURE(path);
    REQUIRE(we_say.count(path) == 1);
    const auto& source = we_say[path];
    CHECK(source.commit == listed.head);
    CHECK(source.ref == listed.branch);
    CHECK(source.detached == listed.detached);
    CHECK(source.locked == listed.is_locked);
    CHECK(source.locked_because == listed.locked);
    if (!listed.is_locked) CHECK(source.missing == listed.prunable);
  }
}

}  // namespace

TEST_SUITE("git") {
  TEST_CASE(
      "worktrees: main, linked, detached, locked with and without a reason, missing: as git lists them, from "
      "everywhere") {
    TempRepo repo;
    repo.start_project();
    repo.git({"worktree", "add", "-q", "-b", "feature/epic-3", repo.beside("epic3")});
    repo.git({"worktree", "add", "-q", "--detach", repo.beside("with space")});
    repo.git({"worktree", "add", "-q", "-b", "locked", repo.beside("locked")});
    repo.git({"worktree", "lock", "--reason", "on a stick\nin a drawer", repo.beside("locked")});
    repo.git({"worktree", "add", "-q", "-b", "quiet", repo.beside("quietly-locked")});
    repo.git({"worktree", "lock", repo.beside("quietly-locked")});
    repo.git({"worktree", "add", "-q", "-b", "gone", repo.beside("gone")});
    repo.git({"worktree", "add", "-q", "-b", "gone-locked", repo.beside("gone-locked")});
    repo.git({"worktree", "lock", repo.beside("gone-locked")});
    std::filesystem::remove_all(repo.beside("gone"));
    std::filesystem::remove_all(repo.beside("gone-locked"));
    for (const auto& from :
         {repo.path(), repo.path() + "/prisma/migrations", repo.path() + "/.git", repo.path() + "/.git/refs",
          repo.path() + "/.git/worktrees/epic3", repo.beside("epic3"), repo.beside("with space") + "/prisma"}) {
      CAPTURE(from);
      same_as_git(from);
    }
    auto list = we_list(repo.path());
    CHECK(list[repo.beside("locked")].locked_because == "on a stick\nin a drawer");
    CHECK(list[repo.beside("gone")].missing);
    CHECK(list[repo.beside("gone")].branch == "gone");
    CHECK(list[repo.beside("gone-locked")].missing);
    CHECK(list[repo.path()].main_worktree);
  }

  TEST_CASE("worktrees: an unborn HEAD has a branch and no commit") {
    TempRepo repo;
    same_as_git(repo.path());
    auto main = we_list(repo.path())[repo.path()];
    CHECK(main.branch == "main");
    CHECK(main.commit.empty());
    CHECK(main.obstacles.empty());
  }

  TEST_CASE("worktrees: a bare repository has only its linked ones") {
    TempRepo repo;
    repo.start_project();
    repo.git({"clone", "-q", "--bare", repo.path(), repo.beside("bare.git")});
    same_as_git(repo.beside("bare.git"));
    repo.git({"worktree", "add", "-q", repo.beside("work"), "main"}, repo.beside("bare.git"));
    same_as_git(repo.beside("bare.git"));
    same_as_git(repo.beside("work"));
    CHECK(we_list(repo.beside("work")).size() == 1);
  }

  TEST_CASE("worktrees: a .bare folder with a .git file beside it") {
    TempRepo repo;
    repo.start_project();
    repo.git({"clone", "-q", "--bare", repo.path(), repo.beside("project/.bare")});
    write_file(repo.beside("project/.git"), "gitdir: ./.bare\n");
    repo.git({"worktree", "add", "-q", repo.beside("project/main"), "main"}, repo.beside("project"));
    same_as_git(repo.beside("project"));
    same_as_git(repo.beside("project/main/prisma"));
  }

  TEST_CASE("worktrees: a bare repository whose core.bare moved into config.worktree stays bare") {
    TempRepo repo;
    repo.start_project();
    repo.git({"clone", "-q", "--bare", repo.path(), repo.beside("bare.git")});
    repo.git({"worktree", "add", "-q", repo.beside("work"), "main"}, repo.beside("bare.git"));
    repo.git({"sparse-checkout", "set", "prisma"}, repo.beside("work"));
    same_as_git(repo.beside("bare.git"));
    auto list = we_list(repo.beside("work"));  // git 2.39 run in here lists bare.git as a worktree on main
    REQUIRE(list.size() == 1);
    CHECK(list.begin()->first == repo.beside("work"));
  }

  TEST_CASE("worktrees: a submodule's main worktree is where core.worktree says") {
    TempRepo inner, outer;
    inner.start_project();
    outer.start_project();
    outer.git({"-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.path(), "sub"});
    CHECK(we_list(outer.path() + "/sub").count(outer.path() + "/sub") == 1);
    CHECK(we_list(outer.path() + "/.git/modules/sub").count(outer.path() + "/sub") == 1);
  }

  TEST_CASE("git 2.39 is wrong: relative worktree paths are not prunable") {
    TempRepo repo;
    repo.start_project();
    repo.git({"worktree", "add", "-q", "-b", "epic", repo.beside("epic")});
    write_file(repo.path() + "/.git/worktrees/epic/gitdir", "../../../../epic/.git\n");
    write_file(repo.beside("epic/.git"), "gitdir: ../repo/.git/worktrees/epic\n");
    repo.git({"config", "core.repositoryformatversion", "1"});
    repo.git({"config", "extensions.noop", "true"});
    auto list = we_list(repo.path());
    REQUIRE(list.count(repo.beside("epic")) == 1);
    CHECK_FALSE(list[repo.beside("epic")].missing);
    CHECK(list[repo.beside("epic")].branch == "epic");
    CHECK(we_list(repo.beside("epic")).size() == 2);
    auto git_says = git_lists(repo.path());
    if (git_says.count(repo.beside("epic")) == 0) CHECK(git_says.size() == 2);  // git 2.39: "../../../../epic"
  }

  TEST_CASE("git 2.39 is wrong: the main worktree of a separate git directory is not that directory") {
    TempRepo repo;
    repo.git({"init", "-q", "-b", "main", "--separate-git-dir", repo.beside("store"), repo.beside("apart")});
    repo.start_project();
    write_file(repo.beside("apart/a"), "a");
    repo.commit("start", repo.beside("apart"));
    auto inside = we_list(repo.beside("apart"));
    REQUIRE(inside.size() == 1);
    CHECK(inside.begin()->first == repo.beside("apart"));
    CHECK_FALSE(inside.begin()->second.missing);
    auto git_says = git_lists(repo.beside("apart"));
    if (git_says.count(repo.beside("apart")) == 0) CHECK(git_says.count(repo.beside("store")) == 1);

    // From elsewhere nobody can know where it is: that is said, not guessed.
    repo.git({"worktree", "add", "-q", "-b", "epic", repo.beside("epic")}, repo.beside("apart"));
    auto outside = we_list(repo.beside("epic"));
    REQUIRE(outside.size() == 2);
    CHECK(outside[repo.beside("store")].missing);
    CHECK(outside[repo.beside("store")].missing_because.find("separate git directory") != std::string::npos);
    CHECK(outside[repo.beside("epic")].branch == "epic");
  }

  TEST_CASE("worktrees: variables that git hooks set lead nowhere else") {
    TempRepo repo, other;
    repo.start_project();
    other.start_project();
    ::setenv("GIT_DIR", (other.path() + "/.git").c_str(), 1);
    ::setenv("GIT_WORK_TREE", other.path().c_str(), 1);
    ::setenv("GIT_INDEX_FILE", (other.path() + "/.git/index").c_str(), 1);
    auto list = we_list(repo.path());
    for (const char* name : {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"}) ::unsetenv(name);
    REQUIRE(list.size() == 1);
    CHECK(list.begin()->first == repo.path());
  }

  TEST_CASE(
      "worktrees: a damaged HEAD, a HEAD whose commit is gone and an unusable entry are told, the others are listed") {
    TempRepo repo;
    repo.start_project();
    repo.git({"worktree", "add", "-q", "-b", "odd", repo.beside("odd")});
    repo.git({"worktree", "add", "-q", "--detach", repo.beside("dangling")});
    write_file(repo.path() + "/.git/worktrees/odd/HEAD", "\xff\xfe nonsense\n");
    write_file(repo.path() + "/.git/worktrees/dangling/HEAD", "1234567890123456789012345678901234567890\n");
    write_file(repo.path() + "/.git/worktrees/empty/locked", "");
    std::vector<Obstacle> obstacles;
    auto list = list_worktrees(open_repository(repo.path()), obstacles);
    REQUIRE(list.size() == 3);
    CHECK(list[0].obstacles.empty());
    REQUIRE(list[1].obstacles.size() == 1);
    CHECK(list[1].obstacles[0].message.find("is not in the object database") != std::string::npos);
    REQUIRE(list[2].obstacles.size() == 1);
    CHECK(list[2].obstacles[0].message.find("HEAD of this worktree cannot be read") == 0);
    REQUIRE(obstacles.size() == 1);
    CHECK(obstacles[0].message.find("worktrees/empty") == 0);
  }

  TEST_CASE("opening: extensions that are harmless to reading open") {
    TempRepo repo;
    repo.start_project();
    repo.git({"config", "core.repositoryformatversion", "1"});
    repo.git({"config", "extensions.worktreeConfig", "true"});
    repo.git({"config", "extensions.partialClone", "origin"});
    CHECK(we_list(repo.path()).size() == 1);
  }

  TEST_CASE("opening: what cannot be read is an error that names the extension") {
    TempRepo repo;
    std::string says;
    std::filesystem::create_directory(repo.beside("sha256"));
    repo.git({"init", "-q", "--object-format=sha256"}, repo.beside("sha256"));
    try {
      open_repository(repo.beside("sha256"));
    } catch (const Error& error) {
      says = error.what();
    }
    CHECK(says == "tributary cannot read repositories with extensions.objectformat=sha256");

    repo.git({"config", "core.repositoryformatversion", "1"});
    repo.git({"config", "extensions.refStorage", "reftable"});
    try {
      open_repository(repo.path());
    } catch (const Error& error) {
      says = error.what();
    }
    CHECK(text::lower(says).find("refstorage") != std::string::npos);
  }

  TEST_CASE("opening: no repository, no folder, a file: each an error with a hint") {
    TempFolder folder;
    write_file(folder.path() + "/file", "x");
    for (const auto& path : {folder.path(), folder.path() + "/nothing", folder.path() + "/file"}) {
      CAPTURE(path);
      try {
        open_repository(path);
        FAIL("it opened");
      } catch (const Error& error) {
        CHECK(error.where == path);
        CHECK(error.hint.find("--repo DIR") != std::string::npos);
      }
    }
  }

  TEST_CASE("opening: a repository of another user is refused with git's own advice") {
    if (::geteuid() != 0) return;  // only root can give a folder away
    TempRepo repo;
    repo.start_project();
    REQUIRE(::chown(repo.path().c_str(), 12345, 12345) == 0);
    REQUIRE(::chown((repo.path() + "/.git").c_str(), 12345, 12345) == 0);
    try {
      open_repository(repo.path());
      FAIL("it opened");
    } catch (const Error& error) {
      CHECK(error.hint.find("git config --global --add safe.directory") == 0);
    }
  }
}
