// What the hazard rules claim of PostgreSQL, asked of a real server: each script as one simple query, as Prisma sends
// it.
#include <doctest/doctest.h>

#include "base/process.hpp"
#include "support/temp_server.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

const char* const rows =
    "CREATE TYPE \"Role\" AS ENUM ('USER', 'GUEST');"
    "CREATE TABLE \"User\" (id int PRIMARY KEY, name text, age int, role \"Role\" NOT NULL DEFAULT 'USER');"
    "INSERT INTO \"User\" VALUES (1, 'a', 1, 'USER'), (2, 'a', NULL, 'GUEST'), (3, 'x', 3, 'USER');"
    "CREATE TABLE \"Empty\" (id int);";

/// SQLSTATE of the script on a database with these rows; "" = it works.
std::string state_of(const std::string& script) {
  auto& server = TempServer::shared();
  auto name = server.new_database("claims");
  server.exec(name, rows);
  auto result = run_process({"psql", "-X", "-q", "-h", server.socket_folder(), "-p", std::to_string(server.port()),
                             "-U", "postgres", "-d", name, "-v", "VERBOSITY=verbose", "-c", script});
  auto at = result.err.find("ERROR:  ");
  return at == std::string::npos ? "" : result.err.substr(at + 8, 5);
}

/// Whether the table is another file after the script: it was written anew.
bool rewrites(const std::string& script) {
  auto& server = TempServer::shared();
  auto name = server.new_database("claims");
  server.exec(name, rows);
  auto file = "SELECT pg_relation_filenode('\"User\"')";
  auto before = server.exec(name, file);
  server.exec(name, script);
  return server.exec(name, file) != before;
}

}  // namespace

