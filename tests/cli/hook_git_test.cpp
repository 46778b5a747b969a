// The guard in real merges: what it lets pass in silence and what it refuses, and what is left behind.
#include <doctest/doctest.h>

#include "support/temp_repo.hpp"

using namespace tributary::testing;

namespace {

bool has(const std::string& text, const std::string& what) {
  return text.find(what) != std::string::npos;
}

const std::string course = "model Course {\n  id   String @id\n  name String\n}\n";

// main and feature have both gone on; feature adds a migration and a model. The guard is installed.
struct Guarded {
  TempRepo repo;
  std::string schema;

  explicit Guarded(bool diverge = true) {
    repo.start_project();
    schema = file_text(repo.path() + "/prisma/schema.prisma");
    repo.git({"checkout", "-q", "-b", "feature"});
    repo.migration("20250101000017_add_twins", "CREATE TABLE \"Twin\" (\"id\" INTEGER NOT NULL);\n");
    repo.write("prisma/schema.prisma", schema + "\nmodel Twin {\n  id Int @id\n}\n");
    repo.commit("twins");
    repo.git({"checkout", "-q", "main"});
    if (diverge) {
      repo.write("README.md", "hello\n");
      repo.write("prisma/schema.prisma", schema + "\nmodel Lesson {\n  id Int @id\n}\n");
      repo.migration("20250101000011_add_lessons", "CREATE TABLE \"Lesson\" (\"id\" INTEGER NOT NULL);\n");
      repo.commit("main goes on");
    }
    auto installed = tributary::testing::run_tributary({"hook", "install", "--yes"}, repo.path());
    REQUIRE_MESSAGE(installed.status == 0, installed.err);
  }
  // On feature: changes a migration that main has, which no gate lets pass.
  void edit_on_feature() const {
    repo.git({"checkout", "-q", "feature"});
    repo.migration("20240101000000_init", "CREATE TABLE \"Other\" (\"id\" INTEGER);\n");
    repo.commit("edit what main has");
    repo.git({"checkout", "-q", "main"});
  }
  std::string head() const { return repo.git({"rev-parse", "HEAD"}); }
  bool clean() const { return repo.git({"status", "--porcelain"}).empty(); }
};

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("a healthy branch merges in silence, its schema by the driver: fast-forward, squash, true merge") {
    for (const char* how : {"--ff-only", "--squash", "--no-ff"}) {
      CAPTURE(how);
      Guarded guarded(std::string(how) != "--ff-only");
      std::string out;
      CHECK_MESSAGE(guarded.repo.try_git({"merge", "--no-edit", how, "feature"}, &out) == 0, out);
      CHECK_FALSE(has(out, "tributary"));
      CHECK(has(file_text(guarded.repo.path() + "/prisma/schema.prisma"), "model Twin {"));
    }
  }

  TEST_CASE(
      "a branch that edited a migration of main is refused before anything moves: fast-forward, squash, true merge") {
    for (const char* how : {"--ff-only", "--squash", "--no-ff"}) {
      CAPTURE(how);
      Guarded guarded(std::string(how) != "--ff-only");
      guarded.edit_on_feature();
      auto before = guarded.head();
      std::string out;
      CHECK(guarded.repo.try_git({"merge", "--no-edit", how, "feature"}, &out) != 0);
      CHECK_MESSAGE(has(out, "edited-migration"), out);
      CHECK(has(out, "20240101000000_init"));
      CHECK(has(out, "git -c core.hooksPath=/dev/null"));
      CHECK(guarded.head() == before);
      CHECK(guarded.clean());
    }
  }

