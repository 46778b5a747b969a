// What the scripts of branches are to each other.
#include <doctest/doctest.h>

#include <algorithm>

#include "analyse/look.hpp"
#include "base/text.hpp"
#include "sql/default_schema.hpp"
#include "tributary/plan.hpp"

using namespace tributary;
using namespace tributary::testing;
using Lines = std::vector<std::string>;

namespace {

const std::string user_table =
    "CREATE TYPE \"Role\" AS ENUM ('USER', 'ADMIN');\n"
    "CREATE TABLE \"User\" (\"id\" SERIAL NOT NULL, \"email\" TEXT NOT NULL, \"age\" INTEGER, \"data\" JSONB, \"role\" "
    "\"Role\",\n"
    "  CONSTRAINT \"User_pkey\" PRIMARY KEY (\"id\"));\n"
    "CREATE INDEX \"User_age_idx\" ON \"User\"(\"age\");\n";

Migration init() {
  return migration("20240101000001_init", user_table);
}

Analysis read(const Workspace& workspace, const std::vector<std::string>& order) {
  return with_sql(analysis_of(workspace, order));
}

/// Two branches off a target with one table, `a` before `b`.
Analysis branches(const std::string& a, const std::string& b) {
  auto built = workspace()
                   .target("main", {init()})
                   .source("a", {init(), migration("20240201000001_a", a)})
                   .source("b", {init(), migration("20240202000001_b", b + "\n;SELECT 1;")})  // never a's very SQL
                   .build();
  return read(built, {"a", "b"});
}

Analysis branch(const std::string& sql) {
  return read(workspace().target("main", {init()}).source("a", {init(), migration("20240201000001_a", sql)}).build(),
              {"a"});
}

/// Rule and severity of what SQL rules say of `b`, once each.
Lines said_of_b(const std::string& a, const std::string& b) {
  Lines out;
  for (const auto& finding : analyse(branches(a, b)).findings) {
    const auto* rule = find_rule(finding.rule);
    if (rule->group == Group::sql && finding.place.source == "b")
      out.push_back(finding.rule + " " + severity_name(finding.severity));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

/// What is said of the one that comes second, whichever of the two it is.
struct Pair {
  const char *a, *b;
  Lines expected;
};
void check_both_ways(const std::vector<Pair>& pairs) {
  for (const auto& pair : pairs) {
    CAPTURE(std::string(pair.a));
    CAPTURE(std::string(pair.b));
    INFO("said: ", text::join(said_of_b(pair.a, pair.b), ", "));
    CHECK(said_of_b(pair.a, pair.b) == pair.expected);
    CHECK(said_of_b(pair.b, pair.a) == pair.expected);
  }
}

}  // namespace

TEST_CASE("clashes: the later source fails, the earlier is warned, and both places are shown") {
  auto analysis =
      branches("CREATE TABLE \"Tag\" (\"id\" INTEGER);", "\nCREATE TABLE \"Tag\" (\"id\" INTEGER, \"x\" TEXT);");
  auto hits = findings_of(analysis, "object-created-twice");
  REQUIRE(hits.size() == 2);
  CHECK(hits[0].severity == Severity::error);
  CHECK(hits[0].place.source == "b");
  CHECK(hits[0].place.line == 2);
  CHECK(hits[0].related.at(0).source == "a");
  CHECK(hits[0].related.at(0).line == 1);
  CHECK(hits[0].message.starts_with(hits[0].subject + ": "));
  CHECK(hits[0].message ==
        "table \"Tag\": 20240202000001_b creates table \"Tag\"; 20240201000001_a of a creates table \"Tag\"");
  CHECK(hits[1].severity == Severity::warning);
}

TEST_CASE("clashes, statement against statement") {
  check_both_ways({
      // created twice
      {"CREATE TABLE t (id int PRIMARY KEY)", "CREATE TABLE t (id int PRIMARY KEY)", {"object-created-twice error"}},
      {"CREATE TABLE IF NOT EXISTS t (id int)",
       "CREATE TABLE IF NOT EXISTS t (id int)",
       {"object-created-twice error"}},
      {"CREATE TABLE t (id int)", "CREATE VIEW t AS SELECT 1 AS x", {"object-created-twice error"}},
      {"CREATE TYPE t AS ENUM ('A')", "CREATE TYPE t AS ENUM ('B')", {"object-created-twice error"}},
      {"CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
       "CREATE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'SELECT 1'",
       {}},
      {"CREATE EXTENSION IF NOT EXISTS citext", "CREATE EXTENSION IF NOT EXISTS citext", {}},
      {"CREATE TABLE t (id int)", "CREATE TABLE u (id int)", {}},
      {"CREATE TABLE t (id int); DROP TABLE t", "CREATE TABLE t (id int)", {}},
      {"CREATE SCHEMA x; CREATE TABLE x.t (id int)", "CREATE SCHEMA y; CREATE TABLE y.t (id int)", {}},
      // columns
      {"ALTER TABLE \"User\" ADD COLUMN phone text",
       "ALTER TABLE \"User\" ADD COLUMN phone text",
       {"column-added-twice error"}},
      {"ALTER TABLE \"User\" ADD COLUMN IF NOT EXISTS phone text",
       "ALTER TABLE public.\"User\" ADD COLUMN IF NOT EXISTS phone text",
       {"column-added-twice error"}},
      {"ALTER TABLE \"User\" ADD COLUMN phone text", "ALTER TABLE \"User\" ADD COLUMN fax text", {}},
      {"ALTER TABLE \"User\" ALTER COLUMN age TYPE bigint",
       "ALTER TABLE \"User\" ALTER COLUMN age TYPE text",
       {"column-changed-twice error"}},
      {"ALTER TABLE \"User\" ALTER COLUMN age TYPE bigint", "ALTER TABLE \"User\" ALTER COLUMN age TYPE bigint", {}},
      {"ALTER TABLE \"User\" ALTER COLUMN age SET NOT NULL", "ALTER TABLE \"User\" ALTER COLUMN age SET DEFAULT 1", {}},
      {"ALTER TABLE \"User\" ALTER COLUMN age SET DEFAULT 2",
       "ALTER TABLE \"User\" ALTER COLUMN age SET DEFAULT 1",
       {"column-changed-twice error"}},
      // indexes and constraints
      {"CREATE INDEX i ON \"User\"(age)", "CREATE INDEX i ON \"User\"(email)", {"index-touched-twice error"}},
      {"CREATE INDEX i ON \"User\"(age)", "CREATE INDEX j ON \"User\"(age)", {}},
      {"DROP INDEX \"User_age_idx\"", "DROP INDEX \"User_age_idx\"", {"index-touched-twice error"}},
      {"DROP INDEX IF EXISTS \"User_age_idx\"", "DROP INDEX IF EXISTS \"User_age_idx\"", {}},
      {"ALTER TABLE \"User\" ADD CONSTRAINT c CHECK (age > 1)",
       "ALTER TABLE \"User\" ADD CONSTRAINT c CHECK (age > 2)",
       {"index-touched-twice error"}},
      {"CREATE TABLE t (id int, u int REFERENCES \"User\"(id))",
       "CREATE TABLE v (id int, u int REFERENCES \"User\"(id))",
       {}},
      // enums
      {"ALTER TYPE \"Role\" ADD VALUE 'X'", "ALTER TYPE \"Role\" ADD VALUE 'X'", {"enum-value-added-twice error"}},
      {"ALTER TYPE \"Role\" ADD VALUE 'X'", "ALTER TYPE \"Role\" ADD VALUE 'Y'", {}},
      {"ALTER TYPE \"Role\" ADD VALUE 'X' BEFORE 'USER'", "ALTER TYPE \"Role\" ADD VALUE 'Y' BEFORE 'ADMIN'", {}},
      // drop
      {"ALTER TABLE \"User\" DROP COLUMN age", "CREATE INDEX j ON \"User\"(age)", {"drop-against-use error"}},
      {"ALTER TABLE \"User\" DROP COLUMN age",
       "CREATE VIEW v AS SELECT \"age\" FROM \"User\"",
       {"drop-against-use error"}},
      {"ALTER TABLE \"User\" DROP COLUMN age", "UPDATE \"User\" SET age = 1", {"drop-against-use error"}},
      {"ALTER TABLE \"User\" DROP COLUMN age",
       "ALTER TABLE \"User\" ALTER COLUMN age SET NOT NULL",
       {"drop-against-use error"}},
      {"ALTER TABLE \"User\" DROP COLUMN age", "CREATE INDEX j ON \"User\"(email)", {}},
      {"DROP TABLE \"User\"", "ALTER TABLE \"User\" ADD COLUMN x int", {"drop-against-use error"}},
      {"DROP TABLE \"User\"", "CREATE TABLE t (u int REFERENCES \"User\"(id))", {"drop-against-use error"}},
      {"DROP TABLE \"User\"", "CREATE TABLE t (u int)", {}},
      {"DROP TYPE \"Role\"", "CREATE TABLE t (r \"Role\")", {"drop-against-use error"}},
      // rename
      {"ALTER TABLE \"User\" RENAME TO \"Account\"",
       "ALTER TABLE \"User\" ADD COLUMN x int",
       {"rename-against-use error"}},
      {"ALTER TABLE \"User\" RENAME COLUMN age TO years",
       "CREATE INDEX j ON \"User\"(age)",
       {"rename-against-use error"}},
      {"ALTER TABLE \"User\" RENAME COLUMN age TO years",
       "ALTER TABLE \"User\" ADD COLUMN years int",
       {"column-added-twice error"}},
      {"ALTER TABLE \"User\" RENAME COLUMN age TO years", "CREATE INDEX j ON \"User\"(email)", {}},
      // change
      {"ALTER TABLE \"User\" ALTER COLUMN age TYPE text", "CREATE INDEX j ON \"User\"(age)", {}},
      {"ALTER TABLE \"User\" ALTER COLUMN age TYPE bigint", "CREATE INDEX j ON \"User\"(age)", {}},
      {"ALTER TABLE \"User\" ALTER COLUMN age TYPE bigint",
       "CREATE VIEW v AS SELECT \"age\" FROM \"User\"",
       {"change-against-use error"}},
      {"ALTER TABLE \"User\" ALTER COLUMN age SET NOT NULL",
       "UPDATE \"User\" SET age = 1",
       {"change-against-use error"}},
      {"ALTER TABLE \"User\" ALTER COLUMN age SET NOT NULL",
       "UPDATE \"User\" SET age = 0 WHERE age IS NULL",
       {"change-against-use error"}},
      {"ALTER TABLE \"User\" ALTER COLUMN age SET NOT NULL", "UPDATE \"User\" SET email = 'x' WHERE age IS NULL", {}},
      {"CREATE UNIQUE INDEX j ON \"User\"(age)", "UPDATE \"User\" SET age = 1", {"change-against-use error"}},
      {"CREATE UNIQUE INDEX j ON \"User\"(age)",
       "UPDATE \"User\" SET age = age + 1 WHERE age < 5",
       {"change-against-use error"}},
      {"ALTER TABLE \"User\" ADD COLUMN x int NOT NULL",
       "INSERT INTO \"User\" (email) VALUES ('a')",
       {"change-against-use error"}},
      {"ALTER TABLE \"User\" ADD COLUMN x int NOT NULL DEFAULT 1", "INSERT INTO \"User\" (email) VALUES ('a')", {}},
      {"UPDATE \"User\" SET age = 1", "UPDATE \"User\" SET age = 2", {"change-against-use warning"}},
      {"UPDATE \"User\" SET age = 1", "UPDATE \"User\" SET email = 'x'", {}},
      {"UPDATE \"User\" SET age = 1",
       "CREATE TABLE t (id int, e text); INSERT INTO t SELECT id, email FROM \"User\"",
       {}},
      {"UPDATE \"User\" SET age = 1", "CREATE TABLE t (n int); INSERT INTO t SELECT count(*) FROM \"User\"", {}},
      {"UPDATE \"User\" SET age = 1",
       "CREATE TABLE t (id int, a int); INSERT INTO t SELECT id, age FROM \"User\"",
       {"change-against-use warning"}},
      {"UPDATE \"User\" SET age = 1",
       "CREATE TABLE t (id int); INSERT INTO t SELECT id FROM \"User\" WHERE age = 1",
       {"change-against-use warning"}},
      {"UPDATE \"User\" SET age = 1", "CREATE TABLE t AS SELECT * FROM \"User\"", {"change-against-use warning"}},
      {"DELETE FROM \"User\" WHERE age = 1",
       "CREATE TABLE t (id int); INSERT INTO t SELECT id FROM \"User\"",
       {"change-against-use warning"}},
      {"UPDATE \"User\" SET data = jsonb_set(data, '{a}', '1')",
       "UPDATE \"User\" SET data = jsonb_set(data, '{b}', '2') WHERE age = 1",
       {}},
      {"UPDATE \"User\" SET \"data\" = jsonb_set(\"data\", '{a,b}', '1')",
       "UPDATE \"User\" SET data = jsonb_set(data, '{a, c}', '2')",
       {}},
      {"UPDATE \"User\" SET data = jsonb_set(data, '{a}', '1')",
       "UPDATE \"User\" SET data = jsonb_set(data, '{a,b}', '2')",
       {"change-against-use warning"}},
      {"UPDATE \"User\" SET data = jsonb_set(data, '{a}', '1')",
       "UPDATE \"User\" SET data = jsonb_set(data, '{b}', data->'a')",
       {"change-against-use warning"}},
      {"UPDATE \"User\" SET data = jsonb_set(data, '{a}', '1')",
       "UPDATE \"User\" SET data = '{}'",
       {"change-against-use warning"}},
      {"INSERT INTO \"User\" (email) VALUES ('a')", "INSERT INTO \"User\" (email) VALUES ('b')", {}},
  });
}

TEST_CASE("clashes: which of several functions of one name is called is not told") {
  const std::string one = "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';",
                    other = "CREATE FUNCTION f(text) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';";
  auto said = [](const std::string& base, const std::string& a) {
    auto first = migration("20240101000001_init", user_table + base);
    auto built = workspace()
                     .target("main", {first})
                     .source("a", {first, migration("20240201000001_a", a)})
                     .source("b", {first, migration("20240202000001_b", "CREATE INDEX i ON \"User\"(f(email));")})
                     .build();
    auto analysis = read(built, {"a", "b"});
    return findings_of(analysis, "drop-against-use").size() + findings_of(analysis, "rename-against-use").size();
  };
  CHECK(said(one + other, "DROP FUNCTION f(int)") == 0);
  CHECK(said(one + other, "ALTER FUNCTION f(int) RENAME TO g") == 0);
  CHECK(said(other, "DROP FUNCTION f(text)") == 2);
  CHECK(said(other, "ALTER FUNCTION f(text) RENAME TO g") == 2);
}

TEST_CASE("clashes: what a statement leans on without naming it") {
  check_both_ways({
      // a star
      {"CREATE VIEW v AS SELECT * FROM \"User\"",
       "ALTER TABLE \"User\" ADD COLUMN phone text",
       {"change-against-use warning"}},
      {"CREATE VIEW v AS SELECT * FROM \"User\"", "ALTER TABLE \"User\" DROP COLUMN age", {"drop-against-use error"}},
      {"CREATE VIEW v AS SELECT u.* FROM \"User\" u",
       "ALTER TABLE \"User\" RENAME COLUMN age TO years",
       {"rename-against-use error"}},
      {"CREATE TABLE t AS SELECT * FROM \"User\"",
       "ALTER TABLE \"User\" ALTER COLUMN age TYPE bigint",
       {"change-against-use error"}},
      {"CREATE VIEW v AS SELECT count(*) FROM \"User\"", "ALTER TABLE \"User\" ADD COLUMN phone text", {}},
      {"CREATE VIEW v AS SELECT email FROM \"User\"", "ALTER TABLE \"User\" ADD COLUMN phone text", {}},
      {"CREATE VIEW v AS SELECT * FROM \"User\"", "ALTER TABLE \"User\" ALTER COLUMN age SET DEFAULT 1", {}},
      {"CREATE TABLE t (id int); INSERT INTO t SELECT id FROM \"User\" WHERE EXISTS (SELECT * FROM \"User\")",
       "ALTER TABLE \"User\" ADD COLUMN phone text",
       {}},
      {"UPDATE \"User\" SET age = 1 RETURNING *", "ALTER TABLE \"User\" ADD COLUMN phone text", {}},
      {"INSERT INTO \"User\" (email) VALUES ('a') RETURNING *", "ALTER TABLE \"User\" ADD COLUMN phone text", {}},
      // a key
      {"CREATE TABLE t (u int REFERENCES \"User\"(id))",
       "ALTER TABLE \"User\" DROP CONSTRAINT \"User_pkey\"",
       {"drop-against-use error"}},
      {"CREATE TABLE t (u int REFERENCES \"User\")",
       "ALTER TABLE \"User\" DROP CONSTRAINT \"User_pkey\"",
       {"drop-against-use error"}},
      {"CREATE TABLE t (u int)", "ALTER TABLE \"User\" DROP CONSTRAINT \"User_pkey\"", {}},
      {"CREATE TABLE t (u int REFERENCES \"User\"(id))", "DROP INDEX \"User_age_idx\"", {}},
      // a value
      {"UPDATE \"User\" SET role = 'ADMIN'",
       "ALTER TYPE \"Role\" RENAME VALUE 'ADMIN' TO 'OWNER'",
       {"rename-against-use error"}},
      {"ALTER TABLE \"User\" ALTER COLUMN role SET DEFAULT 'USER'",
       "ALTER TYPE \"Role\" RENAME VALUE 'USER' TO 'GUEST'",
       {"rename-against-use error"}},
      {"UPDATE \"User\" SET role = 'USER'", "ALTER TYPE \"Role\" RENAME VALUE 'ADMIN' TO 'OWNER'", {}},
      {"UPDATE \"User\" SET email = 'ADMIN'", "ALTER TYPE \"Role\" RENAME VALUE 'ADMIN' TO 'OWNER'", {}},
      // the last word
      {"GRANT SELECT ON \"User\" TO x", "REVOKE SELECT ON \"User\" FROM x", {"change-against-use warning"}},
      {"GRANT SELECT ON \"User\" TO x", "GRANT SELECT ON \"User\" TO x", {}},
      {"GRANT SELECT ON \"User\" TO x", "REVOKE INSERT ON \"User\" FROM x", {}},
      {"ALTER TABLE \"User\" SET (fillfactor = 80)",
       "ALTER TABLE \"User\" SET (fillfactor = 90)",
       {"change-against-use warning"}},
      {"ALTER TABLE \"User\" SET (fillfactor = 80)", "ALTER TABLE \"User\" SET (autovacuum_enabled = false)", {}},
      {"ALTER TABLE \"User\" ENABLE ROW LEVEL SECURITY",
       "ALTER TABLE \"User\" DISABLE ROW LEVEL SECURITY",
       {"change-against-use error"}},
      {"ALTER TABLE \"User\" ENABLE ROW LEVEL SECURITY", "ALTER TABLE \"User\" FORCE ROW LEVEL SECURITY", {}},
      // types
      {"ALTER TABLE \"User\" ALTER COLUMN age TYPE text",
       "CREATE INDEX j ON \"User\"(email) WHERE age > 1",
       {"change-against-use error"}},
      {"ALTER TABLE \"User\" ALTER COLUMN age TYPE json USING to_json(age)",
       "CREATE INDEX j ON \"User\"(age)",
       {"change-against-use error"}},
      {"ALTER TABLE \"User\" ALTER COLUMN age TYPE text",
       "CREATE INDEX j ON \"User\" USING gin (age)",
       {"change-against-use error"}},
      {"ALTER TABLE \"User\" ALTER COLUMN age TYPE text",
       "ALTER TABLE \"User\" ADD CONSTRAINT c CHECK (age > 1)",
       {"change-against-use error"}},
      {"ALTER TABLE \"User\" ALTER COLUMN age TYPE bigint",
       "ALTER TABLE \"User\" ADD CONSTRAINT c CHECK (age > 1)",
       {}},
      {"ALTER TABLE \"User\" ALTER COLUMN age TYPE bigint", "UPDATE \"User\" SET age = 1", {}},
      {"ALTER TABLE \"User\" ALTER COLUMN age TYPE bigint", "ALTER TABLE \"User\" ALTER COLUMN age SET DEFAULT 1", {}},
      {"ALTER TABLE \"User\" ALTER COLUMN age TYPE text",
       "ALTER TABLE \"User\" ALTER COLUMN age SET DEFAULT 1",
       {"column-changed-twice error"}},
  });
}

// Two classes that executing both orders cannot judge: a guard lets the second one pass and leaves the first one's
// object, and a body is looked up only when it runs.
TEST_CASE("clashes: a guard does not excuse what is made twice or dropped under the other's feet") {
  check_both_ways({
      {"CREATE TABLE IF NOT EXISTS t (id int, x text)",
       "CREATE TABLE IF NOT EXISTS t (id int, y text)",
       {"object-created-twice error"}},
      {"CREATE TABLE IF NOT EXISTS t (id int)", "CREATE TABLE t (id int)", {"object-created-twice error"}},
      {"CREATE TABLE IF NOT EXISTS t (id int)", "CREATE TABLE IF NOT EXISTS u (id int)", {}},
      {"ALTER TABLE \"User\" ADD COLUMN IF NOT EXISTS phone text",
       "ALTER TABLE \"User\" ADD COLUMN IF NOT EXISTS phone integer",
       {"column-added-twice error"}},
      {"ALTER TABLE \"User\" ADD COLUMN IF NOT EXISTS phone text",
       "ALTER TABLE \"User\" ADD COLUMN IF NOT EXISTS fax text",
       {}},
      {"CREATE INDEX IF NOT EXISTS i ON \"User\"(age)",
       "CREATE INDEX IF NOT EXISTS i ON \"User\"(email)",
       {"index-touched-twice error"}},
      {"CREATE INDEX IF NOT EXISTS i ON \"User\"(age)", "CREATE INDEX IF NOT EXISTS j ON \"User\"(age)", {}},
      {"ALTER TYPE \"Role\" ADD VALUE IF NOT EXISTS 'X'",
       "ALTER TYPE \"Role\" ADD VALUE IF NOT EXISTS 'X' BEFORE 'USER'",
       {"enum-value-added-twice error"}},
      {"CREATE SEQUENCE IF NOT EXISTS s", "CREATE SEQUENCE IF NOT EXISTS s START 5", {"object-created-twice error"}},
      {"CREATE SCHEMA IF NOT EXISTS x", "CREATE SCHEMA IF NOT EXISTS x", {}},
      {"CREATE EXTENSION IF NOT EXISTS citext", "CREATE EXTENSION citext", {"object-created-twice error"}},
      {"CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
       "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 2'",
       {"object-created-twice error"}},
      {"CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
       "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
       {}},
      {"CREATE OR REPLACE VIEW v AS SELECT age FROM \"User\"",
       "CREATE OR REPLACE VIEW v AS SELECT email FROM \"User\"",
       {"object-created-twice error"}},
      {"DROP TABLE IF EXISTS \"User\"", "DROP TABLE IF EXISTS \"User\"", {}},
      {"DROP TABLE IF EXISTS \"User\"", "CREATE INDEX j ON \"User\"(age)", {"drop-against-use error"}},
      {"ALTER TABLE \"User\" DROP COLUMN IF EXISTS age", "CREATE INDEX j ON \"User\"(age)", {"drop-against-use error"}},
      {"ALTER TABLE \"User\" DROP COLUMN IF EXISTS age", "CREATE INDEX j ON \"User\"(email)", {}},
      {"DROP INDEX IF EXISTS \"User_age_idx\"", "ALTER TABLE \"User\" DROP COLUMN age", {}},
  });
}

TEST_CASE("clashes: what a body names is used, though only when it runs") {
  check_both_ways({
      {"CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS 'BEGIN UPDATE \"User\" SET age = 1; END'",
       "ALTER TABLE \"User\" DROP COLUMN age",
       {"drop-against-use error"}},
      {"CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS 'BEGIN UPDATE \"User\" SET age = 1; END'",
       "ALTER TABLE \"User\" RENAME COLUMN age TO years",
       {"rename-against-use error"}},
      {"CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS 'BEGIN UPDATE \"User\" SET age = 1; END'",
       "ALTER TABLE \"User\" DROP COLUMN email",
       {}},
      {"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT age FROM \"User\" LIMIT 1'",
       "ALTER TABLE \"User\" DROP COLUMN age",
       {"drop-against-use error"}},
      {"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT age FROM \"User\" LIMIT 1'",
       "ALTER TABLE \"User\" RENAME TO \"Account\"",
       {"rename-against-use error"}},
      {"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT age FROM \"User\" LIMIT 1'",
       "ALTER TABLE \"User\" ADD COLUMN phone text",
       {}},
      {"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO \"User\" (email) VALUES (''x''); "
       "RETURN NEW; END'",
       "DROP TABLE \"User\"",
       {"drop-against-use error"}},
      {"DO $$ BEGIN UPDATE \"User\" SET age = 1; END $$",
       "ALTER TABLE \"User\" DROP COLUMN age",
       {"drop-against-use error"}},
      {"DO $$ BEGIN ALTER TABLE \"User\" ADD COLUMN phone text; END $$",
       "ALTER TABLE \"User\" ADD COLUMN phone text",
       {"column-added-twice error"}},
      {"DO $$ BEGIN EXECUTE 'ALTER TABLE \"User\" DROP COLUMN age'; END $$",
       "CREATE INDEX j ON \"User\"(age)",
       {"drop-against-use error"}},
      {"DO $$ BEGIN EXECUTE 'CREATE INDEX j ON \"User\"(email)'; END $$", "CREATE INDEX k ON \"User\"(email)", {}},
  });
}

TEST_CASE("clashes: one script under two names is same-content-different-name's, not a clash of each object in it") {
  auto twice = [](const std::string& name) { return migration(name, "CREATE TABLE tag (id int PRIMARY KEY);"); };
  auto copied = workspace()
                    .target("main", {init()})
                    .source("a", {init(), twice("20240201000001_a")})
                    .source("b", {init(), twice("20240202000001_b")})
                    .build();
  auto analysis = read(copied, {"a", "b"});
  CHECK(found(analysis, "object-created-twice").empty());
  CHECK_FALSE(found(analysis, "same-content-different-name").empty());
}

TEST_CASE("clashes: where a statement of either branch cannot be read, no rule over clashes calls it clean") {
  auto verdict = analyse(branches("DO $$ BEGIN EXECUTE 'x' || now(); END $$;", "SELECT 1;"));
  for (const char* id : {"object-created-twice", "column-added-twice", "column-changed-twice", "index-touched-twice",
                         "enum-value-added-twice", "drop-against-use", "rename-against-use", "change-against-use"}) {
    bool said = std::any_of(verdict.not_checked.begin(), verdict.not_checked.end(), [&](const NotChecked& entry) {
      return entry.rule == id && entry.source == "a" && entry.because.rfind("20240201000001_a line 1", 0) == 0;
    });
    CHECK_MESSAGE(said, id);
  }
}

TEST_CASE("clashes: a stack, a shared folder and two editions of one folder are none") {
  auto tag = migration("20240201000001_tag", "CREATE TABLE tag (id int);");
  auto more = migration("20240202000001_more", "ALTER TABLE tag ADD COLUMN x int; DROP TABLE tag;");
  auto stacked =
      workspace().target("main", {init()}).source("a", {init(), tag}).source("b", {init(), tag, more}).build();
  CHECK(read(stacked, {"a", "b"}).relations.clashes.empty());
  auto edited = workspace()
                    .target("main", {init()})
                    .source("a", {init(), tag})
                    .source("b", {init(), migration(tag.name, "CREATE TABLE tag (id bigint);")})
                    .build();
  CHECK(read(edited, {"a", "b"}).relations.clashes.empty());
}

TEST_CASE("clashes: of many branches that create one table each is held against the first") {
  auto builder = workspace().target("main", {init()});
  for (int i = 0; i < 300; ++i)
    builder.source("s" + std::to_string(i),
                   {init(), migration("20240201000" + std::to_string(100 + i) + "_t",
                                      "CREATE TABLE tag (id int); SELECT " + std::to_string(i))});
  auto analysis = read(builder.build(), {});
  CHECK(analysis.relations.clashes.size() == 2 * 299);
}

TEST_CASE("missing-object: what no migration creates, and what was dropped") {
  CHECK(
      found(branch("ALTER TABLE \"SearchLog\" ADD COLUMN x int;"), "missing-object") ==
      Lines{
          "error a 20240201000001_a: 20240201000001_a adds column \"SearchLog\".\"x\", but needs table \"SearchLog\", "
          "which no migration of the target or of any source creates"});
  CHECK(found(branch("CREATE INDEX j ON \"User\"(phone);"), "missing-object").size() == 1);
  CHECK(found(branch("ALTER TABLE \"User\" DROP COLUMN age; CREATE INDEX j ON \"User\"(age);"), "missing-object")
            .size() == 1);
  CHECK(found(branch("CREATE TABLE t (r \"Rolle\");"), "missing-object").size() == 1);
  CHECK(
      found(branch("CREATE TYPE ct AS (a int); ALTER TYPE other RENAME ATTRIBUTE a TO c;"), "missing-object").size() ==
      1);
  CHECK(found(branch("CREATE TYPE ct AS (a int); CREATE TABLE t (a ct_multirange);"), "missing-object").size() == 1);
  CHECK(found(branch("CREATE TABLE t (LIKE \"User\" INCLUDING INDEXES); DROP INDEX u_age_idx;"), "missing-object")
            .size() == 1);
}

TEST_CASE("missing-object: silent for what exists, is guarded, built in, of another schema, or the source's own") {
  for (const char* sql :
       {"CREATE INDEX j ON \"User\"(age);", "ALTER TABLE IF EXISTS nowhere ADD COLUMN x int;",
        "DROP TABLE IF EXISTS nowhere;", "SELECT * FROM pg_class; SELECT * FROM information_schema.tables;",
        "SELECT * FROM \"_prisma_migrations\";", "ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;",
        "CREATE TABLE t (id int); CREATE INDEX j ON t(id);",
        "CREATE TABLE t (id uuid DEFAULT gen_random_uuid(), at timestamptz, j jsonb, n numeric(10,2));",
        "ALTER TABLE \"User\" RENAME COLUMN age TO years; CREATE INDEX j ON \"User\"(years);",
        "CREATE VIEW v AS SELECT \"id\", \"email\" AS mail FROM \"User\"; CREATE VIEW w AS SELECT mail FROM v;",
        "CREATE TEMP TABLE x (id int); INSERT INTO x VALUES (1); DROP TABLE x;",
        // a view over a temporary table, and what stands on it, is the session's
        "CREATE TEMP TABLE x (id int); CREATE VIEW v AS SELECT id FROM x; CREATE VIEW w AS SELECT id FROM v; "
        "SELECT id FROM w; DROP VIEW w;",
        "CREATE EXTENSION citext; ALTER TABLE \"User\" ADD COLUMN c citext;",
        "ALTER TABLE \"User\" DROP CONSTRAINT \"User_pkey\"; DROP INDEX \"User_age_idx\";",
        // what the server names, or makes along with what is made
        "CREATE TYPE ct AS (a int, b text); ALTER TYPE ct RENAME ATTRIBUTE a TO c; COMMENT ON COLUMN ct.b IS 'x'; "
        "CREATE TABLE t (LIKE ct);",
        "CREATE TYPE span AS RANGE (subtype = int4); CREATE TYPE textrange AS RANGE (subtype = text); "
        "CREATE TABLE t (a span_multirange, b textmultirange);",
        "CREATE TABLE p (a int PRIMARY KEY, b int) PARTITION BY RANGE (a); CREATE INDEX ON p (b); CREATE TABLE p1 "
        "PARTITION OF p FOR VALUES FROM (0) TO (9); ALTER INDEX p1_pkey RENAME TO q; DROP INDEX p1_b_idx;",
        "CREATE TABLE t (LIKE \"User\" INCLUDING INDEXES); DROP INDEX t_age_idx;",
        "CREATE TABLE t (a int); CREATE INDEX ON t (a); DROP TABLE t; CREATE TABLE t (a int); CREATE INDEX ON t (a); "
        "DROP INDEX t_a_idx;",
        "CREATE TABLE t (a int); CREATE INDEX ON t (a); DROP INDEX t_a_idx; CREATE INDEX ON t (a); DROP INDEX "
        "t_a_idx;",
        "CREATE TABLE t (a int); CREATE INDEX ON t (a); ALTER TABLE t RENAME TO s; CREATE TABLE t (a int); CREATE "
        "INDEX ON t (a); DROP INDEX t_a_idx1;"}) {
    CAPTURE(std::string(sql));
    CHECK(found(branch(sql), "missing-object") == Lines{});
  }
}

TEST_CASE("missing-object: one DROP looks for all it names before it takes any; the next one looks anew") {
  const std::string parts = "CREATE TABLE p (a int) PARTITION BY RANGE (a); CREATE TABLE p1 PARTITION OF p DEFAULT; ";
  const std::string heirs = "CREATE TABLE a1 (x int); CREATE TABLE b1 () INHERITS (a1); ";
  const std::string views = "CREATE VIEW v AS SELECT 1 AS x; CREATE VIEW w AS SELECT x FROM v; ";
  for (const auto& sql : {parts + "DROP TABLE p, p1;", parts + "DROP TABLE p1, p;",
                          heirs + "DROP TABLE a1, b1 CASCADE;", views + "DROP VIEW v, w CASCADE;"}) {
    CAPTURE(sql);
    CHECK(found(branch(sql), "missing-object") == Lines{});
  }
  for (const auto& sql : {parts + "DROP TABLE p; DROP TABLE p1;", heirs + "DROP TABLE a1 CASCADE; DROP TABLE b1;",
                          views + "DROP VIEW v CASCADE; DROP VIEW w;"}) {
    CAPTURE(sql);
    CHECK(found(branch(sql), "missing-object").size() == 1);
  }
}

TEST_CASE("missing-object: a warning where unreadable SQL may have made it, and no word without a history") {
  auto opaque = branch("DO $$ BEGIN EXECUTE 'x' || now(); END $$; ALTER TABLE nowhere ADD COLUMN x int;");
  auto lines = found(opaque, "missing-object");
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].rfind("warning", 0) == 0);
  bool said = false;
  for (const auto& entry : analyse(opaque).not_checked)
    said = said || (entry.rule == "missing-object" && entry.source == "a");
  CHECK(said);
  auto pushed =
      workspace().target("main", {}).source("a", {migration("20240201000001_a", "ALTER TABLE x ADD y int;")}).build();
  CHECK(found(read(pushed, {"a"}), "missing-object").empty());
}

