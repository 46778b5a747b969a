// What a statement needs to be there, and what only looks like it.
#include <doctest/doctest.h>

#include "render.hpp"
#include "tributary/change.hpp"

TEST_CASE("what a statement creates itself it does not need") {
  CHECK(needs("CREATE TABLE a (id int PRIMARY KEY, parent int REFERENCES a (id), kind int CHECK (kind > id))") == "");
  CHECK(needs("CREATE TABLE a (id int REFERENCES b)") == "foreign key table b\n");
}

TEST_CASE("WITH names, aliases, output columns, NEW and OLD are no needs") {
  CHECK(needs("CREATE VIEW v AS WITH x AS (SELECT id FROM a) SELECT y.id AS n FROM x AS y ORDER BY n") ==
        "reads column a.id\nreads relation a\n");
  CHECK(needs("CREATE VIEW v AS WITH RECURSIVE x AS (SELECT 1 UNION SELECT * FROM x) SELECT * FROM x") == "");
  CHECK(
      needs(
          "CREATE TRIGGER g AFTER UPDATE ON t FOR EACH ROW WHEN (NEW.a IS DISTINCT FROM OLD.b) EXECUTE FUNCTION f()") ==
      "calls function f\nparent table t\nreads column t.a\nreads column t.b\n");
}

TEST_CASE("a bare column over several tables is a guess at each; a qualified one is certain") {
  CHECK(needs("UPDATE a SET x = b.y FROM b WHERE z = 1 AND a.id = b.id") ==
        "reads column a.id\nreads column a.z?\nreads column b.id\nreads column b.y\nreads column b.z?\nreads relation "
        "b\nwrites column a.x\n");
  CHECK(needs("DELETE FROM a WHERE id IN (SELECT a_id FROM b)") ==
        "reads column a.a_id?\nreads column a.id\nreads column b.a_id?\nreads relation b\n");
}

TEST_CASE("a subselect's columns are its own") {
  CHECK(needs("SELECT n FROM (SELECT count(*) AS n FROM a) AS s") == "reads relation a\n");
  CHECK(needs("SELECT s.n, a.id FROM a JOIN LATERAL (SELECT a.id AS n) AS s ON true") ==
        "reads column a.id\nreads relation a\n");
}

TEST_CASE("built-in types, functions and catalogs are nobody's; the user's are") {
  CHECK(needs("ALTER TABLE a ADD COLUMN b timestamptz DEFAULT now(), ADD COLUMN c uuid[] DEFAULT '{}', ADD COLUMN d "
              "_int4") == "parent table a\n");
  CHECK(needs("ALTER TABLE a ADD COLUMN b citext DEFAULT my_default(), ADD COLUMN c s.mood") ==
        "calls function my_default\nparent table a\ntype type citext\ntype type s.mood\n");
  CHECK(needs("SELECT relname FROM pg_class JOIN information_schema.tables ON true") == "");
}

TEST_CASE("sequences that functions name in a text") {
  CHECK(needs("ALTER TABLE a ALTER COLUMN id SET DEFAULT nextval('s.\"A_id_seq\"'::regclass)") ==
        "parent table a\nreads relation s.A_id_seq\n");
}

TEST_CASE("functions that reach outside the database are shown") {
  CHECK(needs("SELECT pg_read_file('/etc/passwd')") == "calls function pg_catalog.pg_read_file?\n");
}

TEST_CASE("indexes: expressions and the condition count") {
  CHECK(needs("CREATE INDEX i ON a (lower(x), y) INCLUDE (z) WHERE w IS NULL") ==
        "indexes column a.w\nindexes column a.x\nindexes column a.y\nindexes column a.z\nparent table a\n");
}

TEST_CASE("policies see their table and what their subselects read") {
  CHECK(needs("CREATE POLICY p ON t USING (owner = current_user AND EXISTS (SELECT FROM m WHERE m.t_id = t.id))") ==
        "parent table t\nreads column m.t_id\nreads column t.id\nreads column t.owner\nreads relation m\n");
}

