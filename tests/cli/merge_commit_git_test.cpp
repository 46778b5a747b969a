// merge --commit on the demo's epics, from wherever it is called, and killed at each of its steps.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/stat.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "support/json_schema.hpp"
#include "support/places.hpp"
#include "support/temp_repo.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::vector<std::string> epics = {"feature/epic-3", "feature/epic-4", "feature/epic-5"};

/// The demo: main with thirteen migrations, and three epics in worktrees of their own.
struct Demo {
  TempFolder made, scratch;
  std::string folder = made.path() + "/demo", main = folder + "/americano";

  Demo() {
    auto run = run_process({"bash", repository_root() + "/test-repos/make", "americano", folder});
    REQUIRE_MESSAGE(run.status == 0, run.err);
  }
  std::string git(const std::vector<std::string>& arguments, const std::string& at = {}) const {
    return tributary::git(at.empty() ? main : at, arguments);
  }
  RunResult run(std::vector<std::string> words, const std::string& at = {},
                std::vector<std::pair<std::string, std::string>> more = {}) const {
    words.push_back("--offline");
    more.emplace_back("TMPDIR", scratch.path());
    more.emplace_back("TRIBUTARY_NOW", "1767225600");
    return run_tributary(words, at.empty() ? main : at, more);
  }
  RunResult merge_all(const std::string& at = {}, std::vector<std::string> words = {}) const {
    words.insert(words.begin(), {"merge", "--commit", "--yes", "--target", "main"});
    words.insert(words.end(), epics.begin(), epics.end());
    return run(words, at);
  }
  void check_merged(const std::string& at = {}) const {
    CHECK(git({"log", "--first-parent", "--merges", "--format=%s", "main"}, at) ==
          "Merge feature/epic-5 into main\nMerge feature/epic-4 into main\nMerge feature/epic-3 into main\n");
    CHECK(text::lines(git({"ls-tree", "--name-only", "main", "apps/web/prisma/migrations/"}, at)).size() == 20);
    auto schema = git({"show", "main:apps/web/prisma/schema.prisma"}, at);
    CHECK(text::split(schema, '\n').size() > 0);
    CHECK(std::string::npos == schema.find("<<<<"));
    auto checked = run({"check", "main", "--target", "main"}, at);
    CHECK_MESSAGE(checked.status == 0, checked.out << checked.err);
  }
  void check_nothing_left() const {
    CHECK(std::filesystem::is_empty(scratch.path()));
    CHECK(!has(git({"worktree", "list"}), "tributary-merge-"));
    CHECK(kind_of(main + "/.git/tributary/merge.json") == FileKind::absent);
  }
};

/// A git in front of the real one that kills whoever called it, before or after the n-th command that changes anything.
std::string deadly_git(const TempFolder& folder) {
  auto real = text::trim(run_process({"sh", "-c", "command -v git"}).out);
  write_file(folder.path() + "/git",
             "#!/bin/sh\ncase \" $* \" in\n*\" merge-tree \"*|*\" log \"*) ;;\n*\" worktree add \"*|*\" merge \"*|*\" "
             "commit \"*|*\" "
             "update-ref \"*|*\" worktree remove \"*)\n  n=$(($(cat " +
                 folder.path() + "/n) + 1)); echo $n > " + folder.path() +
                 "/n\n  if [ $n = \"$DIE_AT\" ]; then\n    [ \"$DIE\" = before ] && kill -9 "
                 "$PPID && exit 1\n    " +
                 real + " \"$@\"; kill -9 $PPID; exit 1\n  fi ;;\nesac\nexec " + real + " \"$@\"\n");
  ::chmod((folder.path() + "/git").c_str(), 0755);
  write_file(folder.path() + "/n", "0\n");
  return folder.path();
}

