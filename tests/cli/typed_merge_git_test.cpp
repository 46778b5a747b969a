// Every command that merge, plan, undo, restamp and the hook print is typed, in the situation it is printed in.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/text.hpp"
#include "support/temp_repo.hpp"

using namespace tributary;
using namespace tributary::testing;
using Lines = std::vector<std::string>;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// What stands behind "$ " in an answer.
Lines commands_in(const std::string& answer) {
  Lines out;
  for (const auto& line : text::lines(answer))
    if (auto trimmed = text::trim(line); trimmed.starts_with("$ ")) out.push_back(trimmed.substr(2));
  return out;
}

/// The commands between backticks or behind `marker` in a sentence that wraps.
std::string behind(const std::string& answer, const std::string& marker) {
  auto flat = text::replace_all(answer, "\n", " ");
  while (has(flat, "  ")) flat = text::replace_all(flat, "  ", " ");
  auto at = flat.find(marker);
  REQUIRE_MESSAGE(at != flat.npos, answer);
  return flat.substr(at);
}

const std::string lessons = "20250301120501_add_lessons", exams = "20250302120502_add_exams";

struct Epics : TempRepo {
  Epics() {
    start_project();
    for (const char* epic : {"epic3", "epic4"}) git({"worktree", "add", "-q", beside(epic), "-b", epic});
    add("epic3", lessons, "Lesson"), add("epic4", exams, "Exam");
  }
  void add(const std::string& epic, const std::string& name, const std::string& model) const {
    migration(name,
              "CREATE TABLE \"" + model + "\" (\n    \"id\" TEXT NOT NULL,\n\n    CONSTRAINT \"" + model +
                  "_pkey\" PRIMARY KEY (\"id\")\n);\n",
              beside(epic));
    write("prisma/schema.prisma",
          file_text(beside(epic) + "/prisma/schema.prisma") + "\nmodel " + model + " {\n  id String @id\n}\n",
          beside(epic));
    commit(model, beside(epic));
  }
  RunResult run(Lines words) const {
    words.push_back("--offline");
    return run_tributary(words, path(), {{"TRIBUTARY_NOW", "1767225600"}});
  }
  std::string state() const { return git({"status", "--porcelain", "--untracked-files=all"}); }
  bool merged(const std::string& branch) const { return try_git({"merge-base", "--is-ancestor", branch, "main"}) == 0; }
};

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("what plan prints for each step, and Next behind each copy, end on a merged and clean main") {
    for (bool driver : {false, true}) {
      CAPTURE(driver);
      Epics repo;
      if (driver) REQUIRE(repo.run({"hook", "install", "--yes"}).status == 0);
      for (const std::string epic : {"epic3", "epic4"}) {  // each time the first step that is left
        auto planned = commands_in(repo.run({"plan"}).out);
        REQUIRE(!planned.empty());
        REQUIRE(planned.front() == "tributary merge " + epic + " --offline");
        auto copied = repo.run({"merge", epic, "--yes"});
        REQUIRE_MESSAGE(copied.status == 0, copied.out << copied.err);
        auto next = commands_in(copied.out);
        REQUIRE(next == Lines{"tributary merge --commit " + epic + " --offline"});
        repo.type({next[0] + " --yes"});  // a person is asked
      }
      CHECK(repo.state() == "");
      CHECK(repo.merged("epic3"));
      CHECK(repo.merged("epic4"));
      CHECK(repo.run({"check", "main"}).status == 0);
    }
  }

  TEST_CASE("a schema alone: plan's step and what merge prints behind it") {
    Epics repo;
    repo.git({"worktree", "add", "-q", repo.beside("words"), "-b", "words"});
    auto schema = file_text(repo.path() + "/prisma/schema.prisma");
    repo.write("prisma/schema.prisma", text::replace_all(schema, "model Course", "/// What is taught.\nmodel Course"),
               repo.beside("words"));
    repo.commit("words", repo.beside("words"));
    auto planned = nlohmann::json::parse(repo.run({"plan", "--format", "json"}).out).at("sequence");
    REQUIRE(planned.size() == 3);
    CHECK(planned[2].at("source") == "words");
    CHECK(planned[2].at("adds").empty());
    auto copied = repo.run({"merge", "words", "--yes"});
    REQUIRE_MESSAGE(copied.status == 0, copied.out << copied.err);
    auto next = commands_in(copied.out);
    for (auto& line : next)
      if (line.starts_with("tributary ")) line += " --yes";
    repo.type(next);
    CHECK(repo.merged("words"));
    CHECK(repo.state() == "");
    CHECK(has(file_text(repo.path() + "/prisma/schema.prisma"), "/// What is taught."));
  }

  TEST_CASE("merge stopped at a conflict: each line that is printed works, and so does --abort") {
    for (bool abort : {false, true}) {
      Epics repo;
      repo.write("code.ts", "theirs", repo.beside("epic3"));
      repo.commit("code", repo.beside("epic3"));
      repo.write("code.ts", "ours");
      repo.commit("code");
      auto stopped = repo.run({"merge", "--commit", "epic3", "epic4", "--yes"});
      auto next = commands_in(stopped.out);
      REQUIRE(next == Lines{"tributary merge --continue --offline", "tributary merge --commit epic4 --offline"});
      if (abort) {
        CHECK(has(behind(stopped.out, "tributary merge --abort"), "tributary merge --abort"));
        repo.type({"tributary merge --abort"});
        CHECK(repo.state() == "");
        CHECK_FALSE(repo.merged("epic3"));
        continue;
      }
      repo.write("code.ts", "both");
      repo.git({"add", "code.ts"});
      repo.type({next[0], next[1] + " --yes"});
      CHECK(repo.state() == "");
      CHECK(repo.merged("epic4"));
    }
  }

  TEST_CASE("undo: a reset while nothing stands on the commit, else a revert") {
    for (bool on_top : {true, false}) {
      CAPTURE(on_top);
      Epics repo;
      REQUIRE(repo.run({"merge", "epic3", "--yes"}).status == 0);
      repo.commit("Add migrations");
      if (!on_top) repo.write("x", "x"), repo.commit("later");
      auto refused = repo.run({"undo", "--yes"});
      CHECK(refused.status == 2);
      auto line = behind(refused.err, "git -C ");
      if (on_top) line = line.substr(0, line.find(" while nothing"));
      if (!on_top) line = text::trim(line) + " --no-edit";
      repo.type({line});
      CHECK(kind_of(repo.path() + "/prisma/migrations/" + lessons) == FileKind::absent);
      CHECK(repo.state() == "");
    }
  }

  TEST_CASE("restamp: a late migration's command as check prints it, its Next, and nothing is late any more") {
    Epics repo;
    repo.migration("20250401000000_newest", "CREATE TABLE \"New\" (\"id\" TEXT NOT NULL);\n");
    repo.commit("newest");
    auto checked = repo.run({"check", "epic3", "--fail-on", "warning", "--format", "json"});
    CHECK(checked.status == 1);
    std::string command;
    auto answer = nlohmann::json::parse(checked.out);
    for (const auto& finding : answer.at("findings"))
      if (finding.at("rule") == "late-migration") command = finding.at("help").get<std::string>();
    CHECK(command == "tributary restamp epic3 --plan-ledger");
    repo.type({command + " --yes"});  // no --offline: no database is known, so none is asked
    auto next = repo.git({"status", "--porcelain", "--untracked-files=all"}, repo.beside("epic3"));
    CHECK(has(next, "add_lessons"));
    repo.type({"git -C " + repo.beside("epic3") + " add -A -- prisma/migrations && git -C " + repo.beside("epic3") +
               " commit -qm 'Restamp a migration'"});
    auto again = repo.run({"check", "epic3"});
    CHECK_FALSE(has(again.out, "late-migration"));
  }

  TEST_CASE("the hook: the way out of a refused merge leaves the branch as it was") {
    Epics repo;
    REQUIRE(repo.run({"hook", "install", "--yes"}).status == 0);
    repo.migration("20250305120000_bad", "ALTER TABLE \"Nowhere\" ADD COLUMN \"x\" TEXT;\n", repo.beside("epic4"));
    repo.commit("bad", repo.beside("epic4"));
    repo.write("x", "x");
    repo.commit("main goes on");
    repo.git({"merge", "-q", "--no-commit", "--no-ff", "epic3"});
    repo.git({"merge", "--abort"});
    std::string out;
    auto before = repo.git({"rev-parse", "HEAD"});
    repo.git({"-c", "core.hooksPath=/dev/null", "merge", "-q", "--no-commit", "--no-ff", "epic4"});
    CHECK(repo.try_git({"commit", "-qm", "merge"}, &out) != 0);
    CHECK_MESSAGE(has(out, "git merge --abort"), out);
    repo.type({"git merge --abort"});
    CHECK(repo.git({"rev-parse", "HEAD"}) == before);
    CHECK(repo.state() == "");
  }
}