TEST_CASE("needs: what only another source creates becomes a need, and the stamps' order a finding") {
  auto analysis = branches("ALTER TABLE \"Comment\" ADD COLUMN likes int;", "CREATE TABLE \"Comment\" (id int);");
  REQUIRE(analysis.relations.needs.size() == 1);
  CHECK(analysis.relations.needs[0].source == "a");
  CHECK(analysis.relations.needs[0].need ==
        Need{"b", "20240201000001_a needs table \"Comment\", which 20240202000001_b creates", true});
  CHECK(found(analysis, "missing-object").empty());
  CHECK(found(analysis, "object-created-later") == Lines{"error a 20240201000001_a: 20240201000001_a needs table "
                                                         "\"Comment\", which only 20240202000001_b of b creates, "
                                                         "and that is listed later"});
  auto right = branches("CREATE TABLE \"Comment\" (id int);", "ALTER TABLE \"Comment\" ADD COLUMN likes int;");
  CHECK(right.relations.needs.size() == 1);
  CHECK(found(right, "object-created-later").empty());
}

TEST_CASE("object-created-later: in one source, and against the target's newer migrations") {
  auto late = migration("20240601000001_comment", "CREATE TABLE \"Comment\" (id int);");
  auto use = migration("20240301000001_likes", "ALTER TABLE \"Comment\" ADD COLUMN likes int;");
  auto one = workspace().target("main", {init()}).source("a", {init(), use, late}).build();
  CHECK(found(read(one, {"a"}), "object-created-later").size() == 1);
  auto merged = workspace().target("main", {init(), late}).source("a", {init(), late, use}).build();
  CHECK(found(read(merged, {"a"}), "object-created-later").size() == 1);
  auto after = migration("20240701000001_likes", "ALTER TABLE \"Comment\" ADD COLUMN likes int;");
  auto fine = workspace().target("main", {init(), late}).source("a", {init(), late, after}).build();
  CHECK(found(read(fine, {"a"}), "object-created-later").empty());
}

