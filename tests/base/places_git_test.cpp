// Where git has its folders, and what leads out of one.
#include <doctest/doctest.h>

#include "base/files.hpp"
#include "base/git_folders.hpp"
#include "base/process.hpp"
#include "support/temp_repo.hpp"
#include "tributary/error.hpp"

using namespace tributary;
using namespace tributary::testing;

TEST_CASE("a path stays inside of its folder unless it is absolute, goes up or has an empty part") {
  for (const std::string inside : {"a", "a/b.sql", "..a/b..", "...", ".git"})
    CHECK_MESSAGE(stays_inside(inside), inside);
  for (const std::string leaves : {"", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "./a", "a/.."})
    CHECK_MESSAGE(!stays_inside(leaves), leaves);
}

TEST_SUITE("git") {
  TEST_CASE("a worktree's git folder is found through its file, and the common one from anywhere") {
    TempRepo repo;
    repo.start_project();
    repo.git({"worktree", "add", "-q", repo.beside("epic"), "-b", "epic"});
    auto common = real_path(repo.path() + "/.git");
    CHECK(real_path(git_dir_of(repo.path())) == common);
    CHECK(real_path(git_dir_of(repo.beside("epic"))) == common + "/worktrees/epic");
    for (const auto& folder : {repo.path(), repo.beside("epic"), repo.beside("epic") + "/prisma", common})
      CHECK(real_path(common_dir_of(folder)) == common);
  }

  TEST_CASE("where there is no repository there is no git folder, and the error says so in people's words") {
    TempFolder plain;
    CHECK(git_dir_of(plain.path()) == "");
    write_file(plain.path() + "/.git", "garbage");
    CHECK(git_dir_of(plain.path()) == "");
    std::string said;
    try {
      common_dir_of("/nonexistent");
    } catch (const Error& error) {
      said = error.what();
    }
    CHECK(said.find("git cannot open this folder") == 0);
  }

  TEST_CASE("git as a person runs it asks the folder it is given, with what is configured for the run") {
    TempRepo one, other;
    ::setenv("GIT_DIR", (other.path() + "/.git").c_str(), 1);
    ::setenv("GIT_CONFIG_COUNT", "1", 1), ::setenv("GIT_CONFIG_KEY_0", "user.name", 1);
    ::setenv("GIT_CONFIG_VALUE_0", "Ann", 1);
    auto top = run_git_as_person(one.path(), {"rev-parse", "--show-toplevel"}).out;
    auto name = run_git_as_person(one.path(), {"config", "user.name"}).out;
    for (const char* variable : {"GIT_DIR", "GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0", "GIT_CONFIG_VALUE_0"})
      ::unsetenv(variable);
    CHECK(top == real_path(one.path()) + "\n");
    CHECK(name == "Ann\n");
  }
}
