// The order of names against the order of merging.
#include <doctest/doctest.h>

#include <algorithm>

#include "analyse/look.hpp"

using namespace tributary;
using namespace tributary::testing;
using Lines = std::vector<std::string>;

namespace {

const Migration init =
    migration("20240101000001_init",
              "CREATE TYPE \"Role\" AS ENUM ('USER');\n"
              "CREATE TABLE \"User\" (id INTEGER, age INTEGER, name TEXT);\nCREATE INDEX age_idx ON \"User\"(age);");

Analysis read(Analysis analysis) {
  for (const auto& source : analysis.workspace.sources)
    for (const auto& project : source.projects)
      for (const auto& migration : project.folder->migrations)
        if (migration.script)
          analysis.changes[migration.script->blob] =
              std::make_shared<const ScriptChanges>(read_changes(migration.script->text));
  analysis.relations = relate(analysis.workspace, analysis.changes);
  return analysis;
}

/// The target got `merged` after the branch had begun; the branch's own script sorts before it.
Analysis late(const std::string& own, const std::string& merged, const std::string& name = "20240201000001_own") {
  return read(analysis_of(workspace()
                              .target("main", {init, migration("20240301000001_merged", merged)})
                              .source("epic", {init, migration(name, own)})
                              .build(),
                          {"epic"}));
}

/// Rule and severity of what the SQL rules say of `epic`.
Lines said(const Analysis& analysis) {
  Lines out;
  for (const auto& finding : analyse(analysis).findings)
    if (finding.about.group == Group::sql && finding.place.source == "epic")
      out.push_back(finding.rule + " " + severity_name(finding.severity));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace

TEST_CASE("a late migration and what the target merged before it, statement against statement") {
  struct Row {
    std::string own, merged;
    Lines expected;
  };
  const std::vector<Row> rows = {
      // one of the two orders fails
      {"ALTER TABLE \"User\" DROP COLUMN age", "CREATE INDEX i ON \"User\"(age, id)", {"order-sensitive error"}},
      {"ALTER TABLE \"User\" RENAME COLUMN age TO years", "CREATE INDEX i ON \"User\"(age)", {"order-sensitive error"}},
      {"ALTER TABLE \"User\" ALTER COLUMN age TYPE text",
       "CREATE VIEW v AS SELECT age FROM \"User\"",
       {"order-sensitive error"}},
      // both work and differ
      {"ALTER TABLE \"User\" ALTER COLUMN age TYPE bigint",
       "ALTER TABLE \"User\" ALTER COLUMN age TYPE numeric",
       {"order-sensitive error"}},
      {"ALTER TABLE \"User\" ALTER COLUMN age SET DEFAULT 1",
       "ALTER TABLE \"User\" ALTER COLUMN age SET DEFAULT 2",
       {"order-sensitive error"}},
      {"UPDATE \"User\" SET age = 1", "UPDATE \"User\" SET age = 2", {"order-sensitive warning"}},
      // silent twins: what does not meet, and what commutes
      {"CREATE TABLE t (id int)", "CREATE TABLE u (id int)", {}},
      {"ALTER TABLE \"User\" ADD COLUMN x int", "ALTER TABLE \"User\" ADD COLUMN y int", {}},
      {"CREATE INDEX i ON \"User\"(age)", "CREATE INDEX j ON \"User\"(age)", {}},
      {"ALTER TABLE \"User\" ALTER COLUMN age TYPE bigint",
       "ALTER TABLE \"User\" ALTER COLUMN name TYPE varchar(9)",
       {}},
      {"ALTER TABLE \"User\" ALTER COLUMN age SET DEFAULT 1", "ALTER TABLE \"User\" ALTER COLUMN age SET NOT NULL", {}},
      {"UPDATE \"User\" SET age = 1", "UPDATE \"User\" SET name = ''", {}},
      // what other rules say is not said twice
      {"CREATE INDEX i ON \"User\"(age)", "ALTER TABLE \"User\" DROP COLUMN age", {"missing-object error"}},
      {"ALTER TABLE t ADD COLUMN x int", "CREATE TABLE t (id int)", {"object-created-later error"}},
  };
  for (const auto& row : rows)
    CHECK_MESSAGE(said(late(row.own, row.merged)) == row.expected, row.own, " / ", row.merged);
}

TEST_CASE("silent twin: a migration that sorts behind the target's runs in one order everywhere") {
  CHECK(said(late("ALTER TABLE \"User\" ALTER COLUMN age TYPE bigint",
                  "ALTER TABLE \"User\" ALTER COLUMN age TYPE numeric", "20240401000001_own"))
            .empty());
}

TEST_CASE("an order-sensitive pair shows both places and what to type; what is applied keeps its name") {
  auto analysis = late("SELECT 1;\nALTER TABLE \"User\" DROP COLUMN age", "CREATE INDEX i ON \"User\"(age)");
  auto hits = findings_of(analysis, "order-sensitive");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].message ==
        "20240201000001_own drops column \"User\".\"age\", and 20240301000001_merged of main, listed later but merged "
        "first, creates index \"i\"");
  CHECK(hits[0].subject == "column \"User\".\"age\"");
  CHECK(hits[0].place.line == 2);
  CHECK(hits[0].related.at(0).source == "main");
  CHECK(hits[0].help == "Give it a later stamp: tributary restamp 20240201000001_own");
  analysis.databases = {{database("shop", {applied(migration("20240201000001_own"))}, {"epic"})}};
  CHECK(findings_of(analysis, "order-sensitive")[0].help.find("its name must stay") != std::string::npos);
}