TEST_CASE("needs-each-other: a circle is named for each of its sources") {
  auto analysis = branches("CREATE TABLE x (id int); ALTER TABLE y ADD COLUMN a int;",
                           "CREATE TABLE y (id int); ALTER TABLE x ADD COLUMN b int;");
  CHECK(analysis.relations.needs.size() == 2);
  CHECK(found(analysis, "needs-each-other").empty());  // the sequence says who needs whom
  analysis.sequence.together = {{"a", "b"}};
  auto lines = found(analysis, "needs-each-other");
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] == "error a 20240201000001_a: a and b need each other: none of them can go first");
}

TEST_CASE("without SQL the rules over it say nothing, not even that they could not look") {
  auto analysis = branches("CREATE TABLE t (id int)", "CREATE TABLE t (id int)");
  analysis.changes.clear();
  analysis.relations = {};
  for (const auto& entry : analyse(analysis).not_checked) CHECK(entry.rule != "object-created-twice");
}

TEST_CASE("a list that makes a table or enum anew, and what the other one adds to it") {
  const std::string anew =
      "ALTER TYPE \"Role\" RENAME TO \"Role_old\"; CREATE TYPE \"Role\" AS ENUM ('A', 'B');"
      "ALTER TABLE \"User\" ALTER COLUMN \"role\" TYPE \"Role\" USING (\"role\"::text::\"Role\");"
      "DROP TYPE \"Role_old\";";
  auto says = [](const std::string& a, const std::string& b) {
    auto all = said_of_b(a, b);
    return std::count(all.begin(), all.end(), "remake-against-addition error") > 0;
  };
  CHECK(says(anew, "ALTER TYPE \"Role\" ADD VALUE 'C';"));
  CHECK(says("ALTER TYPE \"Role\" ADD VALUE 'C';", anew));
  CHECK_FALSE(says(anew, "ALTER TABLE \"User\" ADD COLUMN phone text;"));
  CHECK(says("DROP TABLE \"User\" CASCADE; CREATE TABLE \"User\" (id int);",
             "ALTER TABLE \"User\" ADD COLUMN phone text;"));
  CHECK_FALSE(says("DROP TABLE \"User\" CASCADE;", "ALTER TABLE \"User\" ADD COLUMN phone text;"));
}