TEST_CASE("bodies in SQL are looked at when the function is made, unless the script says no") {
  const std::string function =
      "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT max(x) FROM t WHERE y = a'";
  CHECK(needs(function) == "reads column t.x\nreads column t.y\nreads relation t\n");
  CHECK(needs("SET check_function_bodies = false;" + function) ==
        "reads column t.x late\nreads column t.y late\nreads relation t late\n");
  CHECK(needs("CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN (SELECT max(x) FROM t)") ==
        "reads column t.x\nreads relation t\n");
}

TEST_CASE("bodies in PL/pgSQL are late, but the types they declare are not") {
  CHECK(needs("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$\n"
              "DECLARE r \"Role\"; n int; c \"Course\"%ROWTYPE; e \"User\".email%TYPE;\n"
              "BEGIN\n  NEW.x := other(n);\n"
              "  IF n > 1 THEN INSERT INTO audit (id) VALUES (NEW.id);\n"
              "  ELSIF n > 2 THEN NULL;\n  ELSE DELETE FROM old_rows WHERE id = n; END IF;\n"
              "  RETURN NEW;\nEXCEPTION WHEN OTHERS THEN UPDATE failures SET n = n + 1; RETURN NULL;\nEND $$") ==
        "calls function other late\nreads column old_rows.id late\nreads relation Course\ntype column User.email\ntype "
        "type "
        "Role\nwrites column audit.id late\nwrites column failures.n late\nwrites table audit late\nwrites table "
        "failures "
        "late\nwrites table old_rows late\n");
}

TEST_CASE("dynamic SQL and bodies that cannot be read are opaque beside the function, never an error") {
  CHECK(changes("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'DROP TABLE ' || x; END $$")
            .find("opaque function f [body] because EXECUTE runs SQL that is put together when it runs: 'DROP TABLE ' "
                  "|| x") != std::string::npos);
  CHECK(changes("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN nonsense; END $$")
            .find("opaque function f [body]") != std::string::npos);
  CHECK(changes("CREATE FUNCTION f() RETURNS void LANGUAGE plv8 AS 'x'").find("bodies in language plv8 are not read") !=
        std::string::npos);
}

TEST_CASE("a DO block does what it says: guarded where it may not happen, opaque where it is dynamic") {
  CHECK(
      places(
          "DO $$\nBEGIN\n  CREATE TYPE \"Mood\" AS ENUM ('a');\nEXCEPTION WHEN duplicate_object THEN null;\nEND $$;") ==
      "3:3 create enum Mood [if not exists] = ENUM ('a')\n3:3 create enum value Mood.a [if not exists]\n");
  CHECK(places("DO $$ BEGIN\n  ALTER TABLE a ADD COLUMN b int;\n  IF x THEN DROP TABLE c; END IF;\n"
               "  EXECUTE 'DROP INDEX i';\n  EXECUTE format('DROP TABLE %I', t);\nEND $$") ==
        "2:3 create column a.b = integer needs parent table a\n"
        "3:13 drop table c [if exists]\n"
        "4:12 drop index i\n"
        "5:11 opaque because EXECUTE runs SQL that is put together when it runs: format('DROP TABLE %I', t)\n");
  CHECK(changes("DO $$ BEGIN NULL; END $$") == "session [do]\n");
  CHECK(changes("DO LANGUAGE plperl 'x'") == "opaque because DO in language plperl is not read\n");
}

TEST_CASE("search_path decides where bare names live") {
  CHECK(changes("SET search_path TO app; CREATE TABLE t (); DROP TABLE u; ALTER TABLE public.w RENAME TO x") ==
        "session [set] = search_path ['app']\ncreate table app.t = ()\ndrop table app.u\nrename table public.w to "
        "table public.x\n");
  CHECK(changes("SELECT pg_catalog.set_config('search_path', 'app', false); DROP TABLE u") ==
        "read\ndrop table app.u\n");
  CHECK(needs("SET search_path TO app, public; CREATE INDEX i ON t (a); CREATE VIEW v AS SELECT x.b FROM x") ==
        "indexes column t.a\nparent table t\nreads column x.b\nreads relation x\n");
  CHECK(changes("SET search_path TO app; RESET search_path; DROP TABLE u").find("drop table u") != std::string::npos);
}

