// Two branches over kinds of objects that lie in, inherit from or are copied from one another.
#include <doctest/doctest.h>

#include <algorithm>

#include "analyse/look.hpp"
#include "base/text.hpp"

using namespace tributary;
using namespace tributary::testing;
using Lines = std::vector<std::string>;

namespace {

const std::string base =
    "CREATE EXTENSION citext; CREATE SCHEMA app; CREATE TABLE app.items (id int); CREATE TYPE app.m AS ENUM ('a');\n"
    "CREATE TABLE u (id int CONSTRAINT u_pkey PRIMARY KEY, e text, n int, c int);\nCREATE INDEX u_e ON u (e);\n"
    "CREATE TABLE ev (k int NOT NULL, v text) PARTITION BY RANGE (k);\n"
    "CREATE TABLE ev1 PARTITION OF ev FOR VALUES FROM (0) TO (9);\nCREATE TABLE loose (k int NOT NULL, v text);\n"
    "CREATE TABLE par (a int, b text); CREATE TABLE kid (c int) INHERITS (par); CREATE TABLE grandkid () INHERITS "
    "(kid);\nCREATE TYPE addr AS (street text, zip text); CREATE TABLE home (id int, a addr);\n"
    "CREATE TYPE span AS RANGE (subtype = int4); CREATE COLLATION coll FROM \"C\";\n"
    "CREATE VIEW v AS SELECT id, e FROM u;\nCREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN "
    "NEW; END';\nCREATE TRIGGER tr BEFORE UPDATE ON u FOR EACH ROW EXECUTE FUNCTION keep(); CREATE SEQUENCE sq;\n"
    "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';\nCREATE SEQUENCE numbers;\n"
    "CREATE TABLE num (id serial NOT NULL, m int DEFAULT nextval('numbers'), w int);";

/// Rules and severities of what is said of b, whose change comes second.
Lines said_of_b(const std::string& a, const std::string& b) {
  auto init = migration("20240101000001_init", base);
  auto built = workspace()
                   .target("main", {init})
                   .source("a", {init, migration("20240201000001_a", a)})
                   .source("b", {init, migration("20240202000001_b", b + "\n;SELECT 1;")})
                   .build();
  Lines out;
  for (const auto& finding : analyse(with_sql(analysis_of(built, {"a", "b"}))).findings)
    if (find_rule(finding.rule)->needs == Needs::sql && finding.place.source == "b")
      out.push_back(finding.rule + " " + severity_name(finding.severity));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

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

const Lines dropped{"drop-against-use error"}, renamed{"rename-against-use error"}, changed{"change-against-use error"},
    ordered{"change-against-use warning"}, silent{};

}  // namespace

TEST_CASE("a schema and what is in it, or comes into it") {
  check_both_ways({
      {"DROP SCHEMA app CASCADE", "ALTER TABLE app.items ADD COLUMN x int", dropped},
      {"DROP SCHEMA app CASCADE", "CREATE TABLE app.p (id int)", dropped},
      {"DROP SCHEMA app CASCADE", "CREATE VIEW w AS SELECT id FROM app.items", dropped},
      {"DROP SCHEMA app CASCADE", "ALTER TABLE u ADD COLUMN m app.m", dropped},
      {"ALTER SCHEMA app RENAME TO app2", "CREATE TYPE app.k AS ENUM ('a')", renamed},
      {"ALTER SCHEMA app RENAME TO app2", "ALTER TABLE u SET SCHEMA app", renamed},
      {"DROP SCHEMA app CASCADE", "CREATE TABLE p (id int)", silent},
      {"DROP SCHEMA app CASCADE", "CREATE SCHEMA app2; CREATE TABLE app2.p (id int)", silent},
      {"ALTER SCHEMA app RENAME TO app2", "ALTER TABLE u ADD COLUMN x int", silent},
      {"CREATE TABLE app.p (id int)", "CREATE TABLE app.q (id int)", silent},
  });
}

TEST_CASE("an extension and who uses what it brings") {
  check_both_ways({
      {"DROP EXTENSION citext", "ALTER TABLE u ADD COLUMN x citext", dropped},
      {"DROP EXTENSION citext CASCADE", "CREATE TABLE names (n citext)", dropped},
      {"ALTER EXTENSION citext SET SCHEMA app", "ALTER TABLE u ADD COLUMN x citext", renamed},
      {"DROP EXTENSION citext", "ALTER TABLE u ADD COLUMN x text", silent},
      {"CREATE TABLE a (n citext)", "CREATE TABLE b (n citext)", silent},
  });
}

TEST_CASE("indexes move with their table") {
  check_both_ways({
      {"ALTER TABLE u SET SCHEMA app", "DROP INDEX u_e", {"drop-against-use error", "rename-against-use error"}},
      {"ALTER TABLE u SET SCHEMA app", "ALTER INDEX u_e RENAME TO x", renamed},
      {"ALTER TABLE u SET SCHEMA app", "COMMENT ON INDEX u_e IS 'x'", renamed},
      {"ALTER TABLE u RENAME TO people", "DROP INDEX u_e", silent},
      {"ALTER TABLE home SET SCHEMA app", "DROP INDEX u_e", silent},
  });
}

TEST_CASE("what is done to a parent is done to its heirs and partitions") {
  check_both_ways({
      {"DROP TABLE ev", "CREATE INDEX ev1_v ON ev1 (v)", dropped},
      {"ALTER TABLE ev DROP COLUMN v", "CREATE INDEX ev1_v ON ev1 (v)", dropped},
      {"ALTER TABLE ev ADD COLUMN z int", "ALTER TABLE ev ATTACH PARTITION loose FOR VALUES FROM (9) TO (12)", changed},
      {"ALTER TABLE ev ADD PRIMARY KEY (k)", "ALTER TABLE ev ATTACH PARTITION loose FOR VALUES FROM (9) TO (12)",
       silent},  // k is NOT NULL there
      {"ALTER TABLE ev ADD PRIMARY KEY (k, v)", "ALTER TABLE ev ATTACH PARTITION loose FOR VALUES FROM (9) TO (12)",
       changed},
      {"ALTER TABLE loose ADD COLUMN z int", "ALTER TABLE ev ATTACH PARTITION loose FOR VALUES FROM (9) TO (12)",
       changed},
      {"ALTER TABLE ev ADD COLUMN z int", "ALTER TABLE ev DETACH PARTITION ev1", ordered},
      {"CREATE TRIGGER t BEFORE INSERT ON ev FOR EACH ROW EXECUTE FUNCTION keep()",
       "CREATE TRIGGER t BEFORE INSERT ON ev1 FOR EACH ROW EXECUTE FUNCTION keep()",
       {"object-created-twice error"}},
      {"ALTER TABLE par ADD COLUMN z int", "ALTER TABLE kid ADD COLUMN z int", {"column-added-twice error"}},
      {"ALTER TABLE par ADD COLUMN z int", "ALTER TABLE grandkid ADD COLUMN z int", {"column-added-twice error"}},
      {"ALTER TABLE par RENAME COLUMN b TO bb", "CREATE INDEX i ON kid (b)", renamed},
      {"ALTER TABLE par DROP COLUMN b", "CREATE VIEW w AS SELECT b FROM grandkid", dropped},
      {"ALTER TABLE par ADD COLUMN z int", "ALTER TABLE kid NO INHERIT par", ordered},
      // each for itself
      {"CREATE INDEX ev1_v ON ev1 (v)", "ALTER TABLE ev ADD COLUMN z int", silent},
      {"CREATE TRIGGER t BEFORE INSERT ON ev FOR EACH ROW EXECUTE FUNCTION keep()",
       "CREATE TRIGGER t2 BEFORE INSERT ON ev1 FOR EACH ROW EXECUTE FUNCTION keep()", silent},
      {"ALTER TABLE par ADD COLUMN z int", "ALTER TABLE kid ADD COLUMN y int", silent},
      {"ALTER TABLE kid ADD COLUMN z int", "ALTER TABLE par ADD COLUMN y int", silent},
      {"ALTER TABLE par RENAME COLUMN b TO bb", "CREATE INDEX i ON kid (c)", silent},
      {"ALTER TABLE ev ADD COLUMN z int", "CREATE TABLE ev2 PARTITION OF ev FOR VALUES FROM (9) TO (12)", silent},
  });
}

TEST_CASE("partitions of one table whose bounds meet") {
  const Lines twice{"object-created-twice error"};
  check_both_ways({
      {"CREATE TABLE ev2 PARTITION OF ev FOR VALUES FROM (9) TO (12)",
       "CREATE TABLE ev3 PARTITION OF ev FOR VALUES FROM (11) TO (20)", twice},
      {"CREATE TABLE ev2 PARTITION OF ev FOR VALUES FROM (9) TO (12)",
       "ALTER TABLE ev ATTACH PARTITION loose FOR VALUES FROM (10) TO (11)", twice},
      {"CREATE TABLE ev2 PARTITION OF ev DEFAULT", "CREATE TABLE ev3 PARTITION OF ev DEFAULT", twice},
      {"CREATE TABLE ev2 PARTITION OF ev FOR VALUES FROM (9) TO (12)",
       "CREATE TABLE ev3 PARTITION OF ev FOR VALUES FROM (12) TO (20)", silent},
      {"CREATE TABLE ev2 PARTITION OF ev FOR VALUES FROM (9) TO (12)", "CREATE TABLE ev3 PARTITION OF ev DEFAULT",
       silent},
      {"CREATE TABLE p PARTITION OF ev FOR VALUES FROM (9) TO (12)",
       "CREATE TABLE q (a int) PARTITION BY LIST (a); CREATE TABLE q1 PARTITION OF q FOR VALUES IN (9)", silent},
  });
}

TEST_CASE("fields of composite types, multiranges, collations") {
  check_both_ways({
      {"ALTER TYPE addr DROP ATTRIBUTE zip", "CREATE VIEW w AS SELECT (a).zip FROM home", dropped},
      {"ALTER TYPE addr RENAME ATTRIBUTE zip TO code", "CREATE VIEW w AS SELECT (a).zip FROM home", renamed},
      {"ALTER TYPE addr RENAME TO address", "ALTER TYPE addr ADD ATTRIBUTE town text", renamed},
      {"DROP TYPE span", "ALTER TABLE u ADD COLUMN m span_multirange", dropped},
      {"DROP COLLATION coll", "ALTER TABLE u ADD COLUMN t text COLLATE coll", dropped},
      {"ALTER COLLATION coll RENAME TO coll2", "CREATE INDEX i ON u (e COLLATE coll)", renamed},
      {"ALTER TYPE addr DROP ATTRIBUTE zip", "CREATE VIEW w AS SELECT (a).* FROM home", dropped},
      {"ALTER TYPE addr RENAME ATTRIBUTE zip TO code", "UPDATE home SET a.zip = 'x' WHERE id = 1", renamed},
      {"ALTER TYPE addr DROP ATTRIBUTE zip", "CREATE VIEW w AS SELECT (a).street FROM home", silent},
      {"ALTER TYPE addr DROP ATTRIBUTE zip", "CREATE VIEW w AS SELECT (a).street AS zip FROM home", silent},
      {"ALTER TYPE addr DROP ATTRIBUTE zip", "CREATE VIEW w AS SELECT (a).street FROM home WHERE 'zip' <> ''", silent},
      {"ALTER TYPE addr DROP ATTRIBUTE zip", "ALTER TYPE addr ADD ATTRIBUTE town text", silent},
      {"DROP TYPE span", "ALTER TABLE u ADD COLUMN m int4multirange", silent},
      {"DROP COLLATION coll", "ALTER TABLE u ADD COLUMN t text COLLATE \"C\"", silent},
  });
}

TEST_CASE("an INSERT that leaves a column out leans on its default, one without a list on its place") {
  check_both_ways({
      {"DROP SEQUENCE numbers CASCADE", "INSERT INTO num (id, w) VALUES (1, 2)", ordered},
      {"ALTER TABLE num ALTER COLUMN id DROP DEFAULT", "INSERT INTO num (w) VALUES (2)", changed},
      {"DROP SEQUENCE num_id_seq CASCADE", "INSERT INTO num (w, m) VALUES (2, 3)", changed},
      {"ALTER TABLE num DROP COLUMN w", "INSERT INTO num VALUES (1, 2, 3)", dropped},
      {"ALTER TABLE num DROP COLUMN w", "INSERT INTO num (id, w) VALUES (1, 2)", dropped},
      {"DROP SEQUENCE numbers CASCADE", "INSERT INTO num (id, m) VALUES (1, 2)", silent},
      {"ALTER TABLE num DROP COLUMN w", "INSERT INTO num DEFAULT VALUES", silent},
      {"ALTER TABLE num DROP COLUMN w", "INSERT INTO num (id, m) VALUES (1, 2)", silent},
      {"ALTER TABLE num ADD COLUMN x int", "INSERT INTO num VALUES (1, 2, 3)", silent},
      {"INSERT INTO num VALUES (4, 5, 6)", "INSERT INTO num VALUES (1, 2, 3)", silent},
  });
}

TEST_CASE("a copy takes its table as it stands") {
  check_both_ways({
      {"CREATE TABLE u2 (LIKE u INCLUDING ALL)", "ALTER TABLE u ADD COLUMN x int", ordered},
      {"CREATE TABLE u2 (LIKE u INCLUDING ALL)", "CREATE INDEX i ON u (n)", ordered},
      {"CREATE TABLE u2 (LIKE u INCLUDING ALL)", "ALTER TABLE u ALTER COLUMN n SET DEFAULT 3", ordered},
      {"CREATE TABLE u2 (LIKE u INCLUDING CONSTRAINTS)", "ALTER TABLE u ADD CONSTRAINT c CHECK (n > 0)", ordered},
      {"CREATE TABLE u2 (LIKE u)", "ALTER TABLE u ALTER COLUMN n SET NOT NULL", ordered},
      {"CREATE TABLE u2 AS SELECT * FROM u", "ALTER TABLE u ADD COLUMN x int", ordered},
      {"CREATE TABLE u2 (LIKE u)", "CREATE INDEX i ON u (n)", silent},
      {"CREATE TABLE u2 (LIKE u)", "ALTER TABLE u ALTER COLUMN n SET DEFAULT 3", silent},
      {"CREATE TABLE u2 (LIKE u INCLUDING ALL)", "COMMENT ON TABLE u IS 'x'", silent},
      {"CREATE TABLE u2 (LIKE u INCLUDING ALL)", "ALTER TABLE u ADD CONSTRAINT self FOREIGN KEY (c) REFERENCES u (id)",
       silent},
      {"CREATE TABLE u2 (LIKE u INCLUDING ALL)", "ALTER TABLE home ADD COLUMN x int", silent},
  });
}

TEST_CASE("privileges over a schema, or by default, and what is made in it") {
  check_both_ways({
      {"GRANT SELECT ON ALL TABLES IN SCHEMA public TO r", "CREATE TABLE t (id int)", ordered},
      {"GRANT SELECT ON ALL TABLES IN SCHEMA public TO r", "CREATE VIEW w AS SELECT 1 AS x", ordered},
      {"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO r", "CREATE TABLE t (id int)", ordered},
      {"ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO r", "CREATE SEQUENCE s", ordered},
      {"REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM r", "GRANT SELECT ON u TO r", ordered},
      {"GRANT SELECT ON ALL TABLES IN SCHEMA app TO r", "CREATE TABLE t (id int)", silent},
      {"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO r", "CREATE VIEW w AS SELECT 1 AS x", silent},
      {"GRANT SELECT ON ALL TABLES IN SCHEMA public TO r", "ALTER TABLE u ADD COLUMN x int", silent},
      {"GRANT SELECT ON ALL TABLES IN SCHEMA public TO r", "GRANT SELECT ON u TO r", silent},
      {"REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM r", "CREATE TABLE t (id int)", silent},
  });
}

TEST_CASE("what CREATE OR REPLACE sets anew, and an index by its constraint's name") {
  check_both_ways({
      {"ALTER TABLE u DROP CONSTRAINT u_pkey", "ALTER TABLE u REPLICA IDENTITY USING INDEX u_pkey", dropped},
      {"ALTER TABLE u RENAME CONSTRAINT u_pkey TO x", "ALTER TABLE u REPLICA IDENTITY USING INDEX u_pkey", renamed},
      {"ALTER VIEW v RENAME COLUMN e TO f", "CREATE OR REPLACE VIEW v AS SELECT id, e FROM u WHERE id > 0", renamed},
      {"ALTER FUNCTION f(int) COST 500",
       "CREATE OR REPLACE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2'", ordered},
      {"ALTER TABLE u DISABLE TRIGGER tr",
       "CREATE OR REPLACE TRIGGER tr BEFORE UPDATE ON u FOR EACH ROW WHEN (old.n > 0) EXECUTE FUNCTION keep()",
       ordered},
      {"ALTER SEQUENCE sq OWNED BY u.c", "ALTER TABLE u RENAME TO people", renamed},
      {"ALTER TABLE u DROP CONSTRAINT u_pkey", "ALTER TABLE u REPLICA IDENTITY FULL", silent},
      {"ALTER TABLE u DISABLE TRIGGER tr",
       "CREATE OR REPLACE TRIGGER other BEFORE UPDATE ON u FOR EACH ROW EXECUTE FUNCTION keep()", silent},
      {"ALTER FUNCTION f(int) COST 500",
       "CREATE OR REPLACE FUNCTION g(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2'", silent},
      {"ALTER SEQUENCE sq OWNED BY u.c", "ALTER TABLE home RENAME TO houses", silent},
  });
}