  TEST_CASE("a resolution by hand that drops a model and a migration is refused, naming both; put back it passes") {
    Guarded guarded;
    guarded.repo.git({"merge", "--no-commit", "--no-ff", "feature"});
    auto merged = file_text(guarded.repo.path() + "/prisma/schema.prisma");
    guarded.repo.write("prisma/schema.prisma", guarded.schema + "\nmodel Lesson {\n  id Int @id\n}\n");
    guarded.repo.git({"rm", "-rqf", "prisma/migrations/20250101000017_add_twins"});
    guarded.repo.git({"add", "-A"});
    std::string out;
    CHECK(guarded.repo.try_git({"commit", "-m", "merge"}, &out) != 0);
    CHECK_MESSAGE(has(out, "model Twin of feature is missing from the merge's result"), out);
    CHECK(has(out, "20250101000017_add_twins of feature is missing from the merge's result"));
    guarded.repo.write("prisma/schema.prisma", merged);
    guarded.repo.git({"checkout", "feature", "--", "prisma/migrations/20250101000017_add_twins"});
    guarded.repo.git({"add", "-A"});
    CHECK_MESSAGE(guarded.repo.try_git({"commit", "-m", "merge"}, &out) == 0, out);
  }

  TEST_CASE("a squash that conflicts is judged when it is committed") {
    Guarded guarded;
    tributary::testing::run_tributary({"hook", "uninstall", "--yes"}, guarded.repo.path());
    tributary::testing::run_tributary({"hook", "install", "--yes", "--no-merge-driver"}, guarded.repo.path());
    CHECK(guarded.repo.try_git({"merge", "--squash", "feature"}) != 0);
    guarded.repo.write("prisma/schema.prisma", guarded.schema + "\nmodel Lesson {\n  id Int @id\n}\n");
    guarded.repo.git({"add", "-A"});
    std::string out;
    CHECK(guarded.repo.try_git({"commit", "-m", "squashed"}, &out) != 0);
    CHECK_MESSAGE(has(out, "model Twin"), out);
  }

  TEST_CASE("merges into other branches are nobody's business") {
    Guarded guarded;
    guarded.edit_on_feature();
    guarded.repo.git({"checkout", "-q", "-b", "other"});
    std::string out;
    CHECK(guarded.repo.try_git({"merge", "--no-edit", "feature"}, &out) == 0);
    CHECK_FALSE(has(out, "tributary"));
  }

  TEST_CASE("a push to the target catches what no local hook saw; a push of another branch passes") {
    Guarded guarded;
    auto remote = guarded.repo.beside("remote.git");
    guarded.repo.git({"init", "-q", "--bare", remote});
    guarded.repo.git({"push", "-q", remote, "main"});
    guarded.edit_on_feature();
    guarded.repo.git({"-c", "core.hooksPath=/dev/null", "merge", "-q", "--no-edit", "feature"});
    std::string out;
    CHECK(guarded.repo.try_git({"push", remote, "main"}, &out) != 0);
    CHECK_MESSAGE(has(out, "edited-migration"), out);
    CHECK(guarded.repo.try_git({"push", "-q", remote, "feature"}, &out) == 0);
  }

  TEST_CASE("a linked worktree that has the target checked out is guarded too") {
    Guarded guarded;
    guarded.edit_on_feature();
    guarded.repo.git({"checkout", "-q", "-b", "elsewhere"});
    auto linked = guarded.repo.beside("linked");
    guarded.repo.git({"worktree", "add", "-q", linked, "main"});
    std::string out;
    CHECK(guarded.repo.try_git({"merge", "--no-edit", "feature"}, &out, linked) != 0);
    CHECK_MESSAGE(has(out, "edited-migration"), out);
  }

  TEST_CASE("without a terminal nothing is installed unless --yes; a dry run says what it would do") {
    TempRepo repo;
    repo.start_project();
    auto refused = tributary::testing::run_tributary({"hook", "install"}, repo.path());
    CHECK(refused.status == 2);
    CHECK(has(refused.err, "--yes"));
    auto dry = tributary::testing::run_tributary({"hook", "install", "--dry-run"}, repo.path());
    CHECK(dry.status == 0);
    CHECK(has(dry.out, "pre-merge-commit"));
    CHECK(repo.try_git({"config", "--get", "merge.tributary-schema.driver"}) != 0);
  }