TEST_CASE("temporary tables live in a schema of their own") {
  CHECK(changes("CREATE TEMP TABLE t (a int); INSERT INTO t VALUES (1); DROP TABLE t") ==
        "create table pg_temp.t = (a integer)\ncreate column pg_temp.t.a = integer\nwrite table pg_temp.t "
        "[insert]\ndrop table pg_temp.t\n");
}

TEST_CASE("equal definitions are equal whatever the spelling; others are not") {
  auto same = [](const std::string& a, const std::string& b) { return changes(a) == changes(b); };
  CHECK(same("ALTER TABLE a ADD b int4 DEFAULT 1", "alter  table \"a\" add column b INTEGER default 1 "));
  CHECK(same("CREATE INDEX i ON a (b ASC)", "CREATE INDEX i ON a USING btree (b)"));
  CHECK(same("CREATE TABLE a (b varchar(3), c decimal(5))", "CREATE TABLE a (b character varying(3), c numeric(5,0))"));
  CHECK_FALSE(same("ALTER TABLE a ADD b int DEFAULT -1", "ALTER TABLE a ADD b int DEFAULT -2"));
  CHECK_FALSE(same("ALTER TABLE a ADD b int DEFAULT 0", "ALTER TABLE a ADD b int DEFAULT - 1"));
  CHECK_FALSE(same("CREATE INDEX i ON a (b)", "CREATE INDEX i ON a (b DESC)"));
  CHECK_FALSE(same("CREATE VIEW v AS SELECT 1", "CREATE VIEW v AS SELECT 2"));
}

TEST_CASE("a volatile default rewrites the rows that are there, a stable one does not") {
  auto rows = [](const std::string& sql) {
    return changes("ALTER TABLE a ADD COLUMN b " + sql).find("[rows") != std::string::npos;
  };
  CHECK(rows("uuid DEFAULT gen_random_uuid()"));
  CHECK(rows("int NOT NULL"));
  CHECK(rows("serial"));
  CHECK(rows("int GENERATED ALWAYS AS (c * 2) STORED"));
  CHECK_FALSE(rows("timestamptz NOT NULL DEFAULT now()"));
  CHECK_FALSE(rows("int"));
  CHECK_FALSE(rows("int NOT NULL DEFAULT 0"));
}

TEST_CASE("WITH RECURSIVE names queries before they are written; without it the name is a relation's") {
  CHECK(needs("WITH RECURSIVE x AS (SELECT * FROM y), y AS (SELECT 1 AS n) SELECT * FROM x") == "");
  CHECK(needs("WITH x AS (SELECT 1 FROM y), y AS (SELECT 1 AS n) SELECT 1 FROM x") == "reads relation y\n");
}

TEST_CASE("what every table has, an OID and a catalog are nobody's; a name in their place is somebody's") {
  CHECK(needs("GRANT SELECT (tableoid, a) ON t TO PUBLIC").find("tableoid") == std::string::npos);
  CHECK(needs("GRANT SELECT (tableoid, a) ON t TO PUBLIC").find("names column t.a") != std::string::npos);
  CHECK(needs("SELECT '12345'::regclass") == "");
  CHECK(needs("SELECT 't12345'::regclass") == "reads relation t12345\n");
  CHECK(changes("DELETE FROM pg_enum WHERE enumlabel = 'b'").find("write table pg_catalog.pg_enum [delete") == 0);
  CHECK(changes("DELETE FROM enums WHERE enumlabel = 'b'").find("write table enums [delete") == 0);
}

TEST_CASE("a column may be what a sequence has in its place") {
  CHECK(needs("SELECT setval('n', (SELECT last_value FROM old_s))").find("column old_s.last_value?") !=
        std::string::npos);
  CHECK(needs("SELECT s.is_called FROM old_s s").find("column old_s.is_called?") != std::string::npos);
  CHECK(needs("SELECT s.first_value FROM old_s s").find("column old_s.first_value\n") != std::string::npos);
}

