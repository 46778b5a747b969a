#include "tributary/hooks.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.hpp"
#include "base/process.hpp"
#include "support/temp_repo.hpp"
#include "tributary/error.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

void write_program(const std::string& path, const std::string& script) {
  write_file(path, "#!/bin/sh\n" + script);
  ::chmod(path.c_str(), 0755);
}

// A repository with a branch `feature`, and a program in our binary's place that logs its call and exits as a file
// says.
struct Guarded {
  TempRepo repo;
  std::string binary = repo.beside("bin/tributary"), log = repo.beside("log"), verdict = repo.beside("verdict");
  std::string common = repo.path() + "/.git";

  Guarded() {
    repo.write("a", "a\n");
    repo.commit("start");
    repo.git({"checkout", "-q", "-b", "feature"});
    repo.write("b", "b\n");
    repo.commit("feature");
    repo.git({"checkout", "-q", "main"});
    write_program(binary, "echo \"$@\" >> '" + log + "'; cat >> '" + log + "'; exit $(cat '" + verdict + "')\n");
    says(0);
  }
  void says(int status) const { write_file(verdict, std::to_string(status)); }
  void install() const { apply_hook_changes(plan_hook_install(find_hook_folder(repo.path()), common, binary)); }
  std::string logged() const {
    auto read = read_file(log);
    return read.bytes ? *read.bytes : "";
  }
  void diverge() const {
    repo.write("c", "c\n");
    repo.commit("main goes on");
  }
  std::string head() const { return repo.git({"rev-parse", "HEAD"}); }
};

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("a refused fast-forward and a refused squash leave nothing moved") {
    for (const char* how : {"--ff-only", "--squash"}) {
      Guarded guarded;
      guarded.install();
      guarded.says(1);
      auto before = guarded.head();
      CHECK(guarded.repo.try_git({"merge", how, "feature"}) != 0);
      CHECK(guarded.head() == before);
      CHECK(guarded.repo.git({"status", "--porcelain"}).empty());
      CHECK(guarded.logged().find("hook run reference-transaction prepared") != std::string::npos);
    }
  }

  TEST_CASE("the same merges pass where the verdict is good") {
    Guarded guarded;
    guarded.install();
    guarded.repo.git({"merge", "--ff-only", "feature"});
    CHECK(guarded.repo.git({"log", "-1", "--format=%s"}) == "feature\n");
  }

  TEST_CASE("a true merge is judged in pre-merge-commit, one committed by hand in pre-commit") {
    Guarded guarded;
    guarded.diverge();
    guarded.install();
    guarded.repo.git({"merge", "--no-ff", "feature"});
    CHECK(guarded.logged().find("hook run pre-merge-commit") != std::string::npos);
    guarded.repo.git({"reset", "-q", "--hard", "HEAD^"});
    guarded.repo.git({"merge", "--no-ff", "--no-commit", "feature"});
    guarded.says(1);
    CHECK(guarded.repo.try_git({"commit", "-m", "merge"}) != 0);
    CHECK(guarded.logged().find("hook run pre-commit") != std::string::npos);
  }

  TEST_CASE("commits, resets, branches and fetches that are no merge never start the binary") {
    Guarded guarded;
    guarded.install();
    guarded.says(1);
    guarded.repo.write("d", "d\n");
    guarded.repo.git({"add", "-A"});
    guarded.repo.git({"commit", "-qm", "no merge"});
    guarded.repo.git({"reset", "-q", "--hard", "HEAD^"});
    guarded.repo.git({"branch", "other"});
    guarded.repo.git({"fetch", "-q", ".", "feature:third"});
    CHECK(guarded.logged().empty());
  }

  TEST_CASE("a push hands over its refs") {
    Guarded guarded;
    guarded.install();
    guarded.repo.git({"init", "-q", "--bare", guarded.repo.beside("remote.git")});
    guarded.repo.git({"push", "-q", guarded.repo.beside("remote.git"), "main"});
    CHECK(guarded.logged().find("refs/heads/main") != std::string::npos);
    guarded.says(1);
    CHECK(guarded.repo.try_git({"push", "-q", guarded.repo.beside("remote.git"), "feature:main"}) != 0);
  }

  TEST_CASE("without the binary a merge is warned about and passes") {
    Guarded guarded;
    guarded.install();
    guarded.repo.git({"--version"});
    write_program(guarded.binary, "");
    ::unlink(guarded.binary.c_str());
    std::string out;
    CHECK(guarded.repo.try_git({"merge", "--ff-only", "feature"}, &out) == 0);
    CHECK(out.find("tributary: not found") != std::string::npos);
  }

  TEST_CASE("whatever it ends with, only 0 lets a merge pass") {
    for (int status : {2, 3, 126, 127, 134, 137, 139}) {
      Guarded guarded;
      guarded.install();
      guarded.says(status);
      auto before = guarded.head();
      CHECK(guarded.repo.try_git({"merge", "--ff-only", "feature"}) != 0);
      CHECK(guarded.head() == before);
    }
  }

  TEST_CASE("an install that is killed between any two steps leaves the user's hook called, and both ways go on") {
    for (std::size_t steps = 0; steps < 3; ++steps) {
      Guarded guarded;
      auto hook = guarded.common + "/hooks/pre-commit";
      write_program(hook, "echo theirs >> '" + guarded.log + "'\n");
      auto original = file_text(hook);
      auto folder = find_hook_folder(guarded.repo.path());
      auto plan = plan_hook_install(folder, guarded.common, guarded.binary);
      apply_hook_changes({plan.begin(), plan.begin() + static_cast<std::ptrdiff_t>(steps)});
      ProcessOptions in_repository;
      in_repository.folder = guarded.repo.path();
      CHECK(run_process({hook}, in_repository).status == 0);
      CHECK(guarded.logged().find("theirs") != std::string::npos);
      if (steps % 2 == 0) guarded.install();
      apply_hook_changes(plan_hook_uninstall(folder, guarded.common));
      CHECK(file_text(hook) == original);
      CHECK(kind_of(hook + ".before-tributary") == FileKind::absent);
    }
  }

  TEST_CASE("a hook that was set aside and has no stub comes back") {
    Guarded guarded;
    auto hook = guarded.common + "/hooks/pre-commit";
    write_program(hook + ".before-tributary", "exit 0\n");
    apply_hook_changes(plan_hook_uninstall(find_hook_folder(guarded.repo.path()), guarded.common));
    CHECK(kind_of(hook) == FileKind::file);
    CHECK(kind_of(hook + ".before-tributary") == FileKind::absent);
  }

  TEST_CASE("a hook that stood there runs first with the same input, and its refusal counts") {
    Guarded guarded;
    auto hook = guarded.common + "/hooks/pre-push";
    write_program(hook, "echo \"theirs $1\" >> '" + guarded.log + "'; cat >> '" + guarded.log + "'\n");
    auto original = file_text(hook);
    guarded.install();
    guarded.repo.git({"init", "-q", "--bare", guarded.repo.beside("remote.git")});
    guarded.repo.git({"push", "-q", guarded.repo.beside("remote.git"), "main"});
    auto log = guarded.logged();
    CHECK(log.find("theirs ") < log.find("hook run pre-push"));
    CHECK(log.find("refs/heads/main") != log.rfind("refs/heads/main"));
    write_program(hook + ".before-tributary", "exit 7\n");
    CHECK(guarded.repo.try_git({"push", "-q", guarded.repo.beside("remote.git"), "main:x"}) != 0);
    write_program(hook + ".before-tributary", original.substr(10));
    apply_hook_changes(plan_hook_uninstall(find_hook_folder(guarded.repo.path()), guarded.common));
    CHECK(file_text(hook) == original);
    CHECK(kind_of(hook + ".before-tributary") == FileKind::absent);
  }

  TEST_CASE("installing twice changes nothing; a stub edited by hand is never replaced or removed") {
    Guarded guarded;
    guarded.install();
    auto folder = find_hook_folder(guarded.repo.path());
    CHECK(plan_hook_install(folder, guarded.common, guarded.binary).empty());
    write_file(folder.path + "/pre-push", file_text(folder.path + "/pre-push") + "# mine\n");
    CHECK_THROWS_AS(plan_hook_install(folder, guarded.common, guarded.binary), Error);
    CHECK_THROWS_AS(plan_hook_uninstall(folder, guarded.common), Error);
  }

  TEST_CASE("the hooks come out without the binary") {
    Guarded guarded;
    guarded.install();
    CHECK(kind_of(guarded.common + "/hooks/pre-push") == FileKind::file);
    ProcessResult result = run_process({"sh", guarded.common + "/tributary/uninstall-hooks"});
    CHECK(result.status == 0);
    for (const auto& name : guarded_hooks()) CHECK(kind_of(guarded.common + "/hooks/" + name) == FileKind::absent);
  }

  TEST_CASE("hooks work from a linked worktree") {
    Guarded guarded;
    guarded.repo.git({"worktree", "add", "-q", guarded.repo.beside("linked"), "-b", "linked"});
    guarded.install();
    guarded.says(1);
    CHECK(guarded.repo.try_git({"merge", "--ff-only", "feature"}, nullptr, guarded.repo.beside("linked")) != 0);
    CHECK(find_hook_folder(guarded.repo.beside("linked")).path == guarded.common + "/hooks");
  }

  TEST_CASE("a hooks path that is tracked or made by another tool is not ours, one inside .git is") {
    Guarded guarded;
    guarded.repo.write(".githooks/pre-push", "#!/bin/sh\n");
    guarded.repo.commit("hooks");
    guarded.repo.git({"config", "core.hooksPath", guarded.repo.path() + "/.githooks"});
    CHECK_FALSE(find_hook_folder(guarded.repo.path()).writable_by_us);
    guarded.repo.git({"config", "core.hooksPath", ".husky/_"});
    CHECK_FALSE(find_hook_folder(guarded.repo.path()).writable_by_us);
    guarded.repo.git({"config", "core.hooksPath", guarded.common + "/my-hooks"});
    CHECK(find_hook_folder(guarded.repo.path()).writable_by_us);
  }
}
