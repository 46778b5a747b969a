// A script as text: places, comments, pieces that do not parse.
#include <doctest/doctest.h>

#include "render.hpp"
#include "tributary/change.hpp"

using tributary::read_changes;

TEST_CASE("a statement begins behind its comments; columns count characters") {
  auto read = read_changes("-- CreateTable\n/* two */ SELECT 'é'; SELECT 2 ;\n\n  -- end\n");
  REQUIRE(read.statements.size() == 2);
  CHECK(read.statements[0].line == 2);
  CHECK(read.statements[0].column == 11);
  CHECK(read.statements[0].kind == "SelectStmt");
  CHECK(read.statements[1].column == 23);
  CHECK(read.statements[1].end - read.statements[1].begin == 8);
}

TEST_CASE("empty scripts and scripts of comments hold nothing") {
  CHECK(read_changes("") == tributary::ScriptChanges{});
  CHECK(read_changes("-- nothing\n;;\n/* at all */").statements.empty());
}

TEST_CASE("what the parser does not know is opaque, and everything after it is read") {
  CHECK(places("CREATE TABLE a (id int);\nSELECT JSON_OBJECT('a': 1);\nDROP TABLE b;\nFOO BAR;\nDROP TABLE c") ==
        "1:1 create table a = (id integer)\n"
        "1:17 create column a.id = integer\n"
        "2:1 opaque because PostgreSQL 15's parser does not understand it: syntax error at or near \":\"\n"
        "3:1 drop table b\n"
        "4:1 opaque because PostgreSQL 15's parser does not understand it: syntax error at or near \"FOO\"\n"
        "5:1 drop table c\n"
        "problem 2:23 syntax error at or near \":\"\n"
        "problem 4:1 syntax error at or near \"FOO\"\n");
}

TEST_CASE("a syntax of a newer PostgreSQL leaves the rest readable") {
  for (const char* newer : {"CREATE TABLE a (x text STORAGE EXTERNAL)", "SELECT 1_000", "SELECT a IS JSON FROM b",
                            "CREATE TABLE a (x int, y int GENERATED ALWAYS AS (x) VIRTUAL)",
                            "MERGE INTO a USING b ON true WHEN NOT MATCHED BY SOURCE THEN DELETE",
                            "ALTER TABLE a ADD CONSTRAINT n NOT NULL x"}) {
    auto read = read_changes(std::string(newer) + ";\nDROP TABLE behind;");
    CHECK_MESSAGE(read.changes.back().object.name == "behind", newer);
    CHECK_MESSAGE(read.changes.front().verb == tributary::Verb::opaque, newer);
  }
}

TEST_CASE("semicolons in quotes, bodies and rules do not cut") {
  auto broken = [](const std::string& sql) { return read_changes("FOO;" + sql).statements.size() - 1; };
  CHECK(broken("SELECT ';', \";\", $$;$$, $a$ ; $$ ; $a$, E'\\';' /* ; /* ; */ ; */ -- ;\n;SELECT 2") == 2);
  CHECK(broken("CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM a; DELETE FROM b)") == 1);
  CHECK(broken(
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;"
            "SELECT 3") == 2);
}

TEST_CASE("where standard_conforming_strings is off, a backslash keeps a quote from ending its text") {
  const std::string off = "SET standard_conforming_strings = off;\n";
  for (const char* script :
       {"INSERT INTO t VALUES ('a\\'b', 'c\\\\'); DROP TABLE u", "COMMENT ON TABLE t IS 'it\\'s; so'; DROP TABLE u",
        "SELECT 'x''y\\n', E'\\'', $$ \\' $$, \"a\\\"; -- \\'\nDROP TABLE u"}) {
    CAPTURE(std::string(script));
    auto read = read_changes(off + script);
    CHECK(read.problems.empty());
    CHECK(read.changes.back().object.name == "u");
    CHECK(read.statements.size() == 3);
  }
  // Set on again, or never off: the quote ends the text.
  CHECK(!read_changes(off + "SET standard_conforming_strings TO on; SELECT 'a\\'b'").problems.empty());
  CHECK(!read_changes("SELECT 'a\\'b'; SET standard_conforming_strings = off").problems.empty());
  CHECK(read_changes("SET standard_conforming_strings = on; SELECT 'a\\'; DROP TABLE u").problems.empty());
}

TEST_CASE("a byte order mark is what PostgreSQL rejects; the rest is read") {
  CHECK(places("\xEF\xBB\xBF-- CreateTable\nCREATE TABLE a ();") ==
        "2:1 create table a = ()\n"
        "problem 1:1 the script begins with a byte order mark, which PostgreSQL rejects as a syntax error\n");
  CHECK(places("\xEF\xBB\xBF"
               "DROP TABLE a;") ==
        "1:2 drop table a\n"
        "problem 1:1 the script begins with a byte order mark, which PostgreSQL rejects as a syntax error\n");
}

