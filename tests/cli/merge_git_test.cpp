#include <doctest/doctest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/text.hpp"
#include "support/temp_repo.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::string lessons = "20250301120501_add_lessons", exams = "20250302120502_add_exams";

struct Epics : TempRepo {
  Epics() {
    start_project();
    for (const char* epic : {"epic3", "epic4"}) git({"worktree", "add", "-q", beside(epic), "-b", epic});
    migration(lessons, "CREATE TABLE \"Lesson\" (\"id\" TEXT NOT NULL);\n", beside("epic3"));
    migration(exams, "CREATE TABLE \"Exam\" (\"id\" TEXT NOT NULL);\n", beside("epic4"));
    commit("lessons", beside("epic3"));
    commit("exams", beside("epic4"));
  }
  RunResult run(std::vector<std::string> arguments) const {
    arguments.push_back("--offline");
    return run_tributary(arguments, path(), {{"TRIBUTARY_NOW", "1767225600"}});
  }
  /// Merges and returns what to type next.
  std::vector<std::string> merge(std::vector<std::string> words) const {
    words.insert(words.begin(), "merge");
    words.insert(words.end(), {"--yes", "--force", "--format", "json"});
    auto result = run(words);
    REQUIRE_MESSAGE(result.status == 0, result.out << result.err);
    return nlohmann::json::parse(result.out).at("next").get<std::vector<std::string>>();
  }
  bool holds(const std::string& name) const {
    return kind_of(path() + "/prisma/migrations/" + name + "/migration.sql") == FileKind::file;
  }
  std::string state() const { return git({"status", "--porcelain", "--untracked-files=all"}); }
};

