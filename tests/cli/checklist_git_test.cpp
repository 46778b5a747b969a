#include <doctest/doctest.h>

#include "support/json_schema.hpp"
#include "support/temp_repo.hpp"

using namespace tributary::testing;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// main, and epic3 with a migration of its own.
struct Epic : TempRepo {
  Epic() {
    start_project();
    git({"worktree", "add", "-q", beside("epic3"), "-b", "epic3"});
    migration("20250301120501_add_lessons", "CREATE TABLE \"Lesson\" (\"id\" TEXT NOT NULL, PRIMARY KEY (\"id\"));\n",
              beside("epic3"));
    write("prisma/schema.prisma",
          file_text(path() + "/prisma/schema.prisma") + "\nmodel Lesson {\n  id String @id\n}\n", beside("epic3"));
    commit("lessons", beside("epic3"));
  }
  RunResult checklist(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "checklist");
    arguments.push_back("--offline");
    return run_tributary(arguments, path(), {{"TRIBUTARY_NOW", "1767225600"}});
  }
};

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("a checklist's JSON is as the schema says") {
    Epic repo;
    for (const auto& arguments : std::vector<std::vector<std::string>>{{"epic3"}, {"epic3", "--after"}, {"--weekly"}}) {
      auto words = arguments;
      words.insert(words.end(), {"--format", "json"});
      CHECK(complaint_of_schema(repo.checklist(words).out) == "");
    }
  }

  TEST_CASE("a tick is kept for every worktree, with the name, until the branch moves on") {
    Epic repo;
    auto ticked = repo.checklist({"epic3", "--tick", "team-told", "--by", "Ann"});
    INFO(ticked.out << ticked.err);
    CHECK(has(ticked.out, "ticked by Ann 2026-01-01 00:00 UTC"));
    CHECK(has(repo.checklist({"epic3"}).out, "ticked by Ann"));
    CHECK(repo.git({"status", "--porcelain"}).empty());
    repo.write("note.md", "more\n", repo.beside("epic3"));
    repo.commit("more", repo.beside("epic3"));
    CHECK(has(repo.checklist({"epic3"}).out, "it has expired"));
  }

  TEST_CASE("a tick needs a name and an item of the list, else nothing is kept") {
    Epic repo;
    CHECK(repo.checklist({"epic3", "--tick", "team-told"}).status == 2);
    CHECK(repo.checklist({"epic3", "--tick", "leads-met", "--by", "Ann"}).status == 2);
    CHECK(!has(repo.checklist({"epic3"}).out, "ticked by"));
  }

  TEST_CASE("the team's commands come from the target's commit, and run with --run alone") {
    Epic repo;
    repo.write("tributary.yaml", "checklist: {commands: [{item: tests, run: 'echo from-the-disk; touch ran'}]}\n");
    auto on_disk = repo.checklist({"--after", "--run"});
    CHECK(!has(on_disk.err, "from-the-disk"));
    repo.commit("commands");
    CHECK(!has(repo.checklist({"--after"}).err, "from-the-disk"));
    auto run = repo.checklist({"--after", "--run"});
    INFO(run.out << run.err);
    CHECK(has(run.err, "from-the-disk"));
    CHECK(has(run.out, "ended with 0 after"));
  }

  TEST_CASE("a command that fails fails the list") {
    Epic repo;
    repo.write("tributary.yaml", "checklist: {commands: [{item: tests, run: 'exit 3'}]}\n");
    repo.commit("commands");
    auto run = repo.checklist({"--after", "--run"});
    CHECK(run.status == 1);
    CHECK(has(run.out, "ended with 3"));
  }

  TEST_CASE("a branch cannot bring a command of its own") {
    Epic repo;
    repo.write("tributary.yaml", "checklist: {commands: [{item: tests, run: 'echo from-the-branch'}]}\n",
               repo.beside("epic3"));
    repo.commit("commands", repo.beside("epic3"));
    auto run = run_tributary({"checklist", "--after", "epic3", "--run", "--offline"}, repo.beside("epic3"));
    CHECK(!has(run.err + run.out, "from-the-branch"));
  }
}
