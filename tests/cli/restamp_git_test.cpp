#include <doctest/doctest.h>

#include "base/files.hpp"
#include "support/temp_repo.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::string tags = "20240201120501_epic3_add_tags", links = "20240301120502_epic3_link_tags";
const std::string other = "20250901120501_epic3_add_notes";

/// main is ahead of epic3: its newest sorts behind two of the epic's own migrations. No database is configured.
struct LateEpic : TempRepo {
  LateEpic() {
    start_project();
    write("prisma/schema.prisma", "datasource db {\n  provider = \"postgresql\"\n}\n");
    commit("no database");
    git({"worktree", "add", "-q", beside("epic3"), "-b", "epic3"});
    migration(tags, "CREATE TABLE tags (id int PRIMARY KEY);\n", epic());
    migration(links, "CREATE TABLE links (tag int REFERENCES tags (id));\n", epic());
    migration(other, "CREATE TABLE notes (id int);\n", epic());
    write("prisma/migrations/" + tags + "/README.md", "why\n", epic());
    commit("epic", epic());
    migration("20250601120500_newest", "CREATE TABLE newest (id int);\n");
    commit("newest");
  }
  std::string epic() const { return beside("epic3"); }
  RunResult run(const std::vector<std::string>& arguments, const std::string& folder) const {
    return run_tributary(arguments, folder, {{"TRIBUTARY_NOW", "1767225600"}});
  }
  std::string state() const { return git({"status", "--porcelain", "--untracked-files=all"}, epic()); }
};

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("the late migrations of a source get new stamps in their order, and undo gives the old names back") {
    LateEpic repo;
    auto result = repo.run({"restamp", "epic3", "--yes"}, repo.path());
    INFO(result.out << result.err);
    CHECK(result.status == 0);
    auto folder = repo.epic() + "/prisma/migrations/";
    CHECK(file_text(folder + "20260101000000_epic3_add_tags/README.md") == "why\n");
    CHECK(kind_of(folder + "20260101000001_epic3_link_tags/migration.sql") == FileKind::file);
    CHECK(kind_of(folder + other + "/migration.sql") == FileKind::file);
    CHECK(kind_of(folder + tags) == FileKind::absent);
    CHECK(repo.run({"undo", "--yes"}, repo.path()).status == 0);
    CHECK(repo.state() == "");
  }

  TEST_CASE("git takes the commit that restamp prints for renames alone") {
    LateEpic repo;
    auto result = repo.run({"restamp", "epic3", "--yes"}, repo.path());
    CHECK(has(result.out, "add -A -- prisma/migrations && git -C"));
    repo.git({"add", "-A", "--", "prisma/migrations"}, repo.epic());
    repo.git({"commit", "-q", "-m", "Restamp"}, repo.epic());
    CHECK(repo.git({"diff", "-M", "--diff-filter=AMD", "--name-only", "HEAD~1", "HEAD"}, repo.epic()) == "");
    auto check = repo.run({"check", "epic3", "--format", "json"}, repo.path());
    CHECK_FALSE(has(check.out, "late-migration"));
    CHECK_FALSE(has(check.out, "renamed-migration"));
  }

  TEST_CASE("one migration is restamped from within the worktree, by its path, with who needs it and nobody else") {
    LateEpic repo;
    auto result = repo.run({"restamp", "prisma/migrations/" + tags + "/", "--dry-run", "--format", "json"},
                           repo.epic() + "/prisma");
    INFO(result.out << result.err);
    CHECK(result.status == 0);
    CHECK(has(result.out, "\"to\": \"20260101000000_epic3_add_tags\""));
    CHECK(has(result.out, "\"to\": \"20260101000001_epic3_link_tags\""));
    CHECK_FALSE(has(result.out, "\"from\": \"" + other));
    CHECK(repo.state() == "");
  }

  TEST_CASE("nothing is renamed where no database was asked, nor in the target, nor where nothing is wrong") {
    LateEpic repo;
    auto offline = repo.run({"restamp", "epic3", "--yes", "--offline"}, repo.path());
    CHECK(offline.status == 1);
    CHECK(has(offline.out, "No database was asked"));
    CHECK(repo.run({"restamp", "main", "--yes"}, repo.path()).status == 2);
    CHECK(repo.run({"restamp", "20240101000000_init", "--yes"}, repo.path()).status == 2);
    CHECK(repo.run({"restamp", other, "--dry-run"}, repo.path()).status == 0);
    CHECK(repo.state() == "");
  }
}
