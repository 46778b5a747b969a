#include <doctest/doctest.h>

#include "base/files.hpp"
#include "support/temp_repo.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// epic3 is healthy, epic4's one migration has a name that says nothing (vague-name, a warning).
struct Epics : TempRepo {
  Epics() {
    start_project();
    for (const char* epic : {"epic3", "epic4"}) git({"worktree", "add", "-q", beside(epic), "-b", epic});
    migration("20250301120501_add_lessons", "CREATE TABLE \"Lesson\" (\"id\" TEXT NOT NULL, PRIMARY KEY (\"id\"));\n",
              beside("epic3"));
    write("prisma/schema.prisma",
          file_text(path() + "/prisma/schema.prisma") + "\nmodel Lesson {\n  id String @id\n}\n", beside("epic3"));
    migration("20250302120502_update", "CREATE TABLE \"Exam\" (\"id\" TEXT NOT NULL);\n", beside("epic4"));
    commit("lessons", beside("epic3"));
    commit("exams", beside("epic4"));
  }
  RunResult check(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "check");
    arguments.push_back("--offline");
    return run_tributary(arguments, path(), {{"TRIBUTARY_NOW", "1767225600"}});
  }
};

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("a healthy source passes, and what is wrong in another does not fail it") {
    Epics repo;
    auto result = repo.check({"epic3", "--fail-on", "warning"});
    INFO(result.out << result.err);
    CHECK(result.status == 0);
    CHECK(!has(result.out, "vague-name"));
  }

  TEST_CASE(
      "the threshold decides: warnings pass by default, not with --fail-on warning or the target's configuration") {
    Epics repo;
    CHECK(repo.check({"epic4"}).status == 0);
    CHECK(repo.check({"epic4", "--fail-on", "warning"}).status == 1);
    repo.write("tributary.yaml", "fail-on: error\n");
    repo.commit("configuration");
    repo.write("tributary.yaml", "fail-on: warning\n");
    CHECK(repo.check({"epic4"}).status == 0);  // on disk, not in the target's commit
    repo.commit("stricter");
    CHECK(repo.check({"epic4"}).status == 1);
    CHECK(repo.check({"epic4", "--fail-on", "error"}).status == 0);
  }

  TEST_CASE("the first configuration counts before it is committed, and that is said; it runs nothing") {
    Epics repo;
    repo.write("tributary.yaml", "fail-on: warning\nscratch: {bin: /opt/postgres}\n");
    auto result = repo.check({"epic4"});
    CHECK(result.status == 1);
    CHECK(has(result.err, "tributary.yaml is used although it is not committed yet"));
    repo.commit("configuration");
    CHECK(!has(repo.check({"epic4"}).err, "not committed yet"));
  }

  TEST_CASE("a source cannot loosen the gate that judges it, and is named for trying") {
    Epics repo;
    repo.write("tributary.yaml", "rules: {vague-name: error}\n");
    repo.commit("configuration");
    repo.write("tributary.yaml", "rules: {vague-name: off}\n", repo.beside("epic4"));
    repo.commit("looser", repo.beside("epic4"));
    auto result = repo.check({"epic4", "--format", "json"});
    CHECK(result.status == 1);
    CHECK(has(result.out, "\"rule\": \"vague-name\""));
    CHECK(has(result.out, "\"rule\": \"gate-changed-by-source\""));
    // From its own worktree, too.
    CHECK(run_tributary({"check", "epic4", "--offline"}, repo.beside("epic4")).status == 1);
    // A source that merely has no configuration yet changes nothing.
    CHECK(!has(repo.check({"epic3", "--format", "json"}).out, "gate-changed-by-source"));
  }

  TEST_CASE("a baseline grandfathers what is there and only that") {
    Epics repo;
    auto file = repo.beside("baseline.txt");
    CHECK(repo.check({"--baseline", file, "--write-baseline"}).status == 0);
    CHECK(has(file_text(file), "vague-name"));
    CHECK(repo.check({"epic4", "--fail-on", "warning", "--baseline", file}).status == 0);
    repo.migration("20250303120502_misc", "CREATE TABLE \"Other\" (\"id\" TEXT NOT NULL);\n", repo.beside("epic4"));
    auto result = repo.check({"epic4", "--fail-on", "warning", "--baseline", file});
    CHECK(result.status == 1);
    CHECK(has(result.out, "20250303120502_misc"));
    CHECK(!has(result.out, "20250302120502_update"));
    CHECK(repo.check({"--baseline", repo.beside("nowhere")}).status == 2);
  }

  TEST_CASE("a baseline named in the configuration is read from the target's commit") {
    Epics repo;
    repo.write("tributary.yaml", "fail-on: warning\nbaseline: known.txt\n");
    repo.commit("configuration");
    CHECK(repo.check({"epic4"}).status == 2);
    CHECK(repo.check({"--write-baseline"}).status == 0);
    CHECK(repo.check({"epic4"}).status == 2);
    repo.commit("baseline");
    CHECK(repo.check({"epic4"}).status == 0);
  }

  TEST_CASE("unknown is not clean: what is required and could not be had fails") {
    Epics repo;
    CHECK(repo.check({"epic3"}).status == 0);
    CHECK(repo.check({"epic3", "--require", "database"}).status == 1);
    auto rehearsal = repo.check({"epic3", "--require", "rehearsal", "--format", "json"});
    CHECK(rehearsal.status == 1);
    CHECK(has(rehearsal.out, "no rehearsal was made: --rehearse makes one"));
    CHECK(repo.check({"--require", "luck"}).status == 2);
  }

  TEST_CASE("beside --pending, what it does not heed is refused and not passed over") {
    Epics repo;
    for (const std::vector<std::string>& more : {std::vector<std::string>{"--rehearse"},
                                                 {"--with-prisma"},
                                                 {"--fail-on", "warning"},
                                                 {"--baseline", "b.txt"},
                                                 {"--write-baseline"},
                                                 {"--incoming", "epic4"},
                                                 {"--env", "all"},
                                                 {"--require", "rehearsal"},
                                                 {"--require", "prisma"}}) {
      CAPTURE(more[0]);
      auto words = more;
      words.insert(words.begin(), "--pending");
      auto result = repo.check(words);
      CHECK(result.status == 2);
      CHECK_MESSAGE(has(result.err, "--pending does not go together with " + more[0]), result.err);
    }
    CHECK(kind_of(repo.path() + "/tributary-baseline.txt") == FileKind::absent);
  }

  TEST_CASE("it works from a plain clone, with refs and nothing checked out but the target") {
    Epics repo;
    auto clone = repo.beside("clone");
    repo.git({"clone", "-q", repo.path(), clone});
    auto result =
        run_tributary({"check", "--refs", "origin/*", "--offline", "--fail-on", "warning", "--format", "json"}, clone);
    CHECK(result.status == 1);
    CHECK(has(result.out, "20250302120502_update"));
  }

  TEST_CASE("a merge that is not committed yet is judged by its result") {
    Epics repo;
    auto tree = repo.git({"merge-tree", "--write-tree", "main", "epic4"}).substr(0, 40);
    CHECK(repo.check({"--incoming", "epic4", "--result", tree, "--fail-on", "warning"}).status == 1);
    auto good = repo.git({"merge-tree", "--write-tree", "main", "epic3"}).substr(0, 40);
    CHECK(repo.check({"--incoming", "epic3", "--result", good, "--fail-on", "warning"}).status == 0);
    CHECK(repo.check({"--result", good}).status == 2);
    CHECK(repo.check({"--incoming", "no-such-commit", "--result", good}).status == 2);
  }

  TEST_CASE("the index of a merge that waits for its commit is judged") {
    Epics repo;
    repo.git({"merge", "-q", "--no-ff", "--no-commit", "epic4"});
    CHECK(repo.check({"--incoming", "epic4", "--result", "INDEX", "--fail-on", "warning"}).status == 1);
  }

  TEST_CASE("every format comes out, and findings do not change the exit of status, plan and drift") {
    Epics repo;
    for (const char* format : {"text", "json", "markdown", "sarif", "junit", "github", "gitlab"}) {
      INFO(format);
      auto result = repo.check({"epic4", "--format", format});
      CHECK(result.status == 0);
      CHECK(has(result.out, "20250302120502_update"));
    }
    repo.write("tributary.yaml", "rules: {vague-name: error}\n");
    for (const char* command : {"status", "plan", "drift"})
      CHECK(run_tributary({command, "--offline"}, repo.path()).status == 0);
  }
}
