// Nobody's file is overwritten or lost: what is in the way is named, and the worktree stays as it was, byte for byte.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/files.hpp"
#include "base/process.hpp"
#include "cli/safety.hpp"
#include "support/places.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

const std::string added = "prisma/migrations/20250101000011_add_lessons";

// main, and an epic with one migration of its own.
struct Epic {
  TempRepo repo;
  Epic() {
    repo.start_project();
    repo.git({"worktree", "add", "-q", "-b", "epic", repo.beside("epic")});
    repo.migration("20250101000011_add_lessons", "CREATE TABLE \"Lesson\" (\"id\" INTEGER NOT NULL);\n",
                   repo.beside("epic"));
    repo.commit("lessons", repo.beside("epic"));
  }
  std::string at(const std::string& path) const { return repo.path() + "/" + path; }

  void require_refusal(const Words& words, const std::string& name) const {
    CAPTURE(joined(words));
    auto before = tree_of(repo.path());
    auto result = run_tributary(words, repo.path());
    CHECK_MESSAGE((result.status == 1 || result.status == 2), result.out << result.err);
    CHECK_MESSAGE(contains(result.out + result.err, name), result.out << result.err);
    CHECK(first_difference(before, tree_of(repo.path())) == "");
  }
};

// A file may not grow beyond `bytes`: as a full disk, without one.
RunResult run_on_full_disk(const Words& words, const std::string& folder, int blocks) {
  Words argv = {"bash", "-c", "trap '' XFSZ; ulimit -f " + std::to_string(blocks) + "; exec \"$0\" \"$@\"",
                tributary_binary()};
  argv.insert(argv.end(), words.begin(), words.end());
  ProcessOptions options;
  options.folder = folder;
  options.set = {{"HOME", "/nonexistent"}, {"GIT_CONFIG_NOSYSTEM", "1"}};
  options.deadline_ms = 30'000;
  auto result = run_process(argv, options);
  return {result.status, result.out, result.err};
}

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("merge refuses whatever stands where a folder would go, with --force and --allow-dirty too") {
    const Words merge = {"merge", "epic", "--yes", "--force", "--allow-dirty"};
    SUBCASE("another file of that name") {
      Epic epic;
      epic.repo.write(added + "/migration.sql", "-- mine\n");
      epic.require_refusal(merge, "20250101000011_add_lessons");
    }
    SUBCASE("a file where the folder goes") {
      Epic epic;
      epic.repo.write(added, "mine\n");
      epic.require_refusal(merge, "20250101000011_add_lessons");
    }
    SUBCASE("a folder where the file goes") {
      Epic epic;
      epic.repo.write(added + "/migration.sql/keep", "mine\n");
      epic.require_refusal(merge, "20250101000011_add_lessons");
    }
    SUBCASE("a link, dangling") {
      Epic epic;
      ::symlink("/nonexistent/elsewhere", epic.at(added).c_str());
      epic.require_refusal(merge, "20250101000011_add_lessons");
    }
    SUBCASE("the migrations folder is a link out of the worktree") {
      Epic epic;
      std::filesystem::rename(epic.at("prisma/migrations"), epic.repo.beside("elsewhere"));
      ::symlink(epic.repo.beside("elsewhere").c_str(), epic.at("prisma/migrations").c_str());
      auto before = tree_of(epic.repo.beside("elsewhere"));
      epic.require_refusal(merge, "");
      CHECK(first_difference(before, tree_of(epic.repo.beside("elsewhere"))) == "");
    }
    SUBCASE("the folder above is a link out of the worktree") {
      Epic epic;
      std::filesystem::rename(epic.at("prisma"), epic.repo.beside("elsewhere"));
      ::symlink(epic.repo.beside("elsewhere").c_str(), epic.at("prisma").c_str());
      auto before = tree_of(epic.repo.beside("elsewhere"));
      epic.require_refusal(merge, "");
      CHECK(first_difference(before, tree_of(epic.repo.beside("elsewhere"))) == "");
    }
  }

  TEST_CASE("the twin: with nothing in the way merge adds just the folder, and undo takes just that back") {
    Epic epic;
    epic.repo.write("notes.txt", "untracked\n");
    auto before = tree_of(epic.repo.path());
    auto merged = run_tributary({"merge", "epic", "--yes"}, epic.repo.path());
    CHECK_MESSAGE(merged.status == 0, merged.out << merged.err);
    auto after = tree_of(epic.repo.path());
    CHECK(after.size() == before.size() + 2);
    auto undone = run_tributary({"undo", "--yes"}, epic.repo.path());
    CHECK_MESSAGE(undone.status == 0, undone.out << undone.err);
    CHECK(first_difference(before, tree_of(epic.repo.path())) == "");
  }

  TEST_CASE("undo refuses where a copied file was changed, replaced by a link or joined by another") {
    for (int what : {0, 1, 2}) {
      CAPTURE(what);
      Epic epic;
      REQUIRE(run_tributary({"merge", "epic", "--yes"}, epic.repo.path()).status == 0);
      auto file = epic.at(added + "/migration.sql");
      if (what == 0) epic.repo.write(added + "/migration.sql", "-- mine\n");
      if (what == 1) ::unlink(file.c_str()), ::symlink("../../schema.prisma", file.c_str());
      if (what == 2) epic.repo.write(added + "/notes.md", "mine\n");
      if (what != 2) epic.require_refusal({"undo", "--yes"}, "20250101000011_add_lessons");
      run_tributary({"undo", "--yes"}, epic.repo.path());
      if (what == 2) CHECK(file_text(epic.at(added + "/notes.md")) == "mine\n");
      if (what == 0) CHECK(file_text(file) == "-- mine\n");
    }
  }

  TEST_CASE("init leaves a configuration, a link and a folder of that name alone") {
    for (int what : {0, 1, 2, 3}) {
      CAPTURE(what);
      Epic epic;
      if (what == 0) epic.repo.write("tributary.yaml", "# mine\n");
      if (what == 1) ::symlink("/nonexistent/x", epic.at("tributary.yaml").c_str());
      if (what == 2) epic.repo.write("tributary.yaml/keep", "mine\n");
      if (what == 3) ::symlink(epic.repo.beside("victim").c_str(), epic.at("tributary.yaml").c_str());
      epic.require_refusal({"init", "--yes"}, "tributary.yaml");
      CHECK(kind_of(epic.repo.beside("victim")) == FileKind::absent);
    }
  }

  TEST_CASE("--write-baseline replaces a baseline, never a file of another kind") {
    Epic epic;
    auto baseline = epic.at("tributary-baseline.txt");
    REQUIRE(run_tributary({"check", "--write-baseline"}, epic.repo.path()).status == 0);
    CHECK(run_tributary({"check", "--write-baseline"}, epic.repo.path()).status == 0);
    epic.repo.write("tributary-baseline.txt", "my notes\n");
    epic.require_refusal({"check", "--write-baseline"}, "tributary-baseline.txt");
    epic.require_refusal({"check", "--baseline", "prisma/schema.prisma", "--write-baseline"}, "schema.prisma");
    CHECK(file_text(baseline) == "my notes\n");
  }

  TEST_CASE("--output to a folder, below a file or in no folder is an error that leaves everything as it was") {
    Epic epic;
    for (const std::string place : {"prisma", "package.json/x", "no/such/folder/x", "/dev/full"})
      epic.require_refusal({"status", "--output", place}, place.substr(0, 4));
  }

  TEST_CASE("a full disk: every writing command fails with a message and leaves the old state") {
    Epic epic;
    epic.repo.migration("20250101000012_add_much", std::string(200'000, '-') + "\nSELECT 1;\n",
                        epic.repo.beside("epic"));
    epic.repo.commit("much", epic.repo.beside("epic"));
    epic.repo.write("out.json", "mine\n");
    auto before = tree_of(epic.repo.path());
    for (const Words& words : {Words{"merge", "epic", "--yes", "--force"},
                               {"merge", "epic", "--yes", "--force"},
                               {"status", "--format", "json", "--output", "out.json"},
                               {"init", "--yes"}}) {
      CAPTURE(joined(words));
      auto result = run_on_full_disk(words, epic.repo.path(), words[0] == "merge" ? 100 : 0);
      CHECK_MESSAGE(result.status == 2, result.status << result.out << result.err);
      CHECK_MESSAGE(contains(result.err, "error:"), result.err);
      CHECK(first_difference(before, tree_of(epic.repo.path())) == "");
    }
    // and with room again it works
    auto merged = run_tributary({"merge", "epic", "--yes", "--force"}, epic.repo.path());
    CHECK_MESSAGE(merged.status == 0, merged.out << merged.err);
  }

  TEST_CASE("reading commands write nothing below the worktree or into .git, the index included") {
    Epic epic;
    ::utimensat(AT_FDCWD, epic.at("prisma/schema.prisma").c_str(), nullptr, 0);  // git would like to refresh its index
    auto before = tree_of(epic.repo.path());
    auto commands = reading_commands(true);
    for (const auto& words : dry_commands()) commands.push_back(words);
    for (const auto& words : commands) {
      run_tributary(words, epic.repo.path());
      CHECK_MESSAGE(first_difference(before, tree_of(epic.repo.path())) == "", joined(words));
    }
  }

  TEST_CASE("schema merge --into leaves what a link points at and a neighbour's file of a likely name alone") {
    Epic epic;
    auto schema = file_text(epic.at("prisma/schema.prisma"));
    epic.repo.write("ours.prisma.tributary-new", "mine\n");
    epic.repo.write("ours.prisma", schema);
    auto result = run_tributary(
        {"schema", "merge", "prisma/schema.prisma", "ours.prisma", "prisma/schema.prisma", "--into", "ours.prisma"},
        epic.repo.path());
    CHECK_MESSAGE(result.status == 0, result.err);
    CHECK(file_text(epic.at("ours.prisma.tributary-new")) == "mine\n");
    CHECK(file_text(epic.at("ours.prisma")) == schema);
  }
}