/// The same epics, each with a model of its own for what its migration makes, at the same place of the file.
struct Models : Epics {
  Models() { add("epic3", "Lesson"), add("epic4", "Exam"); }
  void add(const std::string& epic, const std::string& model) const {
    write("prisma/schema.prisma", schema() + "\nmodel " + model + " {\n  id String @id\n}\n", beside(epic));
    commit(model, beside(epic));
  }
  std::string schema() const { return file_text(path() + "/prisma/schema.prisma"); }
};

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("merge copies the own migrations and undo gives back the exact tree") {
    Epics repo;
    auto result = repo.run({"merge", "epic3", "epic4", "--yes"});
    INFO(result.out << result.err);
    CHECK(result.status == 0);
    CHECK(repo.holds(lessons));
    CHECK(repo.holds(exams));
    auto undone = repo.run({"undo", "--yes"});
    CHECK(undone.status == 0);
    CHECK(repo.state() == "");
    CHECK(repo.run({"undo", "--yes"}).status == 2);
  }

  TEST_CASE("merge --commit makes a merge commit per source, with schema and folders together, and a clean status") {
    Models repo;
    auto result = repo.run({"merge", "--commit", "epic4", "epic3", "--yes"});
    REQUIRE_MESSAGE(result.status == 0, result.out << result.err);
    CHECK(repo.state() == "");
    CHECK(repo.holds(lessons));
    CHECK(repo.holds(exams));
    CHECK(has(repo.schema(), "model Lesson"));
    CHECK(has(repo.schema(), "model Exam"));
    CHECK(repo.git({"log", "--first-parent", "--merges", "--format=%s"}) ==
          "Merge epic4 into main\nMerge epic3 into main\n");
    CHECK(has(repo.git({"log", "-2", "--first-parent", "--format=%b"}), "- " + lessons));
    CHECK(repo.git({"worktree", "list"}).find("tributary-merge") == std::string::npos);
  }

  TEST_CASE("merge --commit where the target is checked out nowhere moves the branch and leaves no worktree") {
    Models repo;
    repo.git({"checkout", "-q", "-b", "aside"});
    auto result = repo.run({"merge", "--commit", "epic3", "--target", "main", "--yes"});
    REQUIRE_MESSAGE(result.status == 0, result.out << result.err);
    CHECK(has(repo.git({"log", "-1", "--format=%s", "main"}), "Merge epic3 into main"));
    CHECK(repo.state() == "");
    CHECK(repo.git({"worktree", "list"}).find("tributary-merge") == std::string::npos);
  }

  TEST_CASE(
      "merge --commit refuses what the gate refuses and leaves nothing; conflicts elsewhere wait for --continue") {
    Epics repo;
    repo.migration("20250305120000_bad", "ALTER TABLE \"Nowhere\" ADD COLUMN \"x\" TEXT;\n", repo.beside("epic4"));
    repo.write("code.ts", "theirs", repo.beside("epic3"));
    for (const char* epic : {"epic3", "epic4"}) repo.commit("more", repo.beside(epic));
    repo.write("code.ts", "ours");
    auto before = repo.commit("code");
    CHECK(repo.run({"merge", "--commit", "epic4", "--yes"}).status == 1);
    CHECK(repo.state() == "");
    CHECK(has(repo.git({"rev-parse", "HEAD"}), before));
    auto stopped = repo.run({"merge", "--commit", "epic3", "--yes"});
    CHECK(stopped.status == 1);
    CHECK(has(stopped.out, "code.ts"));
    CHECK(repo.run({"merge", "--continue"}).status == 2);
    repo.write("code.ts", "both");
    repo.git({"add", "code.ts"});
    auto done = repo.run({"merge", "--continue"});
    CHECK_MESSAGE(done.status == 0, done.out << done.err);
    CHECK(repo.state() == "");
    CHECK(repo.holds(lessons));
  }

  TEST_CASE("undo refuses what a commit holds, and says which git command takes it back") {
    Epics repo;
    REQUIRE(repo.run({"merge", "epic3", "--yes"}).status == 0);
    repo.commit("Add migrations");
    auto on_top = repo.run({"undo", "--yes"});
    CHECK(on_top.status == 2);
    CHECK(has(on_top.err, "reset --keep HEAD~1"));
    repo.write("x", "x");
    repo.commit("later");
    auto below = repo.run({"undo", "--yes"});
    CHECK(below.status == 2);
    CHECK(has(below.err, "revert"));
    CHECK_FALSE(has(below.err, "reset"));
    CHECK(repo.holds(lessons));
    CHECK(repo.state() == "");
  }

  TEST_CASE("plan marks the step that merge refuses and prints no command for it; a refused merge prints no Next") {
    Epics repo;
    for (const char* epic : {"epic3", "epic4"})
      repo.migration("20250305120000_tag_" + std::string(epic),
                     "CREATE TABLE \"Tag\" (\"id\" TEXT, \"" + std::string(epic) + "\" TEXT);\n", repo.beside(epic));
    for (const char* epic : {"epic3", "epic4"}) repo.commit("tag", repo.beside(epic));
    auto planned = repo.run({"plan"});
    CHECK(has(planned.out, "tributary merge epic3"));
    CHECK(has(planned.out, "(object-created-twice)"));
    CHECK_FALSE(has(planned.out, "tributary merge epic4"));
    auto json = nlohmann::json::parse(repo.run({"plan", "--format", "json"}).out);
    CHECK_FALSE(json.at("sequence").at(0).contains("refused"));
    CHECK(json.at("sequence").at(1).at("refused").at("rule") == "object-created-twice");
    auto refused = repo.run({"merge", "epic4", "--dry-run"});
    CHECK(refused.status == 1);
    CHECK_FALSE(has(refused.out, "Next"));
    CHECK_FALSE(has(refused.out, "Would merge"));
  }

  TEST_CASE("without a terminal nothing is done unless --yes says so") {
    Epics repo;
    auto result = repo.run({"merge", "epic3"});
    CHECK(result.status == 2);
    CHECK(has(result.err, "add --yes"));
    CHECK(repo.state() == "");
  }

  TEST_CASE("--dry-run says what would be copied and copies nothing") {
    Epics repo;
    auto result = repo.run({"merge", "epic3", "--dry-run", "--format", "json"});
    CHECK(result.status == 0);
    CHECK(has(result.out, "\"kind\": \"copy\""));
    CHECK(has(result.out, lessons));
    CHECK(repo.state() == "");
  }

  TEST_CASE("uncommitted changes in the target's Prisma project stop it, elsewhere they do not") {
    Epics repo;
    repo.write("src/index.ts", "// at work\n");
    CHECK(repo.run({"merge", "epic3", "--dry-run"}).status == 0);
    repo.write("prisma/schema.prisma",
               file_text(repo.path() + "/prisma/schema.prisma") + "\nmodel More {\n  id Int @id\n}\n");
    auto result = repo.run({"merge", "epic3", "--yes"});
    CHECK(result.status == 2);
    CHECK(has(result.err, "prisma/schema.prisma"));
    CHECK(!repo.holds(lessons));
    CHECK(repo.run({"merge", "epic3", "--yes", "--allow-dirty"}).status == 0);
  }

  TEST_CASE("what an earlier merge has written is not in the way of the next") {
    Epics repo;
    CHECK(repo.run({"merge", "epic3", "--yes"}).status == 0);
    auto next = repo.run({"merge", "epic4", "--yes"});
    INFO(next.out << next.err);
    CHECK(next.status == 0);
    CHECK(repo.holds(exams));
  }

  TEST_CASE("errors stand against a merge unless it is forced") {
    Epics repo;
    repo.write("prisma/migrations/20240101000000_init/migration.sql", "-- edited\nSELECT 1;\n", repo.beside("epic3"));
    repo.commit("edit", repo.beside("epic3"));
    auto result = repo.run({"merge", "epic3", "--yes"});
    CHECK(result.status == 1);
    CHECK(has(result.out, "edited-migration"));
    CHECK(!repo.holds(lessons));
    CHECK(repo.run({"merge", "epic3", "--yes", "--force"}).status == 0);
    CHECK(repo.holds(lessons));
  }

  TEST_CASE("something else in the place of a migration is never overwritten, forced or not") {
    Epics repo;
    repo.migration(lessons, "-- mine\n");
    auto result = repo.run({"merge", "epic3", "--yes", "--force", "--allow-dirty"});
    CHECK(result.status == 1);
    CHECK(file_text(repo.path() + "/prisma/migrations/" + lessons + "/migration.sql") == "-- mine\n");
  }

  TEST_CASE("after merge, git goes on: the sources themselves merge without conflict") {
    Epics repo;
    CHECK(repo.run({"merge", "epic3", "epic4", "--yes"}).status == 0);
    repo.commit("migrations of epics 3 and 4");
    repo.git({"merge", "-q", "--no-edit", "epic3"});
    repo.git({"merge", "-q", "--no-edit", "epic4"});
    CHECK(repo.state() == "");
    CHECK(has(repo.run({"plan"}).out, "0 steps") == false);
  }

  TEST_CASE("schema.prisma is merged too: the models of all, git agrees with what is typed next, undo gives it back") {
    for (bool driver : {true, false}) {
      Models repo;
      if (driver) CHECK(repo.run({"hook", "install", "--yes"}).status == 0);
      auto before = repo.schema();
      auto dry = repo.run({"merge", "epic3", "--dry-run"});
      CHECK(has(dry.out, "merge     prisma/schema.prisma  +1 model"));
      CHECK(repo.schema() == before);
      CHECK(repo.run({"merge", "epic3", "--yes"}).status == 0);
      CHECK(has(repo.schema(), "model Lesson "));
      auto merged = repo.run({"merge", "epic4", "--yes", "--format", "json"});  // the first is explained by the journal
      INFO(merged.out << merged.err);
      CHECK(merged.status == 0);
      for (const char* name : {"model Course ", "model Lesson ", "model Exam "}) CHECK(has(repo.schema(), name));
      CHECK(repo.run({"undo", "--yes"}).status == 0);
      CHECK(has(repo.schema(), "model Lesson "));
      CHECK_FALSE(has(repo.schema(), "model Exam "));
      CHECK(repo.run({"undo", "--yes"}).status == 0);
      CHECK(repo.schema() == before);
      CHECK(repo.state() == "");

      auto next = repo.merge({"epic3", "epic4"});
      auto ours = repo.schema();
      repo.type(next);
      CHECK(repo.schema() == ours);
      CHECK(repo.state() == "");
      for (const char* epic : {"epic3", "epic4"})
        CHECK(repo.try_git({"merge-base", "--is-ancestor", epic, "main"}) == 0);
    }
  }

  TEST_CASE("where git's line merge is clean and wrong, or the schema has several files, the lines typed keep ours") {
    Models repo;  // the same model at two places: by line both are kept
    auto first = [&](const std::string& epic) {
      auto text = file_text(repo.beside(epic) + "/prisma/schema.prisma");
      repo.write("prisma/schema.prisma", "enum Level {\n  LOW\n}\n\n" + text, repo.beside(epic));
    };
    auto last = [&](const std::string& epic) {
      auto text = file_text(repo.beside(epic) + "/prisma/schema.prisma");
      repo.write("prisma/schema.prisma", text + "\nenum Level {\n  LOW\n}\n", repo.beside(epic));
    };
    first("epic3"), last("epic4");
    repo.commit("level", repo.beside("epic3"));
    repo.commit("level", repo.beside("epic4"));
    repo.type(repo.merge({"epic3", "epic4"}));
    auto schema = repo.schema();
    CHECK(schema.find("enum Level") == schema.rfind("enum Level"));
    CHECK(has(schema, "enum Level"));
    CHECK(repo.state() == "");

    Epics several;
    for (const char* file : {"base", "lesson"})
      several.write("prisma/schema/" + std::string(file) + ".prisma", "// " + std::string(file) + "\n");
    several.write("prisma/schema/base.prisma", file_text(several.path() + "/prisma/schema.prisma"));
    several.git({"rm", "-q", "prisma/schema.prisma"});
    several.git({"mv", "-k", "prisma/migrations", "prisma/schema/migrations"});
    several.write("package.json",
                  "{\"prisma\": {\"schema\": \"prisma/schema\"}, \"devDependencies\": {\"prisma\": \"6.19.0\"}}\n");
    several.commit("several files");
    for (const char* epic : {"epic3", "epic4"}) {
      several.git({"merge", "-q", "--no-edit", "main"}, several.beside(epic));
      several.write("prisma/schema/lesson.prisma", "// lesson\n\nmodel M" + std::string(epic) + " {\n  id Int @id\n}\n",
                    several.beside(epic));
      several.write("prisma/schema/" + std::string(epic) + ".prisma",
                    "model N" + std::string(epic) + " {\n  id Int @id\n}\n", several.beside(epic));
      several.commit("models", several.beside(epic));
    }
    several.type(several.merge({"epic3", "epic4"}));
    auto lesson = file_text(several.path() + "/prisma/schema/lesson.prisma");
    for (const char* name : {"model Mepic3 ", "model Mepic4 "}) CHECK(has(lesson, name));
    CHECK_FALSE(has(lesson, "<<<<"));
    for (const char* epic : {"epic3", "epic4"})
      CHECK(kind_of(several.path() + "/prisma/schema/" + epic + ".prisma") == FileKind::file);
    CHECK(several.state() == "");
  }

  TEST_CASE("a schema that the source has not committed is committed there first, and then merged by git too") {
    Models repo;
    repo.write("prisma/schema.prisma",
               file_text(repo.beside("epic3") + "/prisma/schema.prisma") + "\nmodel Late {\n  id Int @id\n}\n",
               repo.beside("epic3"));
    auto next = repo.merge({"epic3"});
    CHECK(has(repo.schema(), "model Late "));
    REQUIRE(!next.empty());
    CHECK(has(next[0], "-C " + repo.beside("epic3")));
    CHECK(has(next[0], "add -- prisma/schema.prisma"));
    repo.type(next);
    CHECK(has(repo.git({"show", "epic3:prisma/schema.prisma"}), "model Late "));
    CHECK(has(repo.git({"show", "main:prisma/schema.prisma"}), "model Late "));
    CHECK(repo.state() == "");
  }

  TEST_CASE("a schema behind a symbolic link is left to git and told; the migrations are copied") {
    for (bool in_target : {true, false}) {
      Models repo;
      auto folder = in_target ? repo.path() : repo.beside("epic3");
      std::filesystem::create_directory(folder + "/db");
      std::filesystem::rename(folder + "/prisma/schema.prisma", folder + "/db/schema.prisma");
      std::filesystem::create_symlink("../db/schema.prisma", folder + "/prisma/schema.prisma");
      repo.commit("a link", folder);
      auto result = repo.run({"merge", "epic3", "--yes"});
      INFO(result.out << result.err);
      CHECK(result.status == 0);
      CHECK(has(result.out, "prisma/schema.prisma is a symbolic link in " + std::string(in_target ? "main" : "epic3")));
      CHECK(repo.holds(lessons));
      CHECK(std::filesystem::is_symlink(folder + "/prisma/schema.prisma"));
      CHECK(repo.run({"undo", "--yes"}).status == 0);
      CHECK(repo.state() == "");
    }
  }

  TEST_CASE("a schema that needs a decision stops the merge; forced, it has markers there and the exit code says so") {
    Models repo;
    auto theirs = file_text(repo.beside("epic3") + "/prisma/schema.prisma");
    repo.write("prisma/schema.prisma", text::replace_all(theirs, "id   String @id", "id   Int    @id"),
               repo.beside("epic3"));
    repo.commit("int", repo.beside("epic3"));
    repo.write("prisma/schema.prisma", text::replace_all(repo.schema(), "id   String @id", "id   BigInt @id"));
    repo.commit("bigint");
    auto before = repo.schema();
    auto stopped = repo.run({"merge", "epic3", "--yes"});
    CHECK(stopped.status == 1);
    CHECK(has(stopped.out, "conflict: prisma/schema.prisma:"));
    CHECK(has(stopped.out, ": model Course, id of epic3"));
    CHECK(repo.schema() == before);
    CHECK(!repo.holds(lessons));
    CHECK(repo.run({"merge", "epic3", "--yes", "--force"}).status == 1);
    CHECK(has(repo.schema(), "<<<<<<< main"));
    CHECK(has(repo.schema(), "model Lesson "));
    auto marked = repo.schema();
    for (const char* epic : {"epic3", "epic4"}) {  // neither nested nor committed with what comes next
      auto next = repo.run({"merge", epic, "--yes", "--force"});
      CHECK(next.status == 1);
      CHECK(has(next.out, "still holds conflict markers"));
      CHECK_FALSE(has(next.out, "commit -m"));
      CHECK(repo.schema() == marked);
    }
    CHECK(repo.run({"undo", "--yes"}).status == 0);
    CHECK(repo.schema() == before);
  }

  TEST_CASE("a target that is checked out nowhere cannot be merged into") {
    Epics repo;
    repo.git({"checkout", "-q", "--detach"});
    auto result = repo.run({"merge", "epic3", "--yes"});
    CHECK(result.status == 2);
    CHECK(has(result.err, "hint"));
  }

  TEST_CASE("init writes a configuration that is valid, refuses to overwrite it, and can be taken back") {
    Epics repo;
    CHECK(repo.run({"init", "--dry-run"}).status == 0);
    CHECK(repo.state() == "");
    CHECK(repo.run({"init"}).status == 2);
    CHECK(repo.run({"init", "--yes", "--format", "json"}).status == 0);
    CHECK(repo.run({"status"}).status == 0);
    auto again = repo.run({"init", "--yes"});
    CHECK(again.status == 2);
    CHECK(has(again.err, "there is a configuration already"));
    CHECK(repo.run({"undo", "--yes"}).status == 0);
    CHECK(repo.state() == "");
  }

  TEST_CASE("every line that init comments out is accepted when it is not") {
    Epics repo;
    CHECK(repo.run({"init", "--yes"}).status == 0);
    std::string active;
    auto config = file_text(repo.path() + "/tributary.yaml");
    for (std::size_t at = 0; at < config.size();) {
      auto end = config.find('\n', at);
      auto line = config.substr(at, end - at);
      at = end + 1;
      bool key = line.size() > 2 && line[0] == '#' && line[1] != ' ';
      bool nested = line.rfind("#  ", 0) == 0;
      if (key || nested) active += line.substr(1) + "\n";
    }
    repo.write("tributary.yaml", active);
    auto result = repo.run({"status"});
    INFO(active << result.err);
    CHECK(result.status == 0);
  }
}
