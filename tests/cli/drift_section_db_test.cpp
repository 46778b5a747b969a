// `drift --into` and `check` beside a real ledger.
#include <doctest/doctest.h>

#include "support/temp_repo.hpp"
#include "support/temp_server.hpp"

using namespace tributary::testing;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// main and epic share a database in which a migration of epic is applied.
struct Shared {
  TempServer& server = TempServer::shared();
  TempRepo repo;
  std::string database = server.new_database("drift");
  const std::string file = repo.path() + "/docs/DRIFT.md";

  Shared() {
    server.exec(database,
                "CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, "
                "finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, "
                "started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)");
    repo.write(".gitignore", ".env\n");
    repo.write("tributary.yaml", "drift-section: docs/DRIFT.md\n");
    repo.write("docs/DRIFT.md",
               "# Strategy\n\nKeep this.\n\n<!-- tributary:drift:begin main -->\n<!-- tributary:drift:end -->\n\nAnd "
               "this.\n");
    repo.start_project();
    repo.git({"worktree", "add", "-q", "-b", "epic", repo.beside("epic")});
    repo.migration("20250101000011_add_lessons", "CREATE TABLE \"Lesson\" (\"id\" INTEGER NOT NULL);\n",
                   repo.beside("epic"));
    repo.commit("lessons", repo.beside("epic"));
    for (const auto& folder : {repo.path(), repo.beside("epic")})
      repo.write(".env", "DATABASE_URL=" + server.url(database) + "\n", folder);
    apply("20250101000011_add_lessons");
  }
  void apply(const std::string& name) {
    server.exec(database, "INSERT INTO _prisma_migrations VALUES ('" + name + "', 'x', '2025-01-02', '" + name +
                              "', null, null, '2025-01-02', 1)");
  }
  RunResult run(std::vector<std::string> words) const {
    return run_tributary(words, repo.path(), {{"TRIBUTARY_NOW", "1767225600"}});
  }
};

}  // namespace

TEST_SUITE("db") {
  TEST_CASE("drift --into writes the section after --yes alone, and check says when it is out of date") {
    Shared shared;
    const auto before = file_text(shared.file);
    CHECK(has(shared.run({"check"}).out, "drift-section-outdated"));
    auto dry = shared.run({"drift", "--into", "docs/DRIFT.md", "--dry-run"});
    CHECK(dry.status == 0);
    CHECK(has(dry.out, "would be rewritten"));
    CHECK(shared.run({"drift", "--into", "docs/DRIFT.md"}).status == 2);  // nobody to ask
    CHECK(file_text(shared.file) == before);

    auto written = shared.run({"drift", "--into", "docs/DRIFT.md", "--yes"});
    INFO(written.out << written.err);
    CHECK(written.status == 0);
    auto text = file_text(shared.file);
    CHECK(text.starts_with("# Strategy\n\nKeep this.\n\n<!-- tributary:drift:begin main -->\n## Known Schema Drift\n"));
    CHECK(text.ends_with("\n<!-- tributary:drift:end -->\n\nAnd this.\n"));
    for (const char* part : {"`20250101000011_add_lessons`", "**Tables added:** `Lesson`", "**Owner:** `epic`",
                             "**Status:**", "**Impact on `main`:**", "**Action required:**"})
      CHECK_MESSAGE(has(text, part), part, text);

    CHECK(has(shared.run({"drift", "--into", "docs/DRIFT.md"}).out, "is up to date"));
    CHECK(!has(shared.run({"check"}).out, "drift-section-outdated"));
    shared.apply("20250101000012_by_nobody");
    CHECK(has(shared.run({"check"}).out, "drift-section-outdated"));
  }

  TEST_CASE("drift --into makes nothing: no document, no markers, no ledger are refused with what to do") {
    Shared shared;
    shared.repo.write("docs/plain.md", "# Plain\n");
    auto plain = shared.run({"drift", "--into", "docs/plain.md", "--yes"});
    CHECK(plain.status == 2);
    CHECK(has(plain.err, "<!-- tributary:drift:begin -->"));
    CHECK(has(plain.err, "<!-- tributary:drift:end -->"));
    CHECK(file_text(shared.repo.path() + "/docs/plain.md") == "# Plain\n");
    CHECK(shared.run({"drift", "--into", "docs/none.md", "--yes"}).status == 2);
    const auto before = file_text(shared.file);
    CHECK(shared.run({"drift", "--into", "docs/DRIFT.md", "--yes", "--offline"}).status == 2);
    CHECK(file_text(shared.file) == before);
  }

  TEST_CASE("a forbidden command in a worktree that shares its database fails the gate; a test database's does not") {
    Shared shared;
    shared.repo.write("package.json",
                      "{\"scripts\": {\n\"reset\": \"prisma migrate reset --force\",\n\"test\": "
                      "\"DATABASE_URL=postgresql://localhost/test prisma db push\"}}\n",
                      shared.repo.beside("epic"));
    shared.repo.commit("scripts", shared.repo.beside("epic"));
    auto result = shared.run({"check", "epic"});
    CHECK(result.status == 1);
    CHECK(has(result.out, "package.json line 2 runs `prisma migrate reset`"));
    CHECK(!has(result.out, "db push"));
    CHECK(has(shared.run({"check", "epic", "--offline"}).out, "migrate reset"));  // the URLs tell who shares it
  }
}