  TEST_CASE("doctor tries a bad merge in a scratch clone: refused where the guard is, let through where it is not") {
    Guarded guarded;
    auto before = guarded.head();
    auto tried = run_tributary({"doctor", "--try-hooks"}, guarded.repo.path());
    CHECK_MESSAGE(has(tried.out, "a bad merge in a scratch clone is refused"), tried.out << tried.err);
    CHECK(guarded.head() == before);
    CHECK(guarded.clean());
    run_tributary({"hook", "uninstall", "--yes"}, guarded.repo.path());
    auto open = run_tributary({"doctor", "--try-hooks"}, guarded.repo.path());
    CHECK_MESSAGE(has(open.out, "went through"), open.out << open.err);
    CHECK_FALSE(has(run_tributary({"doctor"}, guarded.repo.path()).out, "hooks tried"));
  }

  TEST_CASE(
      "a command that destroys a shared database is refused where a merge brings it, not where main has it already") {
    for (bool on_main : {false, true}) {
      CAPTURE(on_main);
      Guarded guarded;
      const std::string package =
          "{ \"scripts\": { \"db:reset\": \"prisma migrate reset --force\" }, \"devDependencies\": { \"prisma\": "
          "\"6.19.0\" } }\n";
      guarded.repo.write(".gitignore", ".env\n");
      if (on_main) guarded.repo.write("package.json", package);
      guarded.repo.commit("ignore");
      guarded.repo.git({"worktree", "add", "-q", guarded.repo.beside("feature"), "feature"});
      guarded.repo.write("package.json", package, guarded.repo.beside("feature"));
      guarded.repo.write(".gitignore", ".env\n", guarded.repo.beside("feature"));
      guarded.repo.commit("reset", guarded.repo.beside("feature"));
      for (const auto& folder : {guarded.repo.path(), guarded.repo.beside("feature")})
        write_file(folder + "/.env", "DATABASE_URL=postgresql://app@db.example.invalid:5432/shop\n");
      std::string out;
      bool merged = guarded.repo.try_git({"merge", "--no-edit", "--no-ff", "feature"}, &out) == 0;
      CHECK_MESSAGE(merged == on_main, out);
      CHECK(has(out, "forbidden-command") != on_main);
    }
  }

  TEST_CASE("SQL and schema conflicts are said in one go, before git begins; a schema conflict alone stops nothing") {
    for (bool bad_sql : {true, false}) {
      CAPTURE(bad_sql);
      Guarded guarded;
      guarded.repo.git({"checkout", "-q", "feature"});
      auto generated_into = [&](const std::string& folder) {
        auto schema = file_text(guarded.repo.path() + "/prisma/schema.prisma");
        auto at = schema.find("}\n");
        guarded.repo.write("prisma/schema.prisma",
                           schema.substr(0, at) + "  output   = \"../" + folder + "\"\n" + schema.substr(at));
      };
      generated_into("client");
      if (bad_sql) guarded.repo.migration("20250101000018_bad", "ALTER TABLE \"Nowhere\" ADD COLUMN \"x\" TEXT;\n");
      guarded.repo.commit("output");
      guarded.repo.git({"checkout", "-q", "main"});
      generated_into("db");
      guarded.repo.commit("another output");
      std::string out;
      CHECK(guarded.repo.try_git({"merge", "--no-edit", "--no-ff", "feature"}, &out) != 0);
      bool begun = guarded.repo.try_git({"rev-parse", "-q", "--verify", "MERGE_HEAD"}) == 0;
      CHECK(begun == !bad_sql);
      CHECK(has(out, "missing-object") == bad_sql);
      if (bad_sql) CHECK(has(out, "schema-conflict"));
      if (bad_sql) CHECK(out.find("missing-object") < out.find("schema-conflict"));
      if (bad_sql) CHECK(guarded.clean());
    }
  }

  TEST_CASE("a tracked hooks path is left alone and a snippet printed instead") {
    TempRepo repo;
    repo.start_project();
    repo.write(".githooks/pre-push", "#!/bin/sh\n");
    repo.commit("hooks");
    repo.git({"config", "core.hooksPath", ".githooks"});
    auto result = tributary::testing::run_tributary({"hook", "install", "--yes"}, repo.path());
    CHECK(result.status == 1);
    CHECK(has(result.out, "hook run pre-merge-commit"));
    CHECK(file_text(repo.path() + "/.githooks/pre-push") == "#!/bin/sh\n");
  }
}
