// What git does with folders that were copied before, and with the command lines that merge prints.
#include <doctest/doctest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "support/temp_repo.hpp"
#include "tributary/copy.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

using nlohmann::json;
const std::string migrations = "prisma/migrations/";

// Epics 3, 4 and 5 in worktrees of their own; 3 and 5 interleave, each has committed all of its work.
struct Epics {
  TempRepo repo;

  Epics() {
    repo.start_project();
    epic("feature/epic-3", "epic3",
         {{"20251016164000_add_search", "CREATE TABLE \"search\" (\"id\" TEXT PRIMARY KEY);\n"},
          {"20251017000000_add_aid", "CREATE TABLE \"aid\" (\"id\" TEXT PRIMARY KEY);\n"}});
    epic("feature/epic-4", "epic4",
         {{"20251016223131_add_validation", "CREATE TABLE \"validation\" (\"id\" TEXT PRIMARY KEY);\n"}});
    epic("feature/epic-5", "epic5",
         {{"20251016231054_add_patterns", "CREATE TABLE \"patterns\" (\"id\" TEXT PRIMARY KEY);\n"}});
  }

  void epic(const std::string& branch, const std::string& folder, const std::map<std::string, std::string>& own) const {
    repo.git({"worktree", "add", "-q", "-b", branch, repo.beside(folder), "main"});
    for (const auto& [name, sql] : own) repo.migration(name, sql, repo.beside(folder));
    repo.write("src/" + folder + ".ts", "export {}\n", repo.beside(folder));
    repo.commit("Work of " + branch, repo.beside(folder));
  }

  json merge(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"--offline", "--format", "json", "merge", "--yes"});
    auto result = run_tributary(arguments, repo.path());
    REQUIRE_MESSAGE(result.status == 0, result.out << result.err);
    return json::parse(result.out);
  }

  void type(const json& next) const {
    auto lines = next.get<std::vector<std::string>>();
    for (auto& line : lines)
      if (line.starts_with("tributary merge --commit ")) line += " --yes";  // a person is asked
    repo.type(lines);
  }

  void check_all_merged(const std::vector<std::string>& branches) const {
    CHECK(repo.git({"status", "--porcelain"}).empty());
    for (const auto& branch : branches)
      CHECK_MESSAGE(repo.try_git({"merge-base", "--is-ancestor", branch, "main"}) == 0, branch);
  }

  std::vector<std::string> folders() const {
    auto names = list_folder(repo.path() + "/" + migrations);
    REQUIRE(names.has_value());
    return *names;
  }
};

const std::vector<std::string> all_three = {"feature/epic-3", "feature/epic-4", "feature/epic-5"};

}  // namespace

