// The emergency procedure, executed as it is printed, by the database's owner: tributary itself runs none of it.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "support/temp_repo.hpp"
#include "support/temp_server.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

const std::string init = "20240101000000_init", good = "20240201120501_add_lessons", bad = "20240301120502_bad";
const std::string lessons_sql =
    "CREATE TABLE \"Lesson\" (\"id\" SERIAL PRIMARY KEY, \"course\" TEXT NOT NULL REFERENCES \"Course\" (\"id\"));\n"
    "CREATE UNIQUE INDEX \"Lesson_course_key\" ON \"Lesson\" (\"course\");\n";
const std::string bad_sql =
    "ALTER TABLE \"Lesson\" ADD COLUMN \"oops\" INTEGER;\nDROP INDEX \"Lesson_course_key\";\n"
    "CREATE TABLE \"Oops\" (\"id\" INTEGER);\n";

struct Corrupted : TempRepo {
  TempServer& server = TempServer::shared();
  std::string database = server.new_database("runbook");

  Corrupted() {
    write(".gitignore", ".env\n");
    start_project();
    migration(good, lessons_sql);
    migration(bad, bad_sql);
    commit("lessons");
    write(".env", "DATABASE_URL=" + server.url(database));
    server.exec(database,
                "CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, "
                "finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, "
                "started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)");
    for (const auto& name : {init, good, bad}) {
      auto sql = file_text(path() + "/prisma/migrations/" + name + "/migration.sql");
      server.exec(database, sql);
      server.exec(database, "INSERT INTO _prisma_migrations VALUES ('" + name.substr(0, 14) + "', encode(sha256($q$" +
                                sql + "$q$), 'hex'), now(), '" + name + "', null, null, now(), 1)");
    }
    server.exec(database, "INSERT INTO \"Course\" VALUES ('c1', 'Biology'), ('c2', E'tab\\tand \\\\ back')");
    server.exec(database, "INSERT INTO \"Lesson\" (\"course\", \"oops\") VALUES ('c1', 1), ('c2', 2)");
  }
  std::string ask(const std::string& sql) const { return text::trim(server.exec(database, sql)); }
  RunResult run(const std::vector<std::string>& arguments) const {
    return run_tributary(arguments, path(), {{"TRIBUTARY_NOW", "1767225600"}});
  }
};

}  // namespace

TEST_SUITE("db") {
  TEST_CASE("the rollback that is printed works: structure, ledger and rows are those of the last good migration") {
    Corrupted repo;
    auto printed = repo.run({"runbook", "rollback", "--to", good, "--reason", "it's \"bad\" $(date)"});
    INFO(printed.err);
    REQUIRE(printed.status == 0);
    repo.write("rollback.sh", printed.out);
    ProcessOptions options;
    options.folder = repo.path();
    options.deadline_ms = 120'000;
    auto ran = run_process({"bash", "rollback.sh"}, options);
    INFO(ran.out << ran.err);
    REQUIRE(ran.status == 0);
    CHECK(repo.ask("SELECT string_agg(migration_name, ' ' ORDER BY migration_name) FROM _prisma_migrations") ==
          init + " " + good);
    CHECK(repo.ask("SELECT to_regclass('\"Oops\"') IS NULL AND to_regclass('\"Lesson_course_key\"') IS NOT NULL") ==
          "t");
    CHECK(repo.ask("SELECT count(*) FROM information_schema.columns WHERE column_name = 'oops'") == "0");
    CHECK(repo.ask("SELECT string_agg(id || ' ' || course, ', ' ORDER BY id) FROM \"Lesson\"") == "1 c1, 2 c2");
    CHECK(repo.ask("SELECT name = E'tab\\tand \\\\ back' FROM \"Course\" WHERE id = 'c2'") == "t");
    CHECK(
        repo.ask(
                "INSERT INTO \"Course\" VALUES ('c3', 'x'); INSERT INTO \"Lesson\" (course) VALUES ('c3') RETURNING id")
            .starts_with("3"));
    CHECK(repo.server
              .exec("postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE '" + repo.database +
                                    "_before_%' OR datname LIKE '" + repo.database + "_clean_%'")
              .starts_with("1"));
    CHECK(ran.out.find("it's \"bad\" $(date)") != std::string::npos);
  }

  TEST_CASE("a time finds the last migration finished by then, and the later ones are taken back as SQL") {
    Corrupted repo;
    repo.server.exec(repo.database,
                     "UPDATE _prisma_migrations SET finished_at = '2025-01-02' WHERE migration_name = '" + good +
                         "'; UPDATE _prisma_migrations SET finished_at = '2025-01-01' WHERE "
                         "migration_name = '" +
                         init + "'");
    auto json = repo.run({"runbook", "rollback", "--to", "2025-01-02 12:00", "--format", "json"});
    REQUIRE(json.status == 0);
    CHECK(nlohmann::json::parse(json.out).at("to") == good);
    auto fix = repo.run({"runbook", "rollback", "--to", good, "--print", "forward-fix"});
    CHECK(fix.out.find("DROP TABLE \"Oops\";") != std::string::npos);
    CHECK(fix.out.find("ALTER TABLE \"Lesson\" DROP COLUMN \"oops\";") != std::string::npos);
    CHECK(fix.out.find("no SQL takes that back by itself") != std::string::npos);
    CHECK(repo.run({"runbook", "rollback", "--to", "no_such"}).status == 2);
  }

  TEST_CASE("a backup holds a dump that pg_restore reads, every source's files, and a manifest that fits") {
    Corrupted repo;
    auto folder = repo.beside("saved");
    auto result = repo.run({"backup", "--to", folder, "--yes"});
    INFO(result.out << result.err);
    REQUIRE(result.status == 0);
    ProcessOptions options;
    options.folder = folder;
    CHECK(run_process({"sha256sum", "--check", "--quiet", "MANIFEST.sha256"}, options).status == 0);
    CHECK(file_text(folder + "/sources/main/prisma/migrations/" + good + "/migration.sql") == lessons_sql);
    CHECK(repo.run({"backup", "--to", folder, "--yes"}).status == 2);
    CHECK(kind_of(folder + ".partial") == FileKind::absent);
  }
}
