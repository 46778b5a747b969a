// What comes before and behind `merge --commit`: its copies, its dry run, taking it back, announcing it.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/text.hpp"
#include "support/temp_repo.hpp"

using namespace tributary;
using namespace tributary::testing;
using Words = std::vector<std::string>;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::string lessons = "20250301120501_add_lessons", exams = "20250302120502_add_exams";

struct Epics : TempRepo {
  Epics() {
    start_project();
    for (const char* epic : {"epic3", "epic4"}) git({"worktree", "add", "-q", beside(epic), "-b", epic});
    add("epic3", lessons, "Lesson"), add("epic4", exams, "Exam");
  }
  void add(const std::string& epic, const std::string& name, const std::string& model) const {
    migration(name, "CREATE TABLE \"" + model + "\" (\"id\" TEXT NOT NULL PRIMARY KEY);\n", beside(epic));
    write("prisma/schema.prisma",
          file_text(beside(epic) + "/prisma/schema.prisma") + "\nmodel " + model + " {\n  id String @id\n}\n",
          beside(epic));
    commit(model, beside(epic));
  }
  RunResult run(Words words, const std::string& folder = {}) const {
    words.push_back("--offline");
    return run_tributary(words, folder.empty() ? path() : folder, {{"TRIBUTARY_NOW", "1767225600"}});
  }
  RunResult done(Words words) const {
    words.push_back("--yes");
    auto result = run(words);
    REQUIRE_MESSAGE(result.status == 0, result.out << result.err);
    return result;
  }
  std::string tip() const { return git({"rev-parse", "main"}); }
  std::string state() const { return git({"status", "--porcelain", "--untracked-files=all"}); }
};