TEST_CASE("commands of psql and rows of COPY are no SQL") {
  CHECK(places("\\set ON_ERROR_STOP on\nDROP TABLE a;\nCOPY b (x) FROM STDIN;\nit's;\t1\n\\.\nDROP TABLE c;\n\\i "
               "other.sql") ==
        "1:1 opaque because a psql command, which only psql understands: \\set ON_ERROR_STOP on\n"
        "2:1 drop table a\n"
        "3:6 write table b [copy] needs writes column b.x\n"
        "4:1 opaque because rows of a COPY … FROM STDIN stand in the script; only psql sends such rows\n"
        "6:1 drop table c\n"
        "7:1 opaque because a psql command, which only psql understands: \\i other.sql\n"
        "problem 1:1 a psql command, which only psql understands: \\set ON_ERROR_STOP on\n"
        "problem 4:1 rows of a COPY … FROM STDIN stand in the script; only psql sends such rows\n"
        "problem 7:1 a psql command, which only psql understands: \\i other.sql\n");
}

TEST_CASE("suppressions: the rule, the reason, the line") {
  auto read = read_changes(
      "-- tributary: allow table-dropped because nobody reads it\nDROP TABLE a;\n"
      "/* Tributary: Allow column-dropped */\nSELECT '-- tributary: allow no-comment';\n"
      "-- tributary: allows nothing\n-- tributary:allow x, because y\n");
  REQUIRE(read.suppressions.size() == 3);
  CHECK(read.suppressions[0] == tributary::Suppression{"table-dropped", "nobody reads it", 1, true});
  CHECK(read.suppressions[1] == tributary::Suppression{"column-dropped", "", 3, false});
  CHECK(read.suppressions[2] == tributary::Suppression{"x", "y", 6, false});
}

TEST_CASE("suppressions are read in scripts that do not parse") {
  CHECK(read_changes("FOO;\n-- tributary: allow x\nSELECT 'open").suppressions.size() == 1);
}

TEST_CASE("identifiers over 63 bytes, as written") {
  std::string name(60, 'a');
  auto lengths = [](const std::string& sql) { return read_changes(sql).long_identifiers.size(); };
  CHECK(lengths("DROP TABLE " + name + "bcd") == 0);
  auto read = read_changes("DROP TABLE\n  \"" + name + "é\"\"cd\"");
  REQUIRE(read.long_identifiers.size() == 1);
  CHECK(read.long_identifiers[0] == tributary::LongIdentifier{name + "é\"\"cd", 2, 3});
  CHECK(lengths("DROP TABLE \"" + name + "\"\"bc\"") == 0);  // the doubled quote is one byte of the name
  CHECK(lengths("SELECT '" + name + name + "' -- " + name + name) == 0);
  CHECK(lengths("FOO; DROP TABLE " + name + name) == 1);
}

TEST_CASE("rows under an IF may never be touched, those of a loop and what the IF asks are") {
  auto guarded = [](const std::string& body) {
    std::string out;
    for (const auto& change : read_changes("DO $$ DECLARE r record; BEGIN " + body + " END $$;").changes)
      if (!change.needs.empty() || change.verb == tributary::Verb::write) out += change.if_exists ? "?" : "!";
    return out;
  };
  CHECK(guarded("IF true THEN INSERT INTO t (a) SELECT a FROM old; END IF;") == "?");
  CHECK(guarded("INSERT INTO t (a) SELECT a FROM old;") == "!");
  CHECK(guarded("IF EXISTS (SELECT 1 FROM old) THEN DELETE FROM old; END IF;") == "!?");
  CHECK(guarded("FOR r IN SELECT a FROM old LOOP UPDATE t SET a = r.a; END LOOP;") == "!!");
  CHECK(guarded("BEGIN DELETE FROM old; EXCEPTION WHEN undefined_table THEN NULL; END;") == "?");
}

TEST_CASE("definitions are SQL that can be executed") {
  auto definition = [](const std::string& sql) {
    for (const auto& change : read_changes(sql).changes)
      if (!change.definition.empty() && change.verb == tributary::Verb::create) return change.definition;
    return std::string();
  };
  auto check = [&](const std::string& expression) {
    return definition("ALTER TABLE t ADD CONSTRAINT c CHECK (" + expression + ");");
  };
  CHECK(check("a BETWEEN 1 AND 3") == "CHECK ((a BETWEEN 1 AND 3))");
  CHECK(check("a NOT BETWEEN SYMMETRIC 1 AND 3") == "CHECK ((a NOT BETWEEN SYMMETRIC 1 AND 3))");
  CHECK(check("a = ANY (ARRAY['x'])") == "CHECK ((a = ANY (ARRAY['x'])))");
  CHECK(check("tags[1] = (home).zip") == "CHECK ((tags[1] = (home).zip))");
  CHECK(definition("CREATE INDEX i ON t USING hnsw (e vector_cosine_ops) WITH (m = 16, ef_construction = 64);") ==
        "INDEX ON t USING hnsw (e vector_cosine_ops) WITH (m=16, ef_construction=64)");
}