TEST_CASE("what the target has added since the branch began is missed in a list that makes it anew") {
  auto begin = migration("20240101000001_init", "CREATE TYPE s AS ENUM ('x'); CREATE TABLE t (a int, s s);");
  auto added = migration("20240102000001_more", "ALTER TABLE t ADD COLUMN b int;");
  auto found = [&](const std::string& own, bool known) {
    auto built = workspace()
                     .target("main", {begin, added})
                     .source("a", {begin, migration("20240201000001_a", own)})
                     .base("a", known ? std::vector<Migration>{begin, added} : std::vector<Migration>{begin})
                     .build();
    return findings_of(read(built, {"a"}), "remake-against-addition");
  };
  auto lost = found("DROP TABLE t; CREATE TABLE t (a int);", false);
  REQUIRE(lost.size() == 1);
  CHECK(lost[0].place.source == "a");
  CHECK(lost[0].related.front().migration == "20240102000001_more");
  CHECK(found("DROP TABLE t; CREATE TABLE t (a int, b int);", false).empty());
  CHECK(found("DROP TABLE t; CREATE TABLE t (a int);", true).empty());
  CHECK(found("DROP TABLE t;", false).empty());
}

TEST_CASE("what another open branch makes is not dropped here") {
  auto all = said_of_b("CREATE INDEX big ON \"User\"(age) WHERE age > 3;", "DROP INDEX big;");
  CHECK(std::count(all.begin(), all.end(), "drop-against-use error") == 1);
  auto says = [](const std::string& a, const std::string& b) {
    auto said = said_of_b(a, b);
    return std::count(said.begin(), said.end(), "drop-against-use error") == 1;
  };
  const std::string make = "CREATE INDEX big ON \"User\"(age);", guarded = "DROP INDEX IF EXISTS big;";
  CHECK(says(make, guarded));
  CHECK(says(guarded, make));
  CHECK_FALSE(says(guarded, "CREATE INDEX other ON \"User\"(age);"));
  CHECK_FALSE(says(make, guarded + make));
}

TEST_CASE("names without a schema mean the one of the URL") {
  auto said = [](const std::string& schema, const std::string& b) {
    auto analysis = branches("ALTER TABLE \"User\" ADD COLUMN phone text;", b);
    for (auto& script : analysis.changes)
      script.second = std::make_shared<const ScriptChanges>(sql::without_schema(*script.second, schema));
    analysis.relations = relate(analysis.workspace, analysis.changes);
    return findings_of(analysis, "column-added-twice").size();
  };
  CHECK(said("app", "ALTER TABLE \"app\".\"User\" ADD COLUMN phone text;") == 2);
  CHECK(said("public", "ALTER TABLE \"app\".\"User\" ADD COLUMN phone text;") == 0);
  CHECK(said("public", "ALTER TABLE \"public\".\"User\" ADD COLUMN phone text;") == 2);
  CHECK(said("app", "ALTER TABLE \"core\".\"User\" ADD COLUMN phone text;") == 0);
}