TEST_SUITE("db") {
  TEST_CASE("what rules call a failure fails, with the code they name; the form they propose works") {
    struct Row {
      const char *script, *state;
    };
    for (
        const auto& row : {
            Row{"ALTER TABLE \"User\" ADD COLUMN s text NOT NULL", "23502"},
            Row{"ALTER TABLE \"Empty\" ADD COLUMN s text NOT NULL", ""},
            Row{"ALTER TABLE \"User\" ADD COLUMN s text; UPDATE \"User\" SET s = '' WHERE s IS NULL; ALTER TABLE "
                "\"User\" ALTER COLUMN s SET NOT NULL",
                ""},
            Row{"ALTER TABLE \"User\" ALTER COLUMN age SET NOT NULL", "23502"},
            Row{"CREATE UNIQUE INDEX u ON \"User\"(name)", "23505"},
            Row{"ALTER TABLE \"User\" ADD COLUMN s text; CREATE UNIQUE INDEX u ON \"User\"(s)", ""},
            Row{"ALTER TABLE \"User\" ADD COLUMN s text DEFAULT ''; CREATE UNIQUE INDEX u ON \"User\"(s)", "23505"},
            Row{"ALTER TABLE \"User\" ADD CONSTRAINT f FOREIGN KEY (age) REFERENCES \"User\"(id) NOT VALID", ""},
            Row{"ALTER TABLE \"Empty\" ADD PRIMARY KEY (id); ALTER TABLE \"User\" ADD CONSTRAINT f FOREIGN KEY (age) "
                "REFERENCES \"Empty\"(id)",
                "23503"},
            Row{"ALTER TABLE \"User\" ADD CONSTRAINT c CHECK (age < 2)", "23514"},
            Row{"ALTER TABLE \"User\" ADD CONSTRAINT c CHECK (age < 2) NOT VALID", ""},
            Row{"ALTER TABLE \"User\" ALTER COLUMN name TYPE integer", "42804"},
            Row{"ALTER TABLE \"User\" ALTER COLUMN name TYPE integer USING name::integer", "22P02"},
            Row{"ALTER TABLE \"User\" ALTER COLUMN name TYPE varchar(1)", ""},
            Row{"UPDATE \"User\" SET name = 'long'; ALTER TABLE \"User\" ALTER COLUMN name TYPE varchar(1)", "22001"},
            Row{"ALTER TABLE \"User\" ALTER COLUMN age TYPE text[]", "42804"},
            Row{"ALTER TABLE \"User\" ALTER COLUMN age TYPE boolean", "42804"},
            Row{"ALTER TABLE \"User\" ALTER COLUMN name TYPE jsonb", "42804"},
            Row{"ALTER TABLE \"User\" ALTER COLUMN name TYPE \"Role\"", "42804"},
            Row{"CREATE TYPE \"Role_new\" AS ENUM ('USER'); ALTER TABLE \"User\" ALTER COLUMN role DROP DEFAULT; ALTER "
                "TABLE \"User\" ALTER COLUMN role TYPE \"Role_new\" USING (role::text::\"Role_new\")",
                "22P02"},
            Row{"DROP TYPE \"Role\"", "2BP01"},
            Row{"DROP TYPE \"Role\" CASCADE", ""},
            Row{"CREATE INDEX CONCURRENTLY i ON \"User\"(name)", ""},
            Row{"SELECT 1; CREATE INDEX CONCURRENTLY i ON \"User\"(name)", "25001"},
            Row{"COMMIT; CREATE INDEX CONCURRENTLY i ON \"User\"(name)", "25001"},
            Row{"VACUUM \"User\"", ""},
            Row{"VACUUM \"User\"; SELECT 1", "25001"},
            Row{"ANALYZE \"User\"; SELECT 1", ""},
            Row{"ALTER SYSTEM RESET work_mem; SELECT 1", "25001"},
            Row{"CREATE MATERIALIZED VIEW m AS SELECT 1 AS n; CREATE UNIQUE INDEX u ON m(n); REFRESH MATERIALIZED VIEW "
                "CONCURRENTLY m",
                ""},
            Row{"ALTER TYPE \"Role\" ADD VALUE 'OWNER'", ""},
            Row{"ALTER TYPE \"Role\" ADD VALUE 'OWNER'; UPDATE \"User\" SET role = 'OWNER'", "55P04"},
            Row{"ALTER TYPE \"Role\" ADD VALUE 'OWNER'; ALTER TABLE \"User\" ALTER COLUMN role SET DEFAULT 'OWNER'",
                "55P04"},
            Row{"ALTER TYPE \"Role\" ADD VALUE 'OWNER'; COMMIT; UPDATE \"User\" SET role = 'OWNER'", ""},
            Row{"CREATE TYPE k AS ENUM ('A'); ALTER TYPE k ADD VALUE 'B'; CREATE TABLE t (k k DEFAULT 'B')", "55P04"},
            Row{"BEGIN; CREATE TABLE t (n int); COMMIT", ""},
        }) {
      CAPTURE(row.script);
      CHECK(state_of(row.script) == row.state);
    }
  }

  TEST_CASE("what rules call free leaves the table's file, what they call a rewrite makes a new one") {
    for (const char* script :
         {"ALTER TABLE \"User\" ALTER COLUMN age TYPE bigint", "ALTER TABLE \"User\" ALTER COLUMN age TYPE text",
          "ALTER TABLE \"User\" ADD COLUMN u uuid DEFAULT gen_random_uuid()",
          "ALTER TABLE \"User\" ADD COLUMN s serial",
          "ALTER TABLE \"User\" ADD COLUMN d int GENERATED ALWAYS AS (age * 2) STORED",
          "ALTER TABLE \"User\" SET UNLOGGED", "VACUUM FULL \"User\""}) {
      CAPTURE(script);
      CHECK(rewrites(script));
    }
    for (const char* script :
         {"ALTER TABLE \"User\" ALTER COLUMN name TYPE varchar",
          "ALTER TABLE \"User\" ADD COLUMN t timestamptz NOT NULL DEFAULT now()",
          "ALTER TABLE \"User\" ADD COLUMN x text NOT NULL DEFAULT ''",
          "ALTER TABLE \"User\" ADD COLUMN v varchar(10); ALTER TABLE \"User\" ALTER COLUMN v TYPE "
          "varchar(20)",
          "ALTER TABLE \"User\" ADD COLUMN n numeric(10,2); ALTER TABLE \"User\" ALTER COLUMN n TYPE "
          "numeric(12,2)",
          "ALTER TABLE \"User\" ALTER COLUMN name SET DEFAULT gen_random_uuid()::text"}) {
      CAPTURE(script);
      CHECK_FALSE(rewrites(script));
    }
  }
}