TEST_CASE("branches whose migrations interleave: said where both orders work and differ, for the one merged later") {
  auto interleaved = [](const std::string& a_last, const std::string& b_only, const std::string& b_name) {
    return read(analysis_of(
        workspace()
            .target("main", {init})
            .source("a", {init, migration("20240201000001_a", "SELECT 1"), migration("20240203000001_a", a_last)})
            .source("epic", {init, migration(b_name, b_only)})
            .build(),
        {"a", "epic"}));
  };
  const std::string add_a = "ALTER TYPE \"Role\" ADD VALUE 'A'", add_b = "ALTER TYPE \"Role\" ADD VALUE 'B'";
  auto said_of = [&](const Analysis& analysis) { return findings_of(analysis, "order-sensitive").size(); };
  CHECK(said_of(interleaved(add_a, add_b, "20240202000001_b")) == 1);
  CHECK(said_of(interleaved(add_a, add_b, "20240204000001_b")) == 0);  // deployed in the order of names
  CHECK(said_of(interleaved("UPDATE \"User\" SET age = 1", "UPDATE \"User\" SET age = 2", "20240202000001_b")) == 1);
  CHECK(said_of(interleaved("UPDATE \"User\" SET age = 1", "UPDATE \"User\" SET name = ''", "20240202000001_b")) == 0);
}

TEST_CASE("what the target has made is made twice by a branch that makes it, too") {
  struct Row {
    std::string own, merged;
    Lines expected;
  };
  const std::vector<Row> rows = {
      {"CREATE TABLE t (id int)", "CREATE TABLE t (id int, x int)", {"object-created-twice error"}},
      {"CREATE TABLE IF NOT EXISTS t (id int)", "CREATE TABLE t (id int, x int)", {"object-created-twice error"}},
      {"ALTER TABLE \"User\" ADD COLUMN x int", "ALTER TABLE \"User\" ADD COLUMN x text", {"column-added-twice error"}},
      {"CREATE INDEX i ON \"User\"(age)", "CREATE INDEX i ON \"User\"(id)", {"index-touched-twice error"}},
      {"ALTER TYPE \"Role\" ADD VALUE 'X'",
       "ALTER TYPE \"Role\" ADD VALUE 'X'; SELECT 1",
       {"enum-value-added-twice error"}},
      {"CREATE TABLE \"User\" (id int)", "SELECT 1", {"object-created-twice error"}},
      // silent twins
      {"CREATE TABLE IF NOT EXISTS \"User\" (id int)", "SELECT 1", {}},  // the branch began behind it and knows
      {"DROP TABLE \"User\"; CREATE TABLE \"User\" (id int)", "SELECT 1", {}},
      {"CREATE OR REPLACE VIEW v AS SELECT 1 AS x", "CREATE VIEW v AS SELECT 1 AS x", {}},
      {"CREATE TABLE t (id int)", "CREATE TABLE t (id int); DROP TABLE t", {}},
      {"CREATE EXTENSION IF NOT EXISTS citext", "CREATE EXTENSION citext", {}},
      {"CREATE INDEX ON \"User\"(age)", "CREATE INDEX ON \"User\"(age); ALTER TABLE \"User\" ADD COLUMN y int", {}},
      {"CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
       "CREATE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'SELECT 1'",
       {}},
  };
  for (const auto& row : rows)
    CHECK_MESSAGE(said(late(row.own, row.merged, "20240401000001_own")) == row.expected, row.own, " / ", row.merged);
  auto hits = findings_of(late("CREATE TABLE t (id int)", "CREATE TABLE t (id int, x int)"), "object-created-twice");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].related.at(0).migration == "20240301000001_merged");
}