TEST_SUITE("git") {
  TEST_CASE(
      "git refuses to merge over untracked copies even where they are byte-identical, which is why they are committed "
      "first") {
    Epics epics;
    auto sql = file_text(epics.repo.beside("epic4") + "/" + migrations + "20251016223131_add_validation/migration.sql");
    epics.repo.migration("20251016223131_add_validation", sql);
    std::string out;
    CHECK(epics.repo.try_git({"merge", "feature/epic-4"}, &out) != 0);
    CHECK(out.find("untracked working tree files would be overwritten") != out.npos);
    epics.repo.git({"add", migrations});
    epics.repo.git({"commit", "-q", "-m", "Add migrations"});
    CHECK(epics.repo.try_git({"merge", "--no-edit", "feature/epic-4"}, &out) == 0);
  }

  TEST_CASE(
      "three epics merged by copy, then by the very command lines that are printed: git neither refuses nor "
      "conflicts") {
    Epics epics;
    auto answer = epics.merge({"epic5", "feature/epic-3", epics.repo.beside("epic4")});
    CHECK(answer["edits"].size() == 4);
    CHECK(answer["next"] == json{"tributary merge --commit feature/epic-3 feature/epic-4 feature/epic-5 --offline"});
    epics.type(answer["next"]);
    epics.check_all_merged(all_three);
    CHECK(epics.folders() == std::vector<std::string>{"20240101000000_init", "20251016164000_add_search",
                                                      "20251016223131_add_validation", "20251016231054_add_patterns",
                                                      "20251017000000_add_aid", "migration_lock.toml"});
  }

  TEST_CASE("files that the source has made executable are copied so: git would stop at two modes of one file") {
    Epics epics;
    auto folder = epics.repo.beside("epic3") + "/" + migrations + "20251017000000_add_aid/";
    write_file(folder + "seed.sh", "echo seed\n");
    for (const char* file : {"seed.sh", "migration.sql"})
      std::filesystem::permissions(folder + file, std::filesystem::perms::owner_exec,
                                   std::filesystem::perm_options::add);
    epics.repo.commit("a script", epics.repo.beside("epic3"));
    epics.type(epics.merge({"feature/epic-3"})["next"]);
    epics.check_all_merged({"feature/epic-3"});
    for (const char* file : {"seed.sh", "migration.sql"})
      CHECK(epics.repo.git({"ls-files", "-s", migrations + "20251017000000_add_aid/" + file}).starts_with("100755"));
  }

  TEST_CASE("one epic after the other works too, and a second run before the commit finds everything there") {
    Epics epics;
    for (const auto& branch : all_three) {
      auto answer = epics.merge({branch});
      auto again = epics.merge({branch});
      CHECK(again["edits"].empty());
      CHECK(again["next"] == answer["next"]);
      epics.type(again["next"]);
    }
    epics.check_all_merged(all_three);
  }

  TEST_CASE("with the merge in progress it completes that merge: everything is there, one commit line is printed") {
    Epics epics;
    epics.repo.git({"merge", "--no-commit", "--no-ff", "feature/epic-3"});
    auto answer = epics.merge({"feature/epic-3"});
    CHECK(answer["edits"].empty());
    REQUIRE(answer["next"].size() == 1);
    CHECK(answer["next"][0].get<std::string>().find("commit --no-edit") != std::string::npos);
    epics.type(answer["next"]);
    epics.check_all_merged({"feature/epic-3"});
  }

  TEST_CASE("with one merge in progress another source is copied along, and merged after the commit") {
    Epics epics;
    epics.repo.git({"merge", "--no-commit", "--no-ff", "feature/epic-3"});
    auto answer = epics.merge({"feature/epic-3", "feature/epic-4"});
    CHECK(answer["edits"].size() == 1);
    epics.type(answer["next"]);
    epics.check_all_merged({"feature/epic-3", "feature/epic-4"});
  }

  TEST_CASE(
      "a migration that its epic has not committed is committed there first, so that git merges what was copied") {
    Epics epics;
    epics.repo.migration("20251018000000_add_more", "CREATE TABLE \"more\" (\"id\" TEXT PRIMARY KEY);\n",
                         epics.repo.beside("epic5"));
    auto answer = epics.merge({"feature/epic-5"});
    CHECK(answer["edits"].size() == 2);
    epics.type(answer["next"]);
    epics.check_all_merged({"feature/epic-5"});
    CHECK(epics.repo.git({"status", "--porcelain"}, epics.repo.beside("epic5")).empty());
  }

  TEST_CASE("undo after a merge by copy gives git back a clean tree") {
    Epics epics;
    auto before = epics.repo.git({"status", "--porcelain", "--untracked-files=all"});
    epics.merge({"feature/epic-3", "feature/epic-5"});
    CHECK_FALSE(epics.repo.git({"status", "--porcelain", "--untracked-files=all"}) == before);
    auto undone = run_tributary({"--offline", "undo", "--yes"}, epics.repo.path());
    CHECK_MESSAGE(undone.status == 0, undone.out << undone.err);
    CHECK(epics.repo.git({"status", "--porcelain", "--untracked-files=all"}) == before);
    CHECK(epics.folders() == std::vector<std::string>{"20240101000000_init", "migration_lock.toml"});
  }

  TEST_CASE(
      "the copies go into the target's worktree, from wherever the command is typed and whichever worktree that is") {
    Epics epics;
    epics.repo.git({"checkout", "-q", "--detach"});
    epics.repo.git({"worktree", "add", "-q", epics.repo.beside("the main"), "main"});
    auto result = run_tributary({"--offline", "--format", "json", "merge", "--yes", "feature/epic-4"},
                                epics.repo.beside("epic3") + "/prisma");
    REQUIRE_MESSAGE(result.status == 0, result.out << result.err);
    CHECK(kind_of(epics.repo.beside("the main") + "/" + migrations + "20251016223131_add_validation") ==
          FileKind::folder);
    epics.type(json::parse(result.out)["next"]);
    CHECK(epics.repo.try_git({"merge-base", "--is-ancestor", "feature/epic-4", "main"}) == 0);
  }
}
