// A schema of several files, and a criss-cross history, under real merges.
#include <doctest/doctest.h>

#include "support/temp_repo.hpp"

using namespace tributary::testing;

namespace {

// Whatever the lines were wrapped at.
bool has(const std::string& text, const std::string& what) {
  std::string flat;
  for (char c : text)
    if (!(c == '\n' || c == ' ') || flat.empty() || flat.back() != ' ') flat += c == '\n' ? ' ' : c;
  return flat.find(what) != std::string::npos;
}

std::string model(const std::string& name, const std::string& fields = "") {
  return "model " + name + " {\n  id Int @id\n" + fields + "}\n";
}

std::string table(const std::string& name, const std::string& columns = "") {
  return "CREATE TABLE \"" + name + "\" (\"id\" INTEGER NOT NULL" + columns + ", CONSTRAINT \"" + name +
         "_pkey\" PRIMARY KEY (\"id\"));\n";
}

const std::string source = "datasource db {\n  provider = \"postgresql\"\n}\n\n";

// prisma/schema/ with one file; main and feature go on from there with the guard installed.
struct Folder {
  TempRepo repo;
  Folder() {
    repo.start_project();
    repo.git({"rm", "-q", "prisma/schema.prisma"});
    repo.git({"mv", "prisma/migrations", "prisma/schema-migrations"});
    write("a", source + model("Course") + "\n" + model("Twin"));
    repo.git({"mv", "-k", "prisma/schema-migrations", "prisma/schema/migrations"});
    migration("20240102000000_add_twins", table("Twin"));
    repo.write("package.json", "{\"prisma\": {\"schema\": \"prisma/schema\"}}\n");
    repo.commit("a folder of schemas");
    repo.git({"branch", "feature"});
    auto installed = run_tributary({"hook", "install", "--yes"}, repo.path());
    REQUIRE_MESSAGE(installed.status == 0, installed.err);
  }
  void write(const std::string& name, const std::string& text) const {
    repo.write("prisma/schema/" + name + ".prisma", text);
  }
  void migration(const std::string& name, const std::string& sql) const {
    repo.write("prisma/schema/migrations/" + name + "/migration.sql", sql);
  }
};

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("one model added to two files merges without a conflict, and the hook refuses it") {
    Folder folder;
    folder.write("ours", model("Lesson"));
    folder.repo.commit("lesson here");
    folder.repo.git({"checkout", "-q", "feature"});
    folder.write("theirs", model("Lesson"));
    folder.repo.commit("lesson there");
    folder.repo.git({"checkout", "-q", "main"});
    std::string out;
    CHECK(folder.repo.try_git({"merge", "--no-edit", "feature"}, &out) != 0);
    CHECK_MESSAGE(has(out, "model Lesson in the merge's result: Lesson is declared twice"), out);
  }

  TEST_CASE("a model moved here and changed there: tributary follows it, git stops, keeping both copies is refused") {
    Folder folder;
    folder.write("a", source + model("Course"));
    folder.write("b", model("Twin"));
    folder.repo.commit("Twin moves");
    folder.repo.git({"checkout", "-q", "feature"});
    folder.write("a", source + model("Course") + "\n" + model("Twin", "  mood String?\n"));
    folder.migration("20250101000017_add_mood", "ALTER TABLE \"Twin\" ADD COLUMN \"mood\" TEXT;\n");
    folder.repo.commit("Twin has a mood");
    folder.repo.git({"checkout", "-q", "main"});
    auto checked =
        run_tributary({"check", "feature", "--refs", "feature", "--offline", "--format", "json"}, folder.repo.path());
    CHECK_MESSAGE(!has(checked.out, "\"schema-conflict\""), checked.out);
    std::string out;
    CHECK(folder.repo.try_git({"merge", "--no-edit", "feature"}, &out) != 0);
    CHECK(has(file_text(folder.repo.path() + "/prisma/schema/a.prisma"), "<<<<<<<"));
    folder.write("a", source + model("Course") + "\n" + model("Twin", "  mood String?\n"));
    folder.repo.git({"add", "."});
    CHECK(folder.repo.try_git({"commit", "--no-edit"}, &out) != 0);
    CHECK_MESSAGE(has(out, "Twin is declared twice"), out);
    folder.write("a", source + model("Course"));
    folder.write("b", model("Twin", "  mood String?\n"));
    folder.repo.git({"add", "."});
    CHECK_MESSAGE(folder.repo.try_git({"commit", "--no-edit"}, &out) == 0, out);
  }

  TEST_CASE("a model moved by one side alone merges in silence") {
    Folder folder;
    folder.write("a", source + model("Course"));
    folder.write("b", model("Twin"));
    folder.repo.commit("Twin moves");
    folder.repo.git({"checkout", "-q", "feature"});
    folder.write("c", model("Concept"));
    folder.migration("20250101000017_add_concepts", table("Concept"));
    folder.repo.commit("Concept");
    folder.repo.git({"checkout", "-q", "main"});
    std::string out;
    CHECK_MESSAGE(folder.repo.try_git({"merge", "-q", "--no-edit", "feature"}, &out) == 0, out);
    CHECK_FALSE(has(out, "tributary"));
  }

  TEST_CASE("a criss-cross history: the driver merges over the base git makes, and check knows that base") {
    TempRepo repo;
    repo.start_project();
    auto write = [&](const std::string& text, const std::string& message) {
      repo.write("prisma/schema.prisma", source + text);
      return repo.commit(message);
    };
    write(model("Course"), "base");
    REQUIRE(run_tributary({"hook", "install", "--yes"}, repo.path()).status == 0);
    repo.git({"checkout", "-q", "-b", "feature"});
    repo.migration("20250101000017_add_twins", table("Twin", ", \"old\" INTEGER"));
    auto theirs = write(model("Course") + "\n" + model("Twin", "  old Int?\n"), "twin");
    repo.git({"checkout", "-q", "main"});
    repo.migration("20250101000011_add_lessons", table("Lesson", ", \"old\" INTEGER"));
    auto ours = write(model("Course") + "\n" + model("Lesson", "  old Int?\n"), "lesson");
    repo.git({"merge", "-q", "--no-edit", theirs});
    repo.git({"checkout", "-q", "feature"});
    repo.git({"merge", "-q", "--no-edit", ours});
    REQUIRE(repo.git({"merge-base", "--all", "main", "feature"}).size() == 82);
    // Each side drops a field that only the virtual base shows to have been there for both.
    write(model("Course") + "\n" + model("Lesson") + "\n" + model("Twin", "  old Int?\n"), "Lesson.old goes");
    repo.git({"checkout", "-q", "main"});
    write(model("Course") + "\n" + model("Lesson", "  old Int?\n") + "\n" + model("Twin"), "Twin.old goes");
    auto checked =
        run_tributary({"check", "feature", "--refs", "feature", "--offline", "--format", "json"}, repo.path());
    CHECK_FALSE(has(checked.out, "\"schema-conflict\""));
    CHECK_FALSE(has(checked.out, "no single merge base"));
    std::string out;
    CHECK_MESSAGE(repo.try_git({"merge", "-q", "--no-edit", "feature"}, &out) == 0, out);
    auto merged = file_text(repo.path() + "/prisma/schema.prisma");
    CHECK(merged.find("old") == std::string::npos);
    for (const char* name : {"Course", "Lesson", "Twin"}) CHECK(has(merged, std::string("model ") + name));
  }
}