TEST_CASE("what extensions bring is missing where nobody creates the extension") {
  struct Row {
    std::string own;
    Lines expected;
  };
  const std::vector<Row> rows = {
      {"CREATE TABLE t (id uuid DEFAULT uuid_generate_v4())", {"missing-object warning"}},
      {"CREATE TABLE t (mail citext)", {"missing-object warning"}},
      {"CREATE TABLE t (e vector(1536))", {"missing-object warning"}},
      {"CREATE INDEX i ON \"User\" USING gin (name gin_trgm_ops)", {"missing-object warning"}},
      {"CREATE EXTENSION IF NOT EXISTS pgcrypto; CREATE TABLE t (mail citext)", {"missing-object warning"}},
      // silent twins
      {"CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\"; CREATE TABLE t (id uuid DEFAULT uuid_generate_v4())", {}},
      {"CREATE EXTENSION citext; CREATE TABLE t (mail citext)", {}},
      {"CREATE EXTENSION vector; CREATE TABLE t (e vector(1536)); CREATE INDEX i ON t USING hnsw (e vector_cosine_ops)",
       {}},
      {"CREATE EXTENSION pg_trgm; CREATE INDEX i ON \"User\" USING gin (name gin_trgm_ops)", {}},
      {"CREATE FUNCTION similarity(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'; SELECT similarity(1)", {}},
      {"CREATE EXTENSION timescaledb; CREATE TABLE t (mail citext)", {}},  // what that one brings is not known
      {"CREATE EXTENSION earthdistance CASCADE; CREATE TABLE t (c cube)", {}},
      {"CREATE TABLE t (id uuid DEFAULT gen_random_uuid())", {}},
      {"CREATE INDEX i ON \"User\" USING gin (name my_ops)", {}},
  };
  for (const auto& row : rows)
    CHECK_MESSAGE(said(late(row.own, "SELECT 1", "20240401000001_own")) == row.expected, row.own);
  auto hits = findings_of(late("CREATE TABLE t (mail citext)", "SELECT 1"), "missing-object");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].help == "Begin the script with: CREATE EXTENSION IF NOT EXISTS \"citext\";");
}

TEST_CASE("what CREATE TABLE declares over a column goes with the column") {
  const std::string table =
      "CREATE TABLE t (a int, b int, c int REFERENCES \"User\", CONSTRAINT pair UNIQUE (a, b), CONSTRAINT positive "
      "CHECK (b > 0), CONSTRAINT word CHECK (c::text <> 'a'));\n";
  auto left = [&](const std::string& next) { return said(late(table + next, "SELECT 1", "20240401000001_own")); };
  const Lines missing{"missing-object error"};
  CHECK(left("ALTER TABLE t DROP COLUMN a; ALTER TABLE t DROP CONSTRAINT pair") == missing);
  CHECK(left("ALTER TABLE t DROP COLUMN a; DROP INDEX pair") == missing);
  CHECK(left("ALTER TABLE t DROP COLUMN b; ALTER TABLE t DROP CONSTRAINT positive") == missing);
  CHECK(left("ALTER TABLE t DROP COLUMN c; ALTER TABLE t DROP CONSTRAINT t_c_fkey") == missing);
  // silent twins: the others stay
  CHECK(left("ALTER TABLE t DROP COLUMN a; ALTER TABLE t DROP CONSTRAINT positive").empty());
  CHECK(left("ALTER TABLE t DROP COLUMN a; ALTER TABLE t DROP CONSTRAINT word").empty());
  CHECK(left("ALTER TABLE t DROP COLUMN c; ALTER TABLE t DROP CONSTRAINT pair").empty());
}