TEST_CASE("ALTER TABLE IF EXISTS guards its constraints, too") {
  CHECK(changes("ALTER TABLE IF EXISTS t ADD CONSTRAINT c UNIQUE (a)").find("[unique, if exists") != std::string::npos);
  CHECK(changes("ALTER TABLE t ADD CONSTRAINT c UNIQUE (a)").find("if exists") == std::string::npos);
}

TEST_CASE("a temporary table's name is its own until it is dropped") {
  CHECK(changes("SELECT 1 AS a INTO TEMP x; DROP TABLE x").find("drop table pg_temp.x") != std::string::npos);
  CHECK(changes("SELECT 1 AS a INTO x; DROP TABLE x").find("drop table x") != std::string::npos);
  CHECK(changes("CREATE TEMP TABLE x (a int); CREATE INDEX i ON x (a); DROP INDEX i").find("drop index pg_temp.i") !=
        std::string::npos);
  CHECK(changes("CREATE TEMP TABLE x (a int); DROP TABLE x; CREATE TABLE x (a int)").find("create table x") !=
        std::string::npos);
  CHECK(changes("CREATE TEMP TABLE x (a int); CREATE TABLE x (b int)").find("create table x") != std::string::npos);
  CHECK(changes("CREATE TEMP TABLE x (a int); ALTER TABLE x RENAME TO y; DROP TABLE y; DROP TABLE x")
            .find("drop table pg_temp.y\ndrop table x\n") != std::string::npos);
}

TEST_CASE("options of VACUUM and REINDEX are on or off as they say") {
  for (const char* on : {"FULL", "FULL true", "FULL on", "FULL 1"})
    CHECK_MESSAGE(changes("VACUUM (" + std::string(on) + ") t").find("vacuum full") != std::string::npos, on);
  for (const char* off : {"FULL FALSE", "FULL off", "FULL 0", "ANALYZE"})
    CHECK_MESSAGE(changes("VACUUM (" + std::string(off) + ") t").find("vacuum full") == std::string::npos, off);
  CHECK(changes("REINDEX (CONCURRENTLY false) TABLE t").find("concurrently") == std::string::npos);
  CHECK(changes("REINDEX (CONCURRENTLY) TABLE t").find("concurrently") != std::string::npos);
}

TEST_CASE("CREATE SCHEMA makes its elements in the server's order; a name that is not written is not known") {
  auto made = changes("CREATE SCHEMA s CREATE VIEW v AS SELECT a FROM t CREATE TABLE t (a int)");
  CHECK(made.find("create table s.t") < made.find("create view s.v"));
  CHECK(changes("CREATE SCHEMA AUTHORIZATION CURRENT_ROLE").find("opaque because CREATE SCHEMA AUTHORIZATION") == 0);
  CHECK(changes("CREATE SCHEMA AUTHORIZATION joe").find("create schema joe") == 0);
}

TEST_CASE("a column of an index is a number and no object") {
  CHECK(changes("ALTER INDEX i ALTER COLUMN 2 SET STATISTICS 100").find("alter index i [statistics]") == 0);
  CHECK(changes("ALTER TABLE t ALTER COLUMN a SET STATISTICS 100").find("alter column t.a [statistics]") == 0);
}

TEST_CASE("EXECUTE of text that stands in the script in pieces is read; of any other it is not") {
  for (const char* text : {"'DR' || 'OP TABLE ' || 'users'", "format('DROP TABLE %I', 'users')",
                           "format('DROP %2$s %1$I', 'users', 'TABLE')", "concat('DROP TABLE ', quote_ident('users'))",
                           "'DROP TABLE '::text || 'users'"})
    CHECK_MESSAGE(changes("DO $$ BEGIN EXECUTE " + std::string(text) + "; END $$") == "drop table users\n", text);
  for (const char* text : {"'DROP TABLE ' || x", "format('DROP TABLE %I', x)", "format('DROP TABLE %I')",
                           "format('DROP TABLE %10s', 'users')", "lower('DROP TABLE users')"})
    CHECK_MESSAGE(changes("DO $$ DECLARE x text; BEGIN EXECUTE " + std::string(text) + "; END $$")
                          .find("opaque because EXECUTE") != std::string::npos,
                  text);
}
