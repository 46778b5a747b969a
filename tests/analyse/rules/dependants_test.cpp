// What goes with a drop, what is renamed with its owner, and what stands on an object: a branch over the target's
// objects.
#include <doctest/doctest.h>

#include <algorithm>

#include "analyse/look.hpp"
#include "base/text.hpp"

using namespace tributary;
using namespace tributary::testing;
using Lines = std::vector<std::string>;

namespace {

const std::string a_table = "CREATE TABLE \"A\" (id int NOT NULL, n text, CONSTRAINT \"A_pkey\" PRIMARY KEY (id));\n";
const std::string b_table =
    "CREATE TABLE \"B\" (id int, \"aId\" int, CONSTRAINT \"B_aId_fkey\" FOREIGN KEY (\"aId\") REFERENCES \"A\"(id));\n";

Analysis over(const std::string& main, const std::string& branch) {
  auto first = migration("20240101000001_init", main);
  auto built = workspace().target("main", {first}).source("a", {first, migration("20240201000001_a", branch)}).build();
  return with_sql(analysis_of(built, {"a"}));
}

/// Rules about the objects that exist, each once: hazards of rows are not asked.
Lines errors_of(const std::string& main, const std::string& branch) {
  static const Lines rules{"missing-object",       "object-created-later", "column-added-twice",
                           "object-created-twice", "index-touched-twice",  "enum-value-added-twice",
                           "dependent-object"};
  Lines out;
  for (const auto& finding : analyse(over(main, branch)).findings)
    if (finding.severity == Severity::error && std::count(rules.begin(), rules.end(), finding.rule))
      out.push_back(finding.rule);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

struct Case {
  std::string main, branch, expected;  ///< the one rule, or ""
};
void check_all(const std::vector<Case>& cases) {
  for (const auto& each : cases) {
    CAPTURE(each.main);
    CAPTURE(each.branch);
    CHECK(text::join(errors_of(each.main, each.branch), ", ") == each.expected);
  }
}

}  // namespace

TEST_CASE("what went with a drop may be made again, and is not there to be dropped by name") {
  const std::string function = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;";
  const std::string trigger = "CREATE TRIGGER t BEFORE UPDATE ON \"A\" FOR EACH ROW EXECUTE FUNCTION f();";
  const std::string key = "ALTER TABLE \"B\" ADD CONSTRAINT \"B_aId_fkey\" FOREIGN KEY (\"aId\") REFERENCES \"A\"(id);";
  const std::string view = "CREATE VIEW v AS SELECT id, n FROM \"A\";", on_view = "CREATE VIEW w AS SELECT id FROM v;";
  check_all({
      {a_table + b_table, "DROP TABLE \"A\" CASCADE;" + a_table + key, ""},
      {a_table + b_table, "DROP TABLE \"A\" CASCADE; ALTER TABLE \"B\" DROP CONSTRAINT \"B_aId_fkey\"",
       "missing-object"},
      {a_table + b_table, "ALTER TABLE \"B\" DROP CONSTRAINT \"B_aId_fkey\"; DROP TABLE \"A\" CASCADE", ""},
      {a_table + b_table,
       "ALTER TABLE \"A\" DROP CONSTRAINT \"A_pkey\" CASCADE, ADD CONSTRAINT \"A_pkey\" PRIMARY KEY (id);" + key, ""},
      {"CREATE TYPE r AS ENUM ('x');" + a_table + "ALTER TABLE \"A\" ADD r r;",
       "DROP TYPE r CASCADE; ALTER TABLE \"A\" ADD COLUMN r text", ""},
      {"CREATE DOMAIN r AS text;" + a_table + "ALTER TABLE \"A\" ADD r r;",
       "DROP DOMAIN r CASCADE; ALTER TABLE \"A\" ADD COLUMN r text", ""},
      {"CREATE DOMAIN r AS text;" + a_table + "ALTER TABLE \"A\" ADD r r;", "ALTER TABLE \"A\" ADD COLUMN r text",
       "column-added-twice"},
      {a_table + view, "ALTER TABLE \"A\" DROP COLUMN n CASCADE; CREATE VIEW v AS SELECT id FROM \"A\"", ""},
      {a_table + view, "ALTER TABLE \"A\" DROP COLUMN n CASCADE; DROP VIEW v", "missing-object"},
      {a_table + view + on_view, "DROP VIEW v CASCADE;" + view + on_view, ""},
      {a_table + function + trigger, "DROP FUNCTION f() CASCADE;" + function + trigger, ""},
      {a_table + function + trigger, "DROP FUNCTION f() CASCADE; DROP TRIGGER t ON \"A\"", "missing-object"},
      {"CREATE SCHEMA app; CREATE TABLE app.t (id int); CREATE VIEW app.v AS SELECT id FROM app.t;",
       "DROP SCHEMA app CASCADE; CREATE SCHEMA app; CREATE TABLE app.t (id int); CREATE VIEW app.v AS SELECT 1 AS x",
       ""},
      {"CREATE SCHEMA app; CREATE TABLE app.t (id int);",
       "DROP SCHEMA app CASCADE; CREATE SCHEMA app; DROP TABLE app.t", "missing-object"},
      {"CREATE EXTENSION citext; CREATE TABLE t (a int, e citext);",
       "DROP EXTENSION citext CASCADE; ALTER TABLE t ADD COLUMN e text", ""},
      {"CREATE TABLE t (id int, n serial);", "ALTER TABLE t DROP COLUMN n; CREATE SEQUENCE t_n_seq", ""},
      {"CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY);",
       "ALTER TABLE t ALTER COLUMN id DROP IDENTITY; CREATE SEQUENCE t_id_seq", ""},
      {"CREATE TABLE p (a int) PARTITION BY RANGE (a); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9);",
       "DROP TABLE p; CREATE TABLE p (a int) PARTITION BY RANGE (a);"
       "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9)",
       ""},
  });
}

TEST_CASE(
    "a constraint and its index have one name, an index may become a constraint's, parts go along with an owner") {
  const std::string unique = "CREATE UNIQUE INDEX i ON \"A\"(n);";
  check_all({
      {a_table, "ALTER TABLE \"A\" RENAME CONSTRAINT \"A_pkey\" TO \"A_pk\"; CREATE TABLE \"A_pkey\" (x int)", ""},
      {a_table, "CREATE TABLE \"A_pkey\" (x int)", "object-created-twice"},
      {a_table, "ALTER INDEX \"A_pkey\" RENAME TO \"A_pk\"; ALTER TABLE \"A\" DROP CONSTRAINT \"A_pk\"", ""},
      {a_table, "ALTER INDEX \"A_pkey\" RENAME TO \"A_pk\"; ALTER TABLE \"A\" DROP CONSTRAINT \"A_pkey\"",
       "missing-object"},
      {a_table + unique, "ALTER TABLE \"A\" ADD CONSTRAINT u UNIQUE USING INDEX i;" + unique, ""},
      {a_table + unique, "ALTER TABLE \"A\" ADD CONSTRAINT u UNIQUE USING INDEX i; DROP INDEX i", "missing-object"},
      {"CREATE SCHEMA app; CREATE TABLE app.t (id int);",
       "ALTER SCHEMA app RENAME TO core; ALTER TABLE core.t ADD COLUMN x int; CREATE SCHEMA app; CREATE TABLE app.t (y "
       "int)",
       ""},
      {"CREATE SCHEMA app; CREATE TABLE app.t (id int);",
       "ALTER SCHEMA app RENAME TO core; CREATE SCHEMA app; DROP TABLE app.t", "missing-object"},
      {"CREATE TABLE t (id serial);", "ALTER TABLE t RENAME TO old; CREATE TABLE t (id serial)", ""},
      {"CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION f(text) RETURNS int LANGUAGE "
       "sql "
       "AS 'SELECT 1';",
       "DROP FUNCTION f(text); CREATE VIEW v AS SELECT f(1) AS x; DROP VIEW v; DROP FUNCTION f(int)", ""},
      {"CREATE TABLE t (length int, name text CONSTRAINT c CHECK (length(name) > 2));",
       "ALTER TABLE t DROP COLUMN length; ALTER TABLE t DROP CONSTRAINT c", ""},
      {"CREATE TABLE t (size int, name text, CONSTRAINT c CHECK (length(name) > size));",
       "ALTER TABLE t DROP COLUMN size; ALTER TABLE t DROP CONSTRAINT c", "missing-object"},
  });
}

TEST_CASE("what something stands on is neither dropped nor altered under it") {
  const std::string view = "CREATE VIEW v AS SELECT id, n FROM \"A\";", on_view = "CREATE VIEW w AS SELECT id FROM v;";
  const std::string function = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;";
  const std::string trigger = "CREATE TRIGGER t BEFORE UPDATE ON \"A\" FOR EACH ROW EXECUTE FUNCTION f();";
  const std::string policy = "CREATE POLICY p ON \"A\" USING (n = 'x');";
  const std::string text = "ALTER TABLE \"A\" ALTER COLUMN n TYPE varchar(9)";
  const std::string blocked = "dependent-object";
  check_all({
      {a_table + view, text, blocked},
      {a_table + view, "DROP VIEW v;" + text + ";" + view, ""},
      {a_table + "CREATE VIEW v AS SELECT id FROM \"A\";", text, ""},
      {a_table + "CREATE VIEW v AS SELECT * FROM \"A\";", text, blocked},
      {a_table + policy, text, blocked},
      {a_table + policy, "ALTER TABLE \"A\" DROP COLUMN n", blocked},
      {a_table + policy, "DROP POLICY p ON \"A\"; ALTER TABLE \"A\" DROP COLUMN n", ""},
      {a_table + "ALTER TABLE \"A\" ADD u text GENERATED ALWAYS AS (upper(n)) STORED;", text, blocked},
      {a_table + view + on_view, "DROP VIEW v", blocked},
      {a_table + view + on_view, "DROP VIEW v, w", ""},
      {a_table + "CREATE MATERIALIZED VIEW m AS SELECT n FROM \"A\";", "DROP TABLE \"A\"", blocked},
      {a_table + b_table, "DROP TABLE \"A\"", blocked},
      {a_table + b_table, "DROP TABLE \"B\"; DROP TABLE \"A\"", ""},
      {a_table + b_table, "DROP TABLE \"A\", \"B\"", ""},
      {a_table + b_table, "ALTER TABLE \"A\" DROP CONSTRAINT \"A_pkey\"", blocked},
      {a_table, "ALTER TABLE \"A\" DROP CONSTRAINT \"A_pkey\"", ""},
      {a_table, "DROP INDEX \"A_pkey\"", blocked},
      {a_table + view, "CREATE OR REPLACE VIEW v AS SELECT id FROM \"A\"", blocked},
      {a_table + view, "CREATE OR REPLACE VIEW v AS SELECT n, id FROM \"A\"", blocked},
      {a_table + view, "CREATE OR REPLACE VIEW v AS SELECT id, n, id + 1 AS more FROM \"A\"", ""},
      {a_table + view, "CREATE OR REPLACE VIEW v AS SELECT * FROM \"A\"", ""},
      {a_table + "CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1';",
       "CREATE OR REPLACE FUNCTION g() RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$", blocked},
      {a_table + "CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1';",
       "CREATE OR REPLACE FUNCTION g() RETURNS integer LANGUAGE sql AS 'SELECT 2'", ""},
      {a_table + function + trigger, "DROP FUNCTION f()", blocked},
      {a_table + function + trigger, "DROP TRIGGER t ON \"A\"; DROP FUNCTION f()", ""},
      {"CREATE TYPE r AS ENUM ('x'); CREATE TABLE t (r r);", "DROP TYPE r", blocked},
      {"CREATE TYPE r AS ENUM ('x'); CREATE TABLE t (r r);", "ALTER TABLE t DROP COLUMN r; DROP TYPE r", ""},
      {"CREATE SEQUENCE s; CREATE TABLE t (n int DEFAULT nextval('s'));", "DROP SEQUENCE s", blocked},
      {"CREATE SEQUENCE s; CREATE TABLE t (n int DEFAULT nextval('s'));",
       "ALTER TABLE t ALTER COLUMN n DROP DEFAULT; DROP SEQUENCE s", ""},
      {"CREATE SCHEMA app; CREATE TABLE app.t (n int);", "DROP SCHEMA app", blocked},
      {"CREATE SCHEMA app; CREATE TABLE app.t (n int);", "DROP SCHEMA app CASCADE", ""},
      {"CREATE SCHEMA app; CREATE TABLE app.t (n int);", "DROP TABLE app.t; DROP SCHEMA app", ""},
  });
}

TEST_CASE("what a function's CASCADE took is not there to be dropped, altered or read") {
  const std::string main =
      a_table +
      "CREATE FUNCTION sf(int, int) RETURNS int LANGUAGE sql AS 'SELECT $1'; CREATE AGGREGATE ag(int) (SFUNC = sf, "
      "STYPE "
      "= int); CREATE VIEW v AS SELECT ag(id) AS x FROM \"A\"; CREATE SEQUENCE s; ALTER TABLE \"A\" ADD k int DEFAULT "
      "nextval('s');";
  const std::string missing = "missing-object", drop = "DROP FUNCTION sf(int, int) CASCADE;";
  check_all({
      {main, drop + "DROP AGGREGATE ag(int)", missing},
      {main, drop + "DROP VIEW v", missing},
      {main, drop + "CREATE VIEW w AS SELECT x FROM v", missing},
      {main, drop + "DROP AGGREGATE IF EXISTS ag(int)", ""},
      {main, drop + "CREATE VIEW v AS SELECT id AS x FROM \"A\"", ""},
      {main, "DROP AGGREGATE never(int)", ""},
      {main, "DROP SEQUENCE s CASCADE; SELECT nextval('s')", missing},
      {main, "DROP SEQUENCE s CASCADE; ALTER TABLE \"A\" ALTER k DROP DEFAULT", ""},
  });
}

TEST_CASE("a script that does one thing twice is told by its lines") {
  auto twice =
      findings_of(over(a_table, "ALTER TABLE \"A\" ADD x int;\n\nALTER TABLE \"A\" ADD x int;"), "column-added-twice");
  REQUIRE(twice.size() == 1);
  CHECK(twice[0].message ==
        "column \"A\".\"x\": 20240201000001_a adds column \"A\".\"x\" in line 3, where it adds column \"A\".\"x\" in "
        "line "
        "1 already");
  auto gone = findings_of(over(a_table, "DROP TABLE \"A\";\nALTER TABLE \"A\" ADD x int;"), "missing-object");
  REQUIRE(gone.size() == 1);
  CHECK(gone[0].message.ends_with("which it drops or renames itself in line 1"));
}

TEST_CASE("a function's result is another one where the types differ, whatever they are written as") {
  auto made = [](const std::string& result) {
    return "CREATE OR REPLACE FUNCTION g() RETURNS " + result + " LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';";
  };
  const std::string type = "CREATE TYPE r AS ENUM ('x'); CREATE SCHEMA app; CREATE TYPE app.r AS ENUM ('x');";
  const std::string blocked = "dependent-object";
  check_all({
      {made("int"), made("pg_catalog.int4"), ""},
      {made("int"), made("bigint"), blocked},
      {made("int"), made("SETOF int"), blocked},
      {made("SETOF int"), made("SETOF integer"), ""},
      {made("varchar(5)"), made("character varying"), ""},
      {made("timestamptz(3)"), made("timestamp with time zone"), ""},
      {made("int[]"), made("int"), blocked},
      {type + made("r"), made("public.r"), ""},
      {type + made("r"), made("app.r"), blocked},
      {type + made("r"), made("text"), blocked},
      {type + made("r[]"), made("public.r[]"), ""},
      {type + made("r"), "ALTER TYPE r RENAME TO s;" + made("s"), ""},
  });
}

TEST_CASE("a view's columns keep the names that they were given since") {
  const std::string view = "CREATE VIEW v AS SELECT id, n FROM \"A\";", rename = "ALTER VIEW v RENAME COLUMN n TO m;";
  check_all({
      {a_table + view, rename + "CREATE OR REPLACE VIEW v AS SELECT id, n AS m, 1 AS x FROM \"A\"", ""},
      {a_table + view, rename + "CREATE OR REPLACE VIEW v AS SELECT id, n FROM \"A\"", "dependent-object"},
      {a_table + view + rename, "CREATE OR REPLACE VIEW v AS SELECT id, n FROM \"A\"", "dependent-object"},
  });
}

TEST_CASE("partitions of one table have bounds apart") {
  const std::string range =
      "CREATE TABLE p (k int) PARTITION BY RANGE (k); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);"
      "CREATE TABLE t (k int);";
  const std::string list =
      "CREATE TABLE p (k text) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN ('a', 'b');";
  const std::string hash =
      "CREATE TABLE p (k int) PARTITION BY HASH (k);"
      "CREATE TABLE p1 PARTITION OF p FOR VALUES WITH (MODULUS 4, REMAINDER 1);";
  const std::string twice = "object-created-twice";
  check_all({
      {range, "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (9) TO (20)", twice},
      {range, "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20)", ""},
      {range, "ALTER TABLE p ATTACH PARTITION t FOR VALUES FROM (MINVALUE) TO (1)", twice},
      {range, "ALTER TABLE p ATTACH PARTITION t FOR VALUES FROM (MINVALUE) TO (0)", ""},
      {range + "ALTER TABLE p ATTACH PARTITION t FOR VALUES FROM (30) TO (40);",
       "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (35) TO (50)", twice},
      {range, "ALTER TABLE p DETACH PARTITION p1; CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (9) TO (20)", ""},
      {range, "DROP TABLE p1; CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (9) TO (20)", ""},
      {range, "ALTER TABLE p RENAME TO q; CREATE TABLE p2 PARTITION OF q FOR VALUES FROM (9) TO (20)", twice},
      {range,
       "CREATE TABLE q (k int) PARTITION BY RANGE (k); CREATE TABLE q1 PARTITION OF q FOR VALUES FROM (0) TO (5)", ""},
      {list, "CREATE TABLE p2 PARTITION OF p FOR VALUES IN ('c', 'b')", twice},
      {list, "CREATE TABLE p2 PARTITION OF p FOR VALUES IN ('c')", ""},
      {list, "CREATE TABLE p2 PARTITION OF p DEFAULT", ""},
      {list + "CREATE TABLE p0 PARTITION OF p DEFAULT;", "CREATE TABLE p2 PARTITION OF p DEFAULT", twice},
      {hash, "CREATE TABLE p2 PARTITION OF p FOR VALUES WITH (MODULUS 8, REMAINDER 5)", twice},
      {hash, "CREATE TABLE p2 PARTITION OF p FOR VALUES WITH (MODULUS 8, REMAINDER 6)", ""},
  });
}

TEST_CASE("a partition whose bounds overlap another's says why the two cannot be") {
  auto found = findings_of(over("CREATE TABLE p (k int) PARTITION BY LIST (k);"
                                "CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);",
                                "CREATE TABLE p2 PARTITION OF p FOR VALUES IN (1);"),
                           "object-created-twice");
  REQUIRE(found.size() == 1);
  CHECK(found[0].why.find("42P17") != std::string::npos);
  CHECK(found[0].message.find("table \"p1\"") != std::string::npos);
}

TEST_CASE("a table has room for one primary key, a database for one schema or role of a name") {
  const std::string other = "CREATE SCHEMA a; CREATE SCHEMA b; CREATE ROLE r;";
  const std::string index = "index-touched-twice", twice = "object-created-twice";
  check_all({
      {a_table, "ALTER TABLE \"A\" ADD PRIMARY KEY (n)", index},
      {a_table, "ALTER TABLE \"A\" ADD CONSTRAINT other PRIMARY KEY (n)", index},
      {a_table, "ALTER TABLE \"A\" DROP CONSTRAINT \"A_pkey\", ADD PRIMARY KEY (n)", ""},
      {a_table, "ALTER TABLE \"A\" DROP COLUMN id; ALTER TABLE \"A\" ADD PRIMARY KEY (n)", ""},
      {a_table, "ALTER TABLE \"A\" ADD COLUMN x int PRIMARY KEY", index},
      {"CREATE TABLE t (n int NOT NULL);", "ALTER TABLE t ADD PRIMARY KEY (n)", ""},
      {other, "ALTER SCHEMA a RENAME TO b", twice},
      {other, "ALTER SCHEMA a RENAME TO c", ""},
      {other, "DROP SCHEMA b; ALTER SCHEMA a RENAME TO b", ""},
      {other, "ALTER SCHEMA a RENAME TO c; CREATE SCHEMA c", twice},
      {other, "ALTER SCHEMA a RENAME TO c; CREATE SCHEMA a", ""},
      {other, "ALTER ROLE r RENAME TO s; CREATE ROLE s", twice},
      {a_table, "ALTER TABLE \"A\" RENAME TO \"B\"; CREATE TABLE \"B\" (x int)", twice},
      {a_table, "ALTER TABLE \"A\" RENAME TO \"B\"; CREATE TABLE \"A\" (x int)", ""},
      {other, "CREATE ROLE r", twice},
      {other, "CREATE ROLE s; CREATE ROLE s", twice},
      {other, "CREATE ROLE s; DROP ROLE s; CREATE ROLE s", ""},
      {other, "DROP ROLE r; CREATE ROLE r", ""},
  });
}

TEST_CASE("what stands there is named with who made it") {
  auto first = migration("20240101000001_init", a_table);
  auto second = migration("20240102000001_views", "CREATE VIEW v AS SELECT id, n FROM \"A\";");
  auto own = migration("20240201000001_a", "ALTER TABLE \"A\" DROP COLUMN n;");
  auto built = workspace().target("main", {first, second}).source("a", {first, second, own}).build();
  auto found = findings_of(with_sql(analysis_of(built, {"a"})), "dependent-object");
  REQUIRE(found.size() == 1);
  CHECK(found[0].place.source == "a");
  CHECK(found[0].message == "drops column \"A\".\"n\", which view \"v\" (made by 20240102000001_views on main) reads");
  CHECK(found[0].help ==
        "Before the statement: `DROP VIEW IF EXISTS \"v\";`, and behind it made again over what is left.");
  REQUIRE(found[0].related.size() == 1);
  CHECK(found[0].related[0].migration == "20240102000001_views");
}

TEST_CASE("the target answers for what its own history cannot run over") {
  auto first = migration("20240101000001_init", a_table + "CREATE VIEW v AS SELECT n FROM \"A\";");
  auto second = migration("20240102000001_drop", "ALTER TABLE \"A\" DROP COLUMN n;");
  auto own = migration("20240201000001_a", "CREATE TABLE t (n int);");
  auto built = workspace().target("main", {first, second}).source("a", {first, second, own}).build();
  auto found = findings_of(with_sql(analysis_of(built, {"a"})), "dependent-object");
  REQUIRE(found.size() == 1);
  CHECK(found[0].place.source == "main");
  CHECK(found[0].place.migration == "20240102000001_drop");
}

TEST_CASE("SQL that could not be read may have taken away what stood there") {
  const std::string unread = "DO LANGUAGE plpython3u $$ x $$;";
  const std::string view = "CREATE VIEW v AS SELECT id, n FROM \"A\";", drop = "ALTER TABLE \"A\" DROP COLUMN n;";
  auto severity = [](const std::string& main, const std::string& branch) {
    auto all = findings_of(over(main, branch), "dependent-object");
    return all.size() == 1 ? all[0].severity : Severity::off;
  };
  CHECK(severity(a_table + view, drop) == Severity::error);
  CHECK(severity(a_table + view + unread, drop) == Severity::warning);
  CHECK(severity(a_table + unread + view, drop) == Severity::error);
  CHECK(severity(a_table + view, unread + drop) == Severity::warning);
}

TEST_CASE("a generated column goes with its source up to PostgreSQL 15 and keeps it from 16 on") {
  const std::string generated = "ALTER TABLE \"A\" ADD u text GENERATED ALWAYS AS (upper(n)) STORED;";
  auto all = findings_of(over(a_table + generated, "ALTER TABLE \"A\" DROP COLUMN n;"), "dependent-object");
  REQUIRE(all.size() == 1);
  CHECK(all[0].severity == Severity::warning);
}

TEST_CASE("one history makes a name once") {
  const std::string twice = "object-created-twice", column = "column-added-twice", index = "index-touched-twice";
  check_all({
      {"CREATE TABLE t (a int);", "ALTER TABLE t ADD b int; ALTER TABLE t ADD b int", column},
      {"CREATE TABLE t (a int);", "ALTER TABLE t ADD b int; ALTER TABLE t ADD COLUMN IF NOT EXISTS b int", ""},
      {"CREATE TABLE t (a int);", "ALTER TABLE t ADD b int; ALTER TABLE t DROP b; ALTER TABLE t ADD b int", ""},
      {"CREATE TABLE t (a int);", "CREATE TABLE u (a int); CREATE TABLE u (a int)", twice},
      {"CREATE TABLE t (a int);", "CREATE INDEX i ON t (a); CREATE INDEX i ON t (a)", index},
      {"CREATE TABLE t (a int);", "CREATE INDEX ON t (a); CREATE INDEX ON t (a)", ""},
      {"CREATE TABLE t (a int);", "CREATE INDEX i ON t (a); ALTER TABLE t ADD CONSTRAINT i UNIQUE (a)", index},
      {"CREATE TABLE t (a int);", "ALTER TABLE t ADD UNIQUE (a), ADD UNIQUE (a)", ""},
      {"CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';",
       "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 2'", twice},
      {"CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';",
       "CREATE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'SELECT 2'", ""},
      {"CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';",
       "CREATE OR REPLACE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 2'", ""},
      {"CREATE TABLE t (a int);", "CREATE TYPE t AS ENUM ('x')", twice},
      {"CREATE TYPE e AS ENUM ('x');", "CREATE TABLE e (a int)", twice},
      {"CREATE TYPE e AS ENUM ('x');", "CREATE INDEX e ON t (a); DROP TYPE e; CREATE TABLE t2 (a int)",
       "missing-object"},
      {"CREATE TABLE t (a int); CREATE TABLE u (a int);", "ALTER TABLE t RENAME TO u", twice},
      {"CREATE TABLE t (a int, b int);", "ALTER TABLE t RENAME COLUMN a TO b", column},
      {"CREATE TABLE t (a int, b int);", "ALTER TABLE t RENAME COLUMN a TO c; ALTER TABLE t RENAME COLUMN b TO a", ""},
      {"CREATE TABLE t (a int);",
       "DO $$ BEGIN CREATE TYPE e AS ENUM ('x'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
       "DO $$ BEGIN CREATE TYPE e AS ENUM ('x'); EXCEPTION WHEN duplicate_object THEN NULL; END $$",
       ""},
  });
}

TEST_CASE("the target's own history names both of its scripts that add one column") {
  auto first = migration("20240101000001_init", a_table);
  auto second = migration("20240102000001_x", "ALTER TABLE \"A\" ADD COLUMN x int;");
  auto third = migration("20240103000001_y", "ALTER TABLE \"A\" ADD COLUMN x int, ADD COLUMN y int;");
  auto own = migration("20240201000001_a", "CREATE TABLE t (n int);");
  auto built = workspace().target("main", {first, second, third}).source("a", {first, second, third, own}).build();
  auto found = findings_of(with_sql(analysis_of(built, {"a"})), "column-added-twice");
  REQUIRE(found.size() == 1);
  CHECK(found[0].severity == Severity::error);
  CHECK(found[0].place.source == "main");
  CHECK(found[0].place.migration == "20240103000001_y");
  REQUIRE(found[0].related.size() == 1);
  CHECK(found[0].related[0].migration == "20240102000001_x");
}

TEST_CASE("a default is a value that the enum has by then") {
  const std::string main = "CREATE TYPE r AS ENUM ('x', 'y'); CREATE TABLE t (r r NOT NULL);";
  check_all({
      {main, "ALTER TABLE t ALTER r SET DEFAULT 'x'", ""},
      {main, "ALTER TYPE r RENAME VALUE 'x' TO 'z'; ALTER TABLE t ALTER r SET DEFAULT 'x'", "missing-object"},
      {main, "ALTER TYPE r RENAME VALUE 'x' TO 'z'; ALTER TABLE t ALTER r SET DEFAULT 'z'", ""},
      {main, "ALTER TABLE t ADD s r DEFAULT 'q'", "missing-object"},
      {main, "ALTER TABLE t ADD s r[] DEFAULT '{}'", ""},
      {main, "ALTER TABLE t ADD s text DEFAULT 'q'", ""},
  });
}

TEST_CASE("INCLUDE is no part of a key, and a default of DEFAULT 'x OF y' hides no column") {
  check_all({
      {"CREATE TABLE t (a text DEFAULT 'Out OF stock LIKE that');", "CREATE INDEX ON t (b)", "missing-object"},
      {"CREATE TABLE t (a text DEFAULT 'Sold out');", "CREATE INDEX ON t (b)", "missing-object"},
      {"CREATE TABLE p (a text); CREATE TABLE t () INHERITS (p);", "CREATE INDEX ON t (a)", ""},
      {"CREATE TABLE p (a int) PARTITION BY RANGE (a);", "CREATE INDEX ON p (b)", "missing-object"},
  });
}
