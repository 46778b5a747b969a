// The merge of schema.prisma by real git with our driver, and what is left where the driver cannot work.
#include <doctest/doctest.h>

#include "support/places.hpp"
#include "support/temp_repo.hpp"

using namespace tributary::testing;

namespace {

const std::string base = "model Course {\n  id   String @id\n  name String\n}\n";
const std::string ours =
    "model Course {\n  id   String @id\n  name String\n  a    Int?\n}\n\nmodel Ours {\n  id Int @id\n}\n";
const std::string theirs =
    "model Course {\n  id   String @id\n  name String\n  b    Int?\n}\n\nmodel Theirs {\n  id Int @id\n}\n";

// main and feature have each added a field to one model and a model of their own.
struct Diverged {
  TempRepo repo;
  std::string schema = repo.path() + "/prisma/schema.prisma";

  explicit Diverged(const std::string& ours_text = ours) {
    repo.write("prisma/schema.prisma", base);
    repo.commit("base");
    repo.git({"checkout", "-q", "-b", "feature"});
    repo.write("prisma/schema.prisma", theirs);
    repo.commit("theirs");
    repo.git({"checkout", "-q", "main"});
    repo.write("prisma/schema.prisma", ours_text);
    repo.commit("ours");
  }
  void driver(const std::string& command) const {
    repo.write(".git/info/attributes", "*.prisma merge=tributary-schema\n");
    repo.git({"config", "merge.tributary-schema.driver", command});
  }
  static std::string command(const std::string& binary) {
    return binary + " schema merge %O %A %B --into %A --path %P; status=$?; [ $status -le 1 ] && exit $status; " +
           "git merge-file --diff3 -L ours -L base -L theirs %A %O %B; [ $? -eq 0 ] || exit 1";
  }
};

bool has(const std::string& text, const std::string& what) {
  return text.find(what) != std::string::npos;
}

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("schema check: places, kinds and the Prisma that judged; exit 1 for problems, 0 without, 2 for no file") {
    Diverged diverged;
    diverged.repo.write("package-lock.json",
                        R"({"lockfileVersion": 3, "packages": {"node_modules/prisma": {"version": "6.19.0"}}})");
    const std::string source = "datasource db {\n  provider = \"postgresql\"\n  url = env(\"X\")\n}\n";
    diverged.repo.write("prisma/schema.prisma", source + "model Ship {\n  id Int @id\n  port Port\n}\n");
    auto found = run_tributary({"schema", "check", diverged.schema}, ".");
    CHECK(found.status == 1);
    CHECK(has(found.out, "schema.prisma:7:8  unknown-type (P1012)"));
    CHECK(has(found.out, "1 problem for Prisma 6 (package-lock.json)"));
    diverged.repo.write("prisma/schema.prisma", source + base);
    CHECK(run_tributary({"schema", "check", diverged.schema}, ".").status == 0);
    auto seven = run_tributary({"schema", "check", "--prisma", "7", "--format", "json", diverged.schema}, ".");
    CHECK(seven.status == 1);
    CHECK(has(seven.out, "\"kind\": \"url-in-schema\""));
    CHECK(run_tributary({"schema", "check", diverged.schema + "x"}, ".").status == 2);
  }

  TEST_CASE("schema check: without a project its URL tells the major, and an older Prisma is judged as 6") {
    TempRepo repo;
    auto schema = repo.path() + "/schema.prisma";
    const std::string source = "datasource db {\n  provider = \"postgresql\"\n  url = env(\"X\")\n}\n";
    repo.write("schema.prisma", source + "model Ship {\n  id Int @id\n}\n");
    auto assumed = run_tributary({"schema", "check", schema}, ".");
    CHECK(assumed.status == 0);
    CHECK(has(assumed.out, "Prisma 6 (assumed; --prisma 7 for the other)"));
    repo.write("package.json", R"({"devDependencies": {"prisma": "5.22.0"}})");
    repo.write("schema.prisma", source + "model Ship {\n  id Int @id @older\n}\n");
    auto older = run_tributary({"schema", "check", schema}, ".");
    CHECK(older.status == 0);
    CHECK(has(older.out, "Prisma 6 (package.json says 5.22.0) takes it"));
    repo.write("schema.prisma", source + "model Ship {\n  id Int @id\n  port Port\n}\n");
    CHECK(run_tributary({"schema", "check", schema}, ".").status == 1);
  }

  TEST_CASE("schema check: a folder is one schema, and another provider is not checked") {
    TempRepo repo;
    repo.write("schema/a.prisma",
               "datasource db {\n  provider = \"postgresql\"\n}\nmodel A {\n  id Int @id\n  b B[]\n}\n");
    repo.write("schema/deep/b.prisma", "model B {\n  id Int @id\n  a A @relation(fields: [id], references: [id])\n}\n");
    CHECK(run_tributary({"schema", "check", repo.path() + "/schema"}, ".").status == 0);
    CHECK(run_tributary({"schema", "check", repo.path() + "/schema/a.prisma"}, ".").status == 1);
    repo.write("schema/a.prisma", "datasource db {\n  provider = \"mysql\"\n}\nmodel A {\n  x Gone\n}\n");
    auto other = run_tributary({"schema", "check", repo.path() + "/schema"}, ".");
    CHECK(other.status == 0);
    CHECK(has(other.out, "not checked: the provider is mysql"));
  }