/// The lines behind "$ ".
Words commands_in(const std::string& answer) {
  Words out;
  for (const auto& line : text::lines(answer))
    if (auto trimmed = text::trim(line); trimmed.starts_with("$ ")) out.push_back(trimmed.substr(2));
  return out;
}

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("undo takes back all that one merge --commit has made, checked out or not, and says so beforehand") {
    for (bool checked_out : {true, false}) {
      CAPTURE(checked_out);
      Epics repo;
      if (!checked_out) repo.git({"checkout", "-q", "-b", "aside"});
      auto before = repo.tip();
      repo.done({"merge", "--commit", "epic3", "epic4", "--target", "main"});
      auto merged = repo.tip();
      auto foreseen = repo.run({"undo", "--dry-run", "--target", "main"});
      CHECK_MESSAGE(has(foreseen.out, "Would take back merge --commit epic3 epic4"), foreseen.out << foreseen.err);
      CHECK(repo.tip() == merged);
      auto undone = repo.done({"undo", "--target", "main"});
      CHECK(has(undone.out, "Took back merge --commit epic3 epic4"));
      CHECK(repo.tip() == before);
      CHECK(repo.state() == "");
      CHECK(has(repo.run({"undo", "--yes", "--target", "main"}).err, "nothing to undo"));
    }
  }

  TEST_CASE("undo takes the newest back first, be it a run by copy or a merge commit, and never an older one instead") {
    Epics repo;
    repo.git({"worktree", "add", "-q", repo.beside("epic5"), "-b", "epic5"});
    repo.add("epic5", "20250303120503_add_words", "Word");
    repo.done({"merge", "epic4"});
    repo.commit("Add exams");
    repo.done({"merge", "--commit", "epic3"});
    repo.done({"merge", "epic5"});
    CHECK(has(repo.done({"undo"}).out, "Took back merge epic5"));
    CHECK(has(repo.run({"undo", "--dry-run"}).out, "merge --commit epic3"));
    repo.write("later", "x");
    repo.commit("built upon it");
    auto refused = repo.run({"undo", "--yes"});
    CHECK(refused.status == 2);
    CHECK_MESSAGE(has(refused.err, "the last that was done is 'merge --commit epic3'"), refused.err);
    CHECK_FALSE(has(refused.err, "epic4"));
    repo.type({text::trim(refused.err.substr(refused.err.find("git -C "))) + " --no-edit"});
    CHECK(repo.state() == "");
    CHECK(kind_of(repo.path() + "/prisma/migrations/" + lessons) == FileKind::absent);
  }

  TEST_CASE("a merge that git itself has taken back, or that was pushed, is not undone") {
    Epics repo;
    auto before = repo.tip();
    repo.done({"merge", "--commit", "epic3"});
    repo.git({"reset", "-q", "--hard", text::trim(before)});
    CHECK(has(repo.run({"undo", "--yes"}).err, "nothing to undo"));
    repo.done({"merge", "--commit", "epic3"});
    repo.git({"update-ref", "refs/remotes/origin/main", "main"});
    auto refused = repo.run({"undo", "--yes"});
    CHECK(refused.status == 2);
    CHECK(has(refused.err, "it is pushed"));
    CHECK(has(refused.err, "revert -m 1"));
  }

  TEST_CASE("a merge that --continue has committed is undone, too") {
    Epics repo;
    repo.write("code.ts", "theirs", repo.beside("epic3"));
    repo.commit("code", repo.beside("epic3"));
    repo.write("code.ts", "ours");
    repo.commit("code");
    auto before = repo.tip();
    CHECK(repo.run({"merge", "--commit", "epic3", "--yes"}).status == 1);
    repo.write("code.ts", "both");
    repo.git({"add", "code.ts"});
    REQUIRE(repo.run({"merge", "--continue"}).status == 0);
    CHECK(has(repo.done({"undo"}).out, "merge --commit epic3"));
    CHECK(repo.tip() == before);
  }

  TEST_CASE(
      "--abort does not throw away what somebody has staged beside the merge; silent twin: what was decided goes") {
    for (bool staged : {true, false}) {
      CAPTURE(staged);
      Epics repo;
      repo.write("code.ts", "theirs", repo.beside("epic3"));
      repo.commit("code", repo.beside("epic3"));
      repo.write("code.ts", "ours");
      repo.commit("code");
      CHECK(repo.run({"merge", "--commit", "epic3", "--yes"}).status == 1);
      repo.write("code.ts", "both");
      repo.git({"add", "code.ts"});
      if (staged) repo.write("mine.ts", "an hour's work"), repo.git({"add", "mine.ts"});
      auto aborted = repo.run({"merge", "--abort"});
      if (staged) {
        CHECK(aborted.status == 2);
        CHECK_MESSAGE(has(aborted.err, "mine.ts"), aborted.err);
        CHECK(has(repo.state(), "A  mine.ts"));
        repo.git({"restore", "--staged", "--", "mine.ts"});
        REQUIRE(repo.run({"merge", "--abort"}).status == 0);
        CHECK(repo.state() == "?? mine.ts\n");
        CHECK(file_text(repo.path() + "/mine.ts") == "an hour's work");
      } else {
        CHECK_MESSAGE(aborted.status == 0, aborted.err);
        CHECK(repo.state() == "");
      }
    }
  }

  TEST_CASE("--abort takes a merge of a renamed file back as what it is") {
    Epics repo;
    repo.write("old.ts", "1\n2\n3\n4\n5\n6\n7\n8\n");
    repo.commit("code");
    repo.git({"merge", "-q", "main"}, repo.beside("epic3"));
    repo.write("old.ts", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", repo.beside("epic3"));
    repo.commit("more", repo.beside("epic3"));
    repo.git({"mv", "old.ts", "new.ts"});
    repo.commit("renamed");
    repo.git({"merge", "-q", "--no-commit", "--no-ff", "epic3"});
    auto aborted = repo.run({"merge", "--abort"});
    CHECK_MESSAGE(aborted.status == 0, aborted.err);
    CHECK(repo.state() == "");
  }

  TEST_CASE("merge --commit --dry-run says each step with its message, and what would be refused; nothing is done") {
    Epics repo;
    repo.migration("20250305120000_bad", "ALTER TABLE \"Nowhere\" ADD COLUMN \"x\" TEXT;\n", repo.beside("epic4"));
    repo.commit("bad", repo.beside("epic4"));
    auto before = repo.tip();
    auto asked = repo.run({"merge", "--commit", "epic4", "epic3", "--dry-run", "--format", "json"});
    REQUIRE_MESSAGE(asked.status == 0, asked.out << asked.err);
    auto answer = nlohmann::json::parse(asked.out);
    auto steps = answer.at("commits").get<Words>();
    REQUIRE(steps.size() == 2);
    CHECK(steps[0].starts_with("epic3 at "));
    CHECK(has(steps[0], "with the message: Merge epic3 into main Brings a migration: - " + lessons));
    auto notes = text::join(answer.at("notes").get<Words>(), "\n");
    CHECK_MESSAGE(has(notes, "epic4 would be refused as it is"), notes);
    CHECK(has(repo.run({"merge", "--commit", "epic3", "--dry-run"}).out, "would merge epic3 at "));
    CHECK(repo.tip() == before);
  }

  TEST_CASE("behind a copy one line is printed, which takes the copy back and merges with git") {
    Epics repo;
    auto copied = repo.done({"merge", "epic3", "epic4"});
    auto next = commands_in(copied.out);
    REQUIRE(next == Words{"tributary merge --commit epic3 epic4 --offline"});
    repo.type({next[0] + " --yes"});
    CHECK(repo.state() == "");
    CHECK(repo.git({"log", "--first-parent", "--merges", "--format=%s", "main"}) ==
          "Merge epic4 into main\nMerge epic3 into main\n");
    CHECK(has(repo.git({"log", "-2", "--first-parent", "--format=%b", "main"}), "- " + lessons));
  }

  TEST_CASE("a copy that has been changed since, or that git does not bring, is not taken back for a merge") {
    Epics changed;
    changed.done({"merge", "epic3"});
    changed.write("prisma/migrations/" + lessons + "/migration.sql", "-- mine\n");
    auto refused = changed.run({"merge", "--commit", "epic3", "--yes"});
    CHECK(refused.status == 2);
    CHECK(file_text(changed.path() + "/prisma/migrations/" + lessons + "/migration.sql") == "-- mine\n");

    Epics uncommitted;
    uncommitted.migration("20250303000000_more", "SELECT 1;\n", uncommitted.beside("epic3"));
    auto copied = uncommitted.done({"merge", "epic3"});
    CHECK(commands_in(copied.out).size() == 3);  // its commit, the copies', the merge
    uncommitted.run({"merge", "--commit", "epic3", "--yes"});
    CHECK(kind_of(uncommitted.path() + "/prisma/migrations/20250303000000_more/migration.sql") == FileKind::file);
  }

  TEST_CASE("message merged without a name tells of the last merge, by tributary or by git; silent twin: of none") {
    Epics repo;
    CHECK(has(repo.run({"message", "merged"}).out, "20240101000000_init") == false);
    repo.done({"merge", "--commit", "epic3", "epic4"});
    auto both = repo.run({"message", "merged"});
    CHECK_MESSAGE(has(both.out, lessons), both.out << both.err);
    CHECK(has(both.out, exams));
    repo.migration("20250401000000_words", "CREATE TABLE \"Word\" (\"id\" TEXT);\n", repo.beside("epic3"));
    repo.commit("words", repo.beside("epic3"));
    repo.git({"merge", "-q", "--no-ff", "-m", "by hand", "epic3"});
    auto last = repo.run({"message", "merged"});
    CHECK(has(last.out, "20250401000000_words"));
    CHECK_FALSE(has(last.out, lessons));
  }

  TEST_CASE("what is printed to be typed has the options that the run was given") {
    Epics repo;
    repo.git({"worktree", "remove", repo.beside("epic4")});
    auto planned = repo.run({"plan", "--refs", "epic*"});
    CHECK_MESSAGE(commands_in(planned.out) == Words{"tributary merge epic3 --refs 'epic*' --offline"}, planned.out);
    auto plain = run_tributary({"plan"}, repo.path());
    CHECK(commands_in(plain.out) == Words{"tributary merge epic3"});
  }

  TEST_CASE("plan of a source that brings nothing names no other source's step") {
    Epics repo;
    repo.git({"worktree", "add", "-q", repo.beside("none"), "-b", "none"});
    repo.write("x", "x", repo.beside("none"));
    repo.commit("x", repo.beside("none"));
    auto asked = repo.run({"plan", "none"});
    CHECK_MESSAGE(has(asked.out, "Nothing to merge: none has nothing that main lacks"), asked.out);
    CHECK(commands_in(asked.out).empty());
    CHECK(commands_in(repo.run({"plan", "epic4"}).out) == Words{"tributary merge epic4 --offline"});
  }

  TEST_CASE(
      "what is asked of environments where there are none, and of backups outside a repository, is said plainly") {
    Epics repo;
    auto none = run_tributary({"status", "--env", "all"}, repo.path());
    CHECK(none.status == 2);
    CHECK_MESSAGE(has(none.err, "no environments are known"), none.err);
    TempFolder plain;
    auto outside = run_tributary({"backup", "--list"}, plain.path());
    CHECK(outside.status == 2);
    CHECK_MESSAGE(has(outside.err, "not a git repository"), outside.err);
    CHECK_FALSE(has(outside.err, "rev-parse"));
  }
}