struct Epics : TempRepo {
  TempFolder scratch;
  explicit Epics(bool checked_out) {
    start_project();
    for (const char* epic : {"epic3", "epic4"}) git({"worktree", "add", "-q", beside(epic), "-b", epic});
    migration("20250301120501_add_lessons", "CREATE TABLE \"Lesson\" (\"id\" TEXT NOT NULL);\n", beside("epic3"));
    migration("20250302120502_add_exams", "CREATE TABLE \"Exam\" (\"id\" TEXT NOT NULL);\n", beside("epic4"));
    commit("lessons", beside("epic3"));
    commit("exams", beside("epic4"));
    if (!checked_out) git({"checkout", "-q", "-b", "aside"});
  }
  RunResult merge(std::vector<std::pair<std::string, std::string>> more = {}) const {
    more.emplace_back("TMPDIR", scratch.path());
    return run_tributary({"merge", "--commit", "epic3", "epic4", "--target", "main", "--yes", "--offline"}, path(),
                         more);
  }
};

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("the demo's three epics end as three merge commits and a clean status, hooks installed or not") {
    for (bool hooks : {false, true}) {
      CAPTURE(hooks);
      Demo demo;
      if (hooks) REQUIRE(demo.run({"hook", "install", "--yes"}).status == 0);
      auto merged = demo.merge_all({}, {"--format", "json"});
      REQUIRE_MESSAGE(merged.status == 0, merged.out << merged.err);
      CHECK(complaint_of_schema(merged.out) == "");
      CHECK(nlohmann::json::parse(merged.out).at("commits").size() == 3);
      demo.check_merged();
      CHECK(demo.git({"status", "--porcelain"}) == "");
      demo.check_nothing_left();
    }
  }

  TEST_CASE("the same from another worktree, from a bare repository, and where main is checked out nowhere") {
    Demo beside;
    auto merged = beside.merge_all(beside.folder + "/americano-epic4");
    REQUIRE_MESSAGE(merged.status == 0, merged.out << merged.err);
    beside.check_merged();
    CHECK(beside.git({"status", "--porcelain"}) == "");

    Demo nowhere;
    nowhere.git({"checkout", "-q", "--detach"});
    merged = nowhere.merge_all();
    REQUIRE_MESSAGE(merged.status == 0, merged.out << merged.err);
    nowhere.check_merged();
    nowhere.check_nothing_left();

    Demo origin;
    auto bare = origin.folder + "/bare.git";
    REQUIRE(run_process({"git", "clone", "-q", "--bare", origin.main, bare}).status == 0);
    merged = origin.merge_all(bare);
    REQUIRE_MESSAGE(merged.status == 0, merged.out << merged.err);
    origin.check_merged(bare);
    CHECK(std::filesystem::is_empty(origin.scratch.path()));
  }

  TEST_CASE("killed before or after each of git's steps, the next run takes back what was begun and goes on") {
    for (bool checked_out : {true, false})
      for (const char* when : {"before", "after"}) {
        bool died = true;
        for (int n = 1; died && n < 30; ++n) {
          CAPTURE(checked_out);
          CAPTURE(when);
          CAPTURE(n);
          Epics repo(checked_out);
          TempFolder bin;
          auto path = deadly_git(bin) + ":" + (std::getenv("PATH") ? std::getenv("PATH") : "/usr/bin:/bin");
          auto killed = repo.merge({{"PATH", path}, {"DIE_AT", std::to_string(n)}, {"DIE", when}});
          died = killed.status == 128 + SIGKILL;
          auto again = repo.merge();
          REQUIRE_MESSAGE(again.status == 0, again.out << again.err);
          CHECK(repo.git({"log", "--first-parent", "--merges", "--format=%s", "main"}) ==
                "Merge epic4 into main\nMerge epic3 into main\n");
          CHECK(repo.git({"status", "--porcelain"}) == "");
          CHECK(!has(repo.git({"worktree", "list"}), "tributary-merge-"));
          CHECK(std::filesystem::is_empty(repo.scratch.path()));
        }
      }
  }

  TEST_CASE("a copy takes a killed merge back, too; a merge that a person has begun stays") {
    Epics repo(true);
    TempFolder bin;
    auto path = deadly_git(bin) + ":" + (std::getenv("PATH") ? std::getenv("PATH") : "/usr/bin:/bin");
    CHECK(repo.merge({{"PATH", path}, {"DIE_AT", "1"}, {"DIE", "after"}}).status == 128 + SIGKILL);
    CHECK(repo.try_git({"rev-parse", "-q", "--verify", "MERGE_HEAD"}) == 0);
    auto copied = run_tributary({"merge", "epic4", "--yes", "--offline"}, repo.path());
    CHECK_MESSAGE(copied.status == 0, copied.out << copied.err);
    CHECK(has(copied.out, "Took back the merge of epic3"));
    CHECK(repo.try_git({"rev-parse", "-q", "--verify", "MERGE_HEAD"}) != 0);

    Epics own(true);
    own.git({"merge", "-q", "--no-commit", "--no-ff", "epic3"});
    auto refused = own.merge();
    CHECK(refused.status == 2);
    CHECK(has(refused.err, "tributary merge --continue"));
    CHECK(own.try_git({"rev-parse", "-q", "--verify", "MERGE_HEAD"}) == 0);
  }

  TEST_CASE("what somebody has staged on top of a killed merge is not taken back with it") {
    Epics repo(true);
    TempFolder bin;
    auto path = deadly_git(bin) + ":" + (std::getenv("PATH") ? std::getenv("PATH") : "/usr/bin:/bin");
    CHECK(repo.merge({{"PATH", path}, {"DIE_AT", "1"}, {"DIE", "after"}}).status == 128 + SIGKILL);
    repo.write("mine.ts", "an hour's work");
    repo.git({"add", "mine.ts"});
    auto again = repo.merge();
    CHECK(again.status == 2);
    CHECK_MESSAGE(has(again.err, "tributary merge --abort"), again.err);
    CHECK(has(repo.git({"status", "--porcelain"}), "A  mine.ts"));
    repo.git({"rm", "-q", "--cached", "mine.ts"});
    CHECK(repo.merge().status == 0);
    CHECK(file_text(repo.path() + "/mine.ts") == "an hour's work");
  }

  TEST_CASE("where git does not commit one source, those before it are merged and published, and it is said") {
    for (bool checked_out : {true, false}) {
      CAPTURE(checked_out);
      Epics repo(checked_out);
      write_file(repo.path() + "/.git/hooks/commit-msg", "#!/bin/sh\n! grep -q 'Merge epic4' \"$1\"\n");
      ::chmod((repo.path() + "/.git/hooks/commit-msg").c_str(), 0755);
      auto stopped = repo.merge();
      CHECK(stopped.status == 2);
      CHECK_MESSAGE(has(stopped.out, "epic4 is not merged"), stopped.out << stopped.err);
      CHECK(repo.git({"log", "--first-parent", "--merges", "--format=%s", "main"}) == "Merge epic3 into main\n");
      CHECK(repo.git({"status", "--porcelain"}) == "");
      CHECK(std::filesystem::is_empty(repo.scratch.path()));
      CHECK(kind_of(repo.path() + "/.git/tributary/merge.json") == FileKind::absent);
    }
  }

  TEST_CASE("a merge that git does not take back is named, and the next run still knows of it") {
    Epics repo(true);
    write_file(repo.path() + "/.git/hooks/commit-msg", "#!/bin/sh\nexit 1\n");
    ::chmod((repo.path() + "/.git/hooks/commit-msg").c_str(), 0755);
    TempFolder bin;
    auto real = text::trim(run_process({"sh", "-c", "command -v git"}).out);
    write_file(bin.path() + "/git",
               "#!/bin/sh\ncase \" $* \" in *\" merge --abort \"*) exit 1 ;; esac\nexec " + real + " \"$@\"\n");
    ::chmod((bin.path() + "/git").c_str(), 0755);
    auto stopped = repo.merge({{"PATH", bin.path() + ":" + std::getenv("PATH")}});
    CHECK(stopped.status == 2);
    CHECK_MESSAGE(has(stopped.out, "merge --abort"), stopped.out << stopped.err);
    CHECK(kind_of(repo.path() + "/.git/tributary/merge.json") == FileKind::file);
    std::filesystem::remove(repo.path() + "/.git/hooks/commit-msg");
    auto again = repo.merge();
    CHECK_MESSAGE(again.status == 0, again.out << again.err);
    CHECK(has(again.out, "Took back the merge of epic3"));
  }

  TEST_CASE("a branch that somebody else moves meanwhile is left where it is") {
    Epics repo(false);
    TempFolder bin;
    auto real = text::trim(run_process({"sh", "-c", "command -v git"}).out);
    write_file(bin.path() + "/git", "#!/bin/sh\ncase \" $* \" in *\" update-ref \"*) " + real + " -C '" + repo.path() +
                                        "' branch -f main epic4 ;; esac\nexec " + real + " \"$@\"\n");
    ::chmod((bin.path() + "/git").c_str(), 0755);
    auto moved = repo.merge({{"PATH", bin.path() + ":" + std::getenv("PATH")}});
    CHECK(moved.status == 2);
    CHECK_MESSAGE(has(moved.err, "main has moved"), moved.err);
    CHECK(repo.git({"rev-parse", "main"}) == repo.git({"rev-parse", "epic4"}));
    CHECK(std::filesystem::is_empty(repo.scratch.path()));
  }

  TEST_CASE("a conflict outside the Prisma project waits for --continue or --abort; nothing behind it is begun") {
    for (bool goes_on : {true, false}) {
      CAPTURE(goes_on);
      Epics repo(true);
      repo.write("code.ts", "theirs", repo.beside("epic3"));
      repo.commit("code", repo.beside("epic3"));
      repo.write("code.ts", "ours");
      repo.commit("code");
      auto head = repo.git({"rev-parse", "HEAD"});
      auto stopped = repo.merge();
      CHECK(stopped.status == 1);
      CHECK(has(stopped.out, "epic3 conflicts in code.ts"));
      CHECK(has(stopped.out, "$ tributary merge --continue"));
      CHECK(has(stopped.out, "$ tributary merge --commit epic4"));
      if (!goes_on) {
        CHECK(run_tributary({"merge", "--abort", "--offline"}, repo.path()).status == 0);
        CHECK(repo.git({"rev-parse", "HEAD"}) == head);
        CHECK(repo.git({"status", "--porcelain"}) == "");
        continue;
      }
      repo.write("code.ts", "both");
      repo.git({"add", "code.ts"});
      auto done = run_tributary({"merge", "--continue", "--offline"}, repo.path());
      CHECK_MESSAGE(done.status == 0, done.out << done.err);
      auto rest = run_tributary({"merge", "--commit", "epic4", "--yes", "--offline"}, repo.path());
      CHECK_MESSAGE(rest.status == 0, rest.out << rest.err);
      CHECK(repo.git({"status", "--porcelain"}) == "");
      CHECK(text::lines(repo.git({"log", "--first-parent", "--merges", "--format=%h"})).size() == 2);
    }
  }

  TEST_CASE("what is refused is not begun: the worktree is not touched, hooks installed or not") {
    for (bool hooks : {false, true}) {
      CAPTURE(hooks);
      Epics repo(true);
      if (hooks) REQUIRE(run_tributary({"hook", "install", "--yes"}, repo.path()).status == 0);
      repo.migration("20250303120000_bad", "ALTER TABLE \"Nowhere\" ADD COLUMN \"x\" TEXT;\n", repo.beside("epic4"));
      repo.commit("bad", repo.beside("epic4"));
      auto refused = repo.merge();
      CHECK(refused.status == 1);
      CHECK(has(refused.out, "missing-object"));
      CHECK(has(refused.out, "epic4 is not merged"));
      CHECK(repo.git({"log", "--first-parent", "--merges", "--format=%s"}) == "Merge epic3 into main\n");
      CHECK(repo.git({"status", "--porcelain"}) == "");
    }
  }

  TEST_CASE("a branch without a worktree is merged, checked and copied by its name alone") {
    Epics repo(true);
    repo.git({"worktree", "remove", "--force", repo.beside("epic3")});
    auto checked = run_tributary({"check", "epic3", "--offline"}, repo.path());
    CHECK_MESSAGE(checked.status == 0, checked.out << checked.err);
    CHECK(run_tributary({"merge", "epic3", "--dry-run", "--offline"}, repo.path()).status == 0);
    CHECK(repo.merge().status == 0);
    auto unknown = run_tributary({"check", "epic33", "--offline"}, repo.path());
    CHECK(unknown.status == 2);
  }
}