  TEST_CASE("without the driver git's line merge conflicts; with it the merge is clean and holds all of both") {
    Diverged diverged;
    CHECK(diverged.repo.try_git({"merge", "-q", "--no-edit", "feature"}) != 0);
    diverged.repo.git({"merge", "--abort"});
    diverged.driver(Diverged::command(tributary_binary()));
    diverged.repo.git({"merge", "-q", "--no-edit", "feature"});
    auto merged = file_text(diverged.schema);
    for (const char* line : {"  a    Int?\n", "  b    Int?\n", "model Ours {", "model Theirs {"})
      CHECK(has(merged, line));
  }

  TEST_CASE("a real conflict is marked around its field, and git knows") {
    Diverged diverged("model Course {\n  id   String @id\n  name String\n  b    Json\n}\n");
    diverged.driver(Diverged::command(tributary_binary()));
    std::string out;
    CHECK(diverged.repo.try_git({"merge", "--no-edit", "feature"}, &out) != 0);
    CHECK(has(out,
              "prisma/schema.prisma:4: model Course, b: both sides added it, with different values for its type: Json "
              "and Int?"));
    CHECK(has(file_text(diverged.schema),
              "<<<<<<< ours\n  b    Json\n||||||| base\n=======\n  b    Int?\n>>>>>>> theirs\n"));
    CHECK(has(file_text(diverged.schema), "model Theirs {"));
  }

  TEST_CASE("a driver that is gone, crashes, is killed or cannot work leaves markers, never OURS alone") {
    TempFolder folder;
    for (const char* way : {"exit 2", "exit 77", "kill -9 $$", "kill -SEGV $$", ""}) {
      CAPTURE(way);
      Diverged diverged;
      auto binary = folder.path() + "/broken";
      if (*way) write_file(binary, std::string("#!/bin/sh\n") + way + "\n");
      diverged.driver(Diverged::command(*way ? "sh " + binary : folder.path() + "/nothing-here"));
      CHECK(diverged.repo.try_git({"merge", "-q", "--no-edit", "feature"}) != 0);
      auto left = file_text(diverged.schema);
      CHECK(has(left, "<<<<<<< ours"));
      CHECK(has(left, "model Theirs {"));
      CHECK(has(left, "model Ours {"));
    }
  }

  TEST_CASE("by hand: the result on stdout, conflicts on stderr, exit 1; nothing is written") {
    TempFolder folder;
    for (auto [name, text] : {std::pair("base", base), {"ours", ours}, {"theirs", theirs}})
      write_file(folder.path() + "/" + name, text);
    auto clean = tributary::testing::run_tributary({"schema", "merge", "base", "ours", "theirs"}, folder.path());
    CHECK(clean.status == 0);
    CHECK(has(clean.out, "model Theirs {"));
    CHECK(file_text(folder.path() + "/ours") == ours);
    CHECK(tributary::testing::run_tributary({"schema", "merge", "base", "ours", "nothing"}, folder.path()).status == 2);
    CHECK(tributary::testing::run_tributary({"schema", "merge", "base", "ours"}, folder.path()).status == 2);
  }

  TEST_CASE("--into: a version that cannot be read leaves a line merge or OURS untouched, and exits 1 or above") {
    TempFolder folder;
    write_file(folder.path() + "/base", base);
    write_file(folder.path() + "/ours", ours);
    auto result = tributary::testing::run_tributary({"schema", "merge", "base", "ours", "nothing", "--into", "ours"},
                                                    folder.path());
    CHECK(result.status != 0);
    CHECK(file_text(folder.path() + "/ours") == ours);
  }

  TEST_CASE("--format json says what a driver says in words") {
    TempFolder folder;
    write_file(folder.path() + "/base", base);
    write_file(folder.path() + "/ours", "model Course {\n  id   String @id\n  name Int\n}\n");
    write_file(folder.path() + "/theirs", "model Course {\n  id   String @id\n  name Json\n}\n");
    auto merged = run_tributary({"schema", "merge", "base", "ours", "theirs", "--format", "json"}, folder.path());
    CHECK(merged.status == 1);
    CHECK(merged.err.empty());
    for (const char* part :
         {"\"command\": \"schema merge\"", "\"exit\": 1", "\"clean\": false", "\"declaration\": \"model Course\"",
          "\"member\": \"name\"", "\"line\": 3", "<<<<<<< ours\\n  name Int"})
      CHECK_MESSAGE(has(merged.out, part), merged.out);
    auto into =
        run_tributary({"schema", "merge", "base", "ours", "ours", "--into", "out", "--format", "json"}, folder.path());
    CHECK(into.status == 0);
    CHECK(has(into.out, "\"result\": null"));
    CHECK(has(into.out, "\"conflicts\": []"));
  }
}
