// `new`: a stand-in for the CLI in node_modules says what the real one would, over a shadow database that is really
// there.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "support/json_schema.hpp"
#include "support/temp_repo.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// A worktree `epic` whose Prisma prints this SQL and leaves the arguments that it was called with.
struct Installed : TempRepo {
  Installed() {
    write(".gitignore", "node_modules\n");
    start_project();
    git({"worktree", "add", "-q", "-b", "epic", beside("epic")});
  }
  void prints(const std::string& sql) const {
    write("node_modules/prisma/package.json", R"({"version": "6.19.0"})", beside("epic"));
    write("node_modules/answer", sql, beside("epic"));
    write("node_modules/prisma/build/index.js",
          "require('fs').writeFileSync('" + beside("ran") +
              "', process.argv.slice(2).join(' '));\n"
              "process.stdout.write(require('fs').readFileSync(__dirname + '/../../answer', 'utf8'));\n",
          beside("epic"));
  }
  RunResult make(std::vector<std::string> more) const {
    more.insert(more.begin(), "new");
    return run_tributary(more, beside("epic"), {{"TRIBUTARY_NOW", "1767225600"}});
  }
};

const std::string lessons = "-- CreateTable\nCREATE TABLE \"Lesson\" (\"id\" TEXT NOT NULL);\n";
const std::string written = "/prisma/migrations/20260101000000_add_lessons/migration.sql";

}  // namespace

TEST_SUITE("db") {
  TEST_CASE("the project's Prisma makes the SQL over a shadow database of ours, and undo takes the folder back") {
    Installed repo;
    repo.prints(lessons);
    auto made = repo.make({"add_lessons", "--yes", "--apply"});
    INFO(made.out << made.err);
    REQUIRE(made.status == 0);
    CHECK(file_text(repo.beside("epic") + written) == lessons);
    auto ran = file_text(repo.beside("ran"));
    CHECK(has(ran, "migrate diff --from-migrations "));
    CHECK(has(ran, "--to-schema-datamodel "));
    CHECK(has(ran, "tributary_scratch_"));
    CHECK(has(made.out, "npx prisma migrate deploy"));
    CHECK(!has(made.out + made.err, "postgresql://"));
    CHECK(run_tributary({"undo", "--yes"}, repo.beside("epic")).status == 0);
    CHECK(kind_of(repo.beside("epic") + written) == FileKind::absent);
  }

  TEST_CASE("its stamp is later than everything that is open, but for a mistake of somebody's") {
    Installed repo;
    repo.prints(lessons);
    repo.migration("20260101060000_other", "SELECT 1;\n");
    repo.commit("other");
    repo.git({"worktree", "add", "-q", "-b", "far", repo.beside("far")});
    repo.migration("20990101000000_far", "SELECT 1;\n", repo.beside("far"));
    auto made = repo.make({"add_lessons", "--dry-run", "--format", "json"});
    CHECK(complaint_of_schema(made.out) == "");
    auto answer = nlohmann::json::parse(made.out);
    CHECK(answer["edits"][0]["to"] == "prisma/migrations/20260101060001_add_lessons/migration.sql");
    CHECK(answer["sql"] == lessons);
    CHECK(kind_of(repo.beside("epic") + "/prisma/migrations/20260101060001_add_lessons") == FileKind::absent);
  }

  TEST_CASE("a name that the team's rules are against is refused before Prisma runs; --force takes it") {
    Installed repo;
    repo.prints(lessons);
    auto refused = repo.make({"update", "--yes"});
    CHECK(refused.status == 1);
    CHECK(has(refused.out, "vague-name"));
    CHECK(kind_of(repo.beside("ran")) == FileKind::absent);
    CHECK(repo.make({"update", "--yes", "--force"}).status == 0);
  }

  TEST_CASE("hazards are shown beside the SQL, and no deploy is printed over an error; no difference makes nothing") {
    Installed repo;
    repo.prints("ALTER TABLE \"Nowhere\" ADD COLUMN \"x\" TEXT;\n");
    auto made = repo.make({"add_x_to_nowhere", "--yes", "--apply"});
    CHECK(has(made.out, "missing-object"));
    CHECK(!has(made.out, "migrate deploy"));
    repo.prints("-- This is an empty migration.\n");
    auto nothing = repo.make({"add_nothing_much", "--yes"});
    CHECK(nothing.status == 0);
    CHECK(has(nothing.out, "nothing to make"));
  }

  TEST_CASE("without an installed Prisma it is said what to do, and nothing is written") {
    Installed repo;
    auto made = repo.make({"add_lessons", "--yes"});
    CHECK(made.status == 2);
    CHECK(has(made.err, "npm install"));
  }
}
