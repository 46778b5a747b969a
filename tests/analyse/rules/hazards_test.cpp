// What own migrations do to what was there before them: each rule with the near miss that it must not flag.
#include <doctest/doctest.h>

#include <algorithm>

#include "analyse/look.hpp"
#include "analyse/type_change.hpp"
#include "base/text.hpp"

using namespace tributary;
using namespace tributary::testing;
using Lines = std::vector<std::string>;

namespace {

const std::string before =
    "CREATE TYPE \"Role\" AS ENUM ('USER', 'ADMIN', 'GUEST');\n"
    "CREATE TABLE \"User\" (\"id\" SERIAL NOT NULL, \"email\" TEXT NOT NULL, \"name\" TEXT, \"oldName\" TEXT,\n"
    "  \"age\" INTEGER, \"count\" INTEGER, \"count_old\" TEXT, \"code\" VARCHAR(20), \"price\" DECIMAL(10,2),\n"
    "  \"at\" TIMESTAMP(3), \"role\" \"Role\" NOT NULL DEFAULT 'USER', CONSTRAINT \"User_pkey\" PRIMARY KEY "
    "(\"id\"));\n"
    "CREATE UNIQUE INDEX \"User_email_key\" ON \"User\"(\"email\");\n"
    "CREATE INDEX \"User_email_idx\" ON \"User\"(\"email\");\n"
    "CREATE TABLE \"Post\" (\"id\" INTEGER NOT NULL, \"userId\" INTEGER, \"title\" TEXT,\n"
    "  CONSTRAINT \"Post_pkey\" PRIMARY KEY (\"id\"));\n"
    "ALTER TABLE \"Post\" ADD CONSTRAINT \"Post_userId_fkey\" FOREIGN KEY (\"userId\") REFERENCES \"User\"(\"id\");\n"
    "ALTER TABLE \"User\" ADD CONSTRAINT \"User_age_check\" CHECK (\"age\" > 0);\n"
    "CREATE TABLE \"Tag\" (\"id\" INTEGER NOT NULL PRIMARY KEY, \"label\" TEXT);\n"
    "CREATE TYPE plain AS ENUM ('a'); CREATE DOMAIN strict AS INTEGER NOT NULL; CREATE DOMAIN loose AS INTEGER;\n"
    "CREATE TABLE \"Code\" (\"s\" strict, \"l\" loose, \"n\" INTEGER, \"zip\" VARCHAR(5) CONSTRAINT \"Code_zip_check\" "
    "CHECK (\"zip\" <> ''), \"area\" "
    "VARCHAR(5));\n"
    "CREATE TABLE \"Log\" (\"id\" INTEGER NOT NULL PRIMARY KEY, \"text\" TEXT);\n";

/// A target with these tables, and a branch with one own migration for each script. Prisma 6 sends a script as a whole.
Analysis branch(const Lines& scripts, const PrismaVersion& prisma = {6, 19, 0, "test"}) {
  std::vector<Migration> all{migration("20240101000001_init", before)};
  for (std::size_t i = 0; i < scripts.size(); ++i)
    all.push_back(migration("2024020" + std::to_string(i + 1) + "000001_own_step", scripts[i]));
  auto built = workspace().target("main", {all.front()}).source("a", all).build();
  for (auto& source : built.sources)
    for (auto& project : source.projects) project.prisma = prisma;
  return with_sql(analysis_of(built, {"a"}));
}

std::vector<Finding> hazards(const Analysis& analysis) {
  auto all = analyse(analysis).findings;
  std::erase_if(all, [](const Finding& finding) { return finding.about.group != Group::hazards; });
  return all;
}

/// "rule severity", sorted, once each.
Lines said(const Analysis& analysis) {
  Lines out;
  for (const auto& finding : hazards(analysis)) out.push_back(finding.rule + " " + severity_name(finding.severity));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Finding only(const Analysis& analysis) {
  auto all = hazards(analysis);
  REQUIRE(all.size() == 1);
  return all.front();
}

struct Row {
  Lines scripts;
  Lines expected;
};

void check(const std::vector<Row>& rows) {
  for (const auto& row : rows) {
    CAPTURE(text::join(row.scripts, "\n--\n"));
    CAPTURE(text::join(said(branch(row.scripts)), ", "));
    CHECK(said(branch(row.scripts)) == row.expected);
  }
}

const std::string long_name(70, 'x');

}  // namespace

TEST_CASE("what is dropped was there before, and is missed") {
  check({
      {{"DROP TABLE \"Post\";"}, {"table-dropped error"}},
      {{"DROP TABLE IF EXISTS \"Post\" CASCADE;"}, {"table-dropped error"}},
      {{"CREATE TABLE \"Draft\" (\"id\" INTEGER); DROP TABLE \"Draft\";"}, {}},
      {{"CREATE TABLE \"Draft\" (\"id\" INTEGER);", "DROP TABLE \"Draft\";"}, {}},
      {{"DROP TABLE IF EXISTS \"Never\";"}, {}},
      {{"DROP VIEW IF EXISTS \"Never\";"}, {}},
      {{"DROP SCHEMA \"old\" CASCADE;"}, {"schema-dropped error"}},
      {{"DROP SCHEMA \"old\";"}, {"schema-dropped warning"}},
      {{"CREATE SCHEMA \"fresh\";", "DROP SCHEMA \"fresh\" CASCADE;"}, {}},
      {{"DROP OWNED BY \"somebody\";"}, {"schema-dropped error"}},
      {{"ALTER TABLE \"User\" DROP COLUMN \"name\";"}, {"column-dropped error"}},
      {{"ALTER TABLE \"User\" DROP COLUMN \"age\", ADD COLUMN \"age\" TEXT;"}, {"column-dropped error"}},
      {{"ALTER TABLE \"User\" ADD COLUMN \"x\" TEXT;", "ALTER TABLE \"User\" DROP COLUMN \"x\";"}, {}},
      {{"ALTER TABLE \"User\" DROP COLUMN IF EXISTS \"x\";"}, {}},
      {{"ALTER TABLE \"User\" DROP CONSTRAINT \"User_age_check\";"}, {"constraint-dropped warning"}},
      {{"ALTER TABLE \"Post\" DROP CONSTRAINT \"Post_userId_fkey\";"}, {"constraint-dropped info"}},
      {{"DROP INDEX \"User_email_key\";"}, {"constraint-dropped warning"}},
      {{"DROP INDEX \"User_email_idx\";"}, {}},
      {{"DROP INDEX \"User_email_key\";\nCREATE UNIQUE INDEX \"User_mail_key\" ON \"User\"(\"email\");"}, {}},
      {{"DROP INDEX \"User_email_key\";", "CREATE UNIQUE INDEX \"User_mail_key\" ON \"User\"(\"email\");"},
       {"unique-on-existing-data warning"}},
      {{"ALTER TABLE \"Post\" DROP CONSTRAINT \"Post_userId_fkey\"; DROP TABLE \"Post\";"}, {"table-dropped error"}},
      {{"ALTER TABLE \"Post\" DROP CONSTRAINT \"Post_userId_fkey\";\nALTER TABLE \"Post\" DROP COLUMN \"userId\";"},
       {"column-dropped error"}},
      {{"DROP TYPE \"Role\";"}, {"dependent-object error", "type-dropped info"}},
      {{"DROP TYPE \"Role\" CASCADE;"}, {"type-dropped error"}},
      {{"CREATE TYPE \"Kind\" AS ENUM ('A');", "DROP TYPE \"Kind\";"}, {}},
      {{"TRUNCATE \"Post\";"}, {"all-rows-deleted error"}},
      {{"DELETE FROM \"Post\";"}, {"all-rows-deleted error"}},
      {{"DELETE FROM \"Post\" WHERE \"id\" = 1;"}, {}},
      {{"CREATE TABLE \"Draft\" (\"id\" INTEGER); INSERT INTO \"Draft\" VALUES (1); DELETE FROM \"Draft\";"}, {}},
  });
}

TEST_CASE("a foreign key that is only changed is not dropped") {
  CHECK(said(branch({"ALTER TABLE \"Post\" DROP CONSTRAINT \"Post_userId_fkey\";\n"
                     "ALTER TABLE \"Post\" ADD CONSTRAINT \"Post_userId_fkey\" FOREIGN KEY (\"userId\") REFERENCES "
                     "\"User\"(\"id\") ON DELETE CASCADE NOT VALID;"})) == Lines{});
}

TEST_CASE("a rename that Prisma wrote as a drop and an addition is known by the types") {
  auto finding = only(branch({"ALTER TABLE \"User\" DROP COLUMN \"name\", ADD COLUMN \"fullName\" TEXT NOT NULL;"}));
  CHECK(finding.rule == "rename-as-drop-and-add");
  CHECK(finding.severity == Severity::error);
  CHECK(finding.message ==
        "drops column \"User\".\"name\" and adds column \"User\".\"fullName\": a rename that loses what is in it");
  CHECK(finding.help.find("ALTER TABLE \"User\" RENAME COLUMN \"name\" TO \"fullName\";") != std::string::npos);
  check({
      // another type, or one of several: no rename that anybody could tell
      {{"ALTER TABLE \"User\" DROP COLUMN \"name\", ADD COLUMN \"size\" INTEGER;"}, {"column-dropped error"}},
      {{"ALTER TABLE \"User\" DROP COLUMN \"name\", ADD COLUMN \"first\" TEXT, ADD COLUMN \"last\" TEXT;"},
       {"column-dropped error"}},
      {{"ALTER TABLE \"Post\" ADD COLUMN \"name\" TEXT; ALTER TABLE \"User\" DROP COLUMN \"name\";"},
       {"column-dropped error"}},
      {{"DROP TABLE \"Tag\"; CREATE TABLE \"Label\" (\"id\" INTEGER NOT NULL PRIMARY KEY, \"label\" TEXT);"},
       {"rename-as-drop-and-add error"}},
      {{"DROP TABLE \"Tag\"; CREATE TABLE \"Label\" (\"id\" INTEGER NOT NULL PRIMARY KEY, \"other\" TEXT);"},
       {"table-dropped error"}},
      {{"CREATE TABLE \"Label\" (\"id\" INTEGER NOT NULL PRIMARY KEY, \"label\" TEXT);\nINSERT INTO \"Label\" SELECT "
        "\"id\", \"label\" FROM \"Tag\";\nDROP TABLE \"Tag\";"},
       {"table-dropped warning"}},
      {{"CREATE TABLE \"Label\" (\"id\" INTEGER NOT NULL PRIMARY KEY, \"label\" TEXT);\nINSERT INTO \"Label\" SELECT "
        "\"id\", \"label\" FROM \"Tag\";\nALTER TABLE \"Tag\" RENAME TO \"Tag_old\";\nDROP TABLE \"Tag_old\";"},
       {"client-breaking-rename info", "table-dropped warning"}},
      {{"INSERT INTO \"Tag\" (\"id\") SELECT \"id\" FROM \"Log\";\nDROP TABLE \"Tag\";"}, {"table-dropped error"}},
  });
}

TEST_CASE("a rename loses nothing, but running clients call it by its old name") {
  auto finding = only(branch({"ALTER TABLE \"User\" RENAME COLUMN \"name\" TO \"fullName\";"}));
  CHECK(finding.rule == "client-breaking-rename");
  CHECK(finding.severity == Severity::info);
  check({
      {{"ALTER TABLE \"Post\" RENAME TO \"Article\";"}, {"client-breaking-rename info"}},
      {{"ALTER TABLE \"Post\" RENAME TO \"Article\";\nCREATE VIEW \"Post\" AS SELECT * FROM \"Article\";"}, {}},
      {{"ALTER TYPE \"Role\" RENAME VALUE 'GUEST' TO 'VISITOR';"}, {"client-breaking-rename info"}},
      {{"ALTER INDEX \"User_email_idx\" RENAME TO \"User_mail_idx\";"}, {}},
      {{"ALTER TABLE \"User\" RENAME CONSTRAINT \"User_age_check\" TO \"grown\";"}, {}},
      {{"ALTER TABLE \"User\" ADD COLUMN \"x\" TEXT;\nALTER TABLE \"User\" RENAME COLUMN \"x\" TO \"y\";"}, {}},
  });
}

TEST_CASE("required columns want a default, or the three steps") {
  auto finding = only(branch({"\nALTER TABLE \"User\" ADD COLUMN \"slug\" TEXT NOT NULL;"}));
  CHECK(finding.rule == "required-column-without-default");
  CHECK(finding.severity == Severity::error);
  CHECK(finding.place.line == 2);
  CHECK(finding.place.file.ends_with("20240201000001_own_step/migration.sql"));
  CHECK(finding.help ==
        "Write instead: `ALTER TABLE \"User\" ADD COLUMN \"slug\" text;`, then `UPDATE \"User\" SET \"slug\" = … WHERE "
        "\"slug\" IS NULL;`, then `ALTER TABLE \"User\" ALTER COLUMN \"slug\" SET NOT NULL;`");
  check({
      {{"ALTER TABLE \"User\" ADD COLUMN \"slug\" TEXT NOT NULL DEFAULT '';"}, {}},
      {{"ALTER TABLE \"User\" ADD COLUMN \"seen\" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;"}, {}},
      {{"ALTER TABLE \"User\" ADD COLUMN \"slug\" TEXT;"}, {}},
      {{"CREATE TABLE \"Draft\" (\"id\" INTEGER);\nALTER TABLE \"Draft\" ADD COLUMN \"slug\" TEXT NOT NULL;"}, {}},
      {{"CREATE TABLE \"Draft\" (\"id\" INTEGER);", "ALTER TABLE \"Draft\" ADD COLUMN \"slug\" TEXT NOT NULL;"}, {}},
  });
}

TEST_CASE("NOT NULL wants a column that something has filled") {
  check({
      {{"ALTER TABLE \"User\" ALTER COLUMN \"name\" SET NOT NULL;"}, {"not-null-on-existing-rows warning"}},
      {{"ALTER TABLE \"User\" ALTER COLUMN \"email\" SET NOT NULL;"}, {}},  // it is already
      {{"ALTER TABLE \"Code\" ALTER COLUMN \"s\" SET NOT NULL;"}, {}},      // its domain is
      {{"ALTER TABLE \"Code\" ALTER COLUMN \"l\" SET NOT NULL;"}, {"not-null-on-existing-rows warning"}},
      {{"ALTER TABLE \"User\" ALTER COLUMN \"email\" DROP NOT NULL;",
        "ALTER TABLE \"User\" ALTER COLUMN \"email\" SET NOT NULL;"},
       {"not-null-on-existing-rows warning"}},
      {{"ALTER TABLE \"User\" ADD COLUMN \"x\" TEXT;\nALTER TABLE \"User\" ALTER COLUMN \"x\" SET NOT NULL;"},
       {"not-null-on-existing-rows error"}},
      {{"ALTER TABLE \"User\" ADD COLUMN \"x\" TEXT DEFAULT '';\nALTER TABLE \"User\" ALTER COLUMN \"x\" SET NOT "
        "NULL;"},
       {}},
      {{"UPDATE \"User\" SET \"name\" = '' WHERE \"name\" IS NULL;",
        "ALTER TABLE \"User\" ALTER COLUMN \"name\" SET NOT NULL;"},
       {}},
      {{"ALTER TABLE \"User\" ADD CONSTRAINT c CHECK (\"name\" IS NOT NULL) NOT VALID;",
        "ALTER TABLE \"User\" VALIDATE CONSTRAINT c;\nALTER TABLE \"User\" ALTER COLUMN \"name\" SET NOT NULL;"},
       {}},
      {{"ALTER TABLE \"User\" ADD CONSTRAINT c CHECK (\"name\" IS NOT NULL) NOT VALID;",
        "ALTER TABLE \"User\" ALTER COLUMN \"name\" SET NOT NULL;"},
       {"not-null-on-existing-rows warning"}},
      {{"ALTER TABLE \"User\" ALTER COLUMN \"email\" DROP NOT NULL;"}, {}},
  });
}

TEST_CASE("a change of type is judged by the pair") {
  using Kind = TypeChange::Kind;
  struct Pair {
    const char *from, *to;
    bool with_using;
    Kind kind;
  };
  const std::vector<Pair> pairs = {
      {"integer", "bigint", false, Kind::rewrites},
      {"smallint", "integer", false, Kind::rewrites},
      {"bigint", "integer", false, Kind::may_fail},
      {"integer", "double precision", false, Kind::rewrites},
      {"bigint", "double precision", false, Kind::alters},
      {"double precision", "integer", false, Kind::alters},
      {"integer", "numeric", false, Kind::rewrites},
      {"integer", "numeric(5,2)", false, Kind::may_fail},
      {"numeric(10,2)", "numeric(12,2)", false, Kind::free},
      {"numeric(10,2)", "numeric", false, Kind::free},
      {"numeric(10,2)", "numeric(12,4)", false, Kind::rewrites},
      {"numeric(10,2)", "numeric(10,0)", false, Kind::alters},
      {"numeric(10,2)", "numeric(8,2)", false, Kind::may_fail},
      {"character varying(20)", "character varying(40)", false, Kind::free},
      {"character varying(20)", "text", false, Kind::free},
      {"text", "character varying", false, Kind::free},
      {"text", "character varying(20)", false, Kind::may_fail},
      {"character varying(40)", "character varying(20)", false, Kind::may_fail},
      {"text", "character(10)", false, Kind::may_fail},
      {"text", "integer", false, Kind::must_fail},
      {"text", "integer", true, Kind::may_fail},
      {"text", "uuid", true, Kind::may_fail},
      {"text", "jsonb", false, Kind::must_fail},
      {"text", "\"Role\"", false, Kind::must_fail},
      {"text", "citext", false, Kind::free},
      {"integer", "text", false, Kind::rewrites},
      {"uuid", "text", false, Kind::rewrites},
      {"boolean", "integer", false, Kind::must_fail},
      {"integer", "boolean", true, Kind::alters},
      {"json", "jsonb", false, Kind::rewrites},
      {"timestamp(3) without time zone", "timestamp(6) without time zone", false, Kind::free},
      {"timestamp(6) without time zone", "timestamp(3) without time zone", false, Kind::alters},
      {"timestamp(3) without time zone", "timestamp(3) with time zone", false, Kind::alters},
      {"timestamp(3) without time zone", "timestamp(3) with time zone", true, Kind::rewrites},
      {"timestamp(3) without time zone", "date", false, Kind::alters},
      {"date", "timestamp(3) without time zone", false, Kind::rewrites},
      {"text", "text[]", false, Kind::must_fail},
      {"text", "text", false, Kind::free},
      {"time(3) without time zone", "time(6) without time zone", false, Kind::free},
      {"interval(3)", "interval", false, Kind::free},
      {"time(6) without time zone", "time(3) without time zone", false, Kind::alters},
      {"timestamp(3) without time zone", "time without time zone", false, Kind::alters},
      {"date", "time without time zone", false, Kind::must_fail},
      {"text[]", "text", false, Kind::rewrites},
      {"integer[]", "bigint[]", false, Kind::rewrites},
      {"bigint[]", "integer[]", false, Kind::may_fail},
      {"text[]", "integer[]", false, Kind::must_fail},
      {"numeric", "money", false, Kind::alters},
      {"smallint", "money", false, Kind::must_fail},
      {"cidr", "inet", false, Kind::free},
      {"inet", "cidr", false, Kind::alters},
      {"bit varying(5)", "bit varying(9)", false, Kind::free},
      {"bit varying(9)", "bit varying(5)", false, Kind::may_fail},
      {"integer", "\"Role\"", false, Kind::must_fail},
      {"boolean", "\"Role\"", false, Kind::must_fail},
      {"\"Role\"", "\"Kind\"", false, Kind::must_fail},
      {"\"Role\"", "text", false, Kind::rewrites},
  };
  for (const auto& pair : pairs) {
    CAPTURE(pair.from);
    CAPTURE(pair.to);
    CHECK(type_change(pair.from, pair.to, pair.with_using).kind == pair.kind);
  }
}

TEST_CASE("a change of type: free ones are silent, what must fail is an error") {
  check({
      {{"ALTER TABLE \"User\" ALTER COLUMN \"age\" TYPE BIGINT;"}, {"column-type-changed info"}},
      {{"ALTER TABLE \"Code\" ALTER COLUMN \"n\" TYPE plain;"}, {"column-type-changed error"}},
      {{"ALTER TABLE \"Code\" ALTER COLUMN \"n\" TYPE strict;"}, {"column-type-changed warning"}},
      // free, but for the CHECK that every row is held against again
      {{"ALTER TABLE \"Code\" ALTER COLUMN \"zip\" TYPE VARCHAR(9);"}, {"column-type-changed info"}},
      {{"ALTER TABLE \"Code\" ALTER COLUMN \"zip\" TYPE TEXT;"}, {"column-type-changed info"}},
      {{"ALTER TABLE \"Code\" ALTER COLUMN \"area\" TYPE TEXT;"}, {}},
      {{"ALTER TABLE \"Code\" ALTER COLUMN \"zip\" TYPE VARCHAR(5);"}, {}},
      {{"ALTER TABLE \"Code\" DROP CONSTRAINT \"Code_zip_check\"; ALTER TABLE \"Code\" ALTER COLUMN \"zip\" TYPE "
        "TEXT;"},
       {"constraint-dropped warning"}},
      {{"ALTER TABLE \"User\" ALTER COLUMN \"code\" TYPE VARCHAR(40);"}, {}},
      {{"ALTER TABLE \"User\" ALTER COLUMN \"code\" TYPE TEXT;"}, {}},
      {{"ALTER TABLE \"User\" ALTER COLUMN \"price\" TYPE DECIMAL(12,2);"}, {}},
      {{"ALTER TABLE \"User\" ALTER COLUMN \"count_old\" TYPE INTEGER;"}, {"column-type-changed error"}},
      {{"ALTER TABLE \"User\" ALTER COLUMN \"count_old\" TYPE INTEGER USING \"count_old\"::integer;"},
       {"column-type-changed warning"}},
      {{"ALTER TABLE \"User\" ALTER COLUMN \"at\" TYPE TIMESTAMPTZ(3);"}, {"column-type-changed warning"}},
      {{"CREATE TABLE \"Draft\" (\"n\" TEXT);\nALTER TABLE \"Draft\" ALTER COLUMN \"n\" TYPE VARCHAR(3);"}, {}},
  });
  auto finding = only(branch({"ALTER TABLE \"User\" ALTER COLUMN \"name\" TYPE INTEGER USING \"name\"::integer;"}));
  CHECK(finding.message == "changes column \"User\".\"name\" from text to integer");
  CHECK(finding.help.find("ALTER TABLE \"User\" ADD COLUMN \"name_new\" integer;") != std::string::npos);
}

TEST_CASE("an enum made anew as Prisma does it is judged by the values that are gone") {
  auto anew = [](const std::string& values) {
    return "BEGIN;\nCREATE TYPE \"Role_new\" AS ENUM (" + values +
           ");\n"
           "ALTER TABLE \"User\" ALTER COLUMN \"role\" DROP DEFAULT;\n"
           "ALTER TABLE \"User\" ALTER COLUMN \"role\" TYPE \"Role_new\" USING (\"role\"::text::\"Role_new\");\n"
           "ALTER TYPE \"Role\" RENAME TO \"Role_old\";\nALTER TYPE \"Role_new\" RENAME TO \"Role\";\n"
           "DROP TYPE \"Role_old\";\nALTER TABLE \"User\" ALTER COLUMN \"role\" SET DEFAULT 'USER';\nCOMMIT;";
  };
  check({
      {{anew("'USER', 'ADMIN'")}, {"enum-value-removed warning", "transaction-statement info"}},
      {{anew("'ADMIN', 'USER', 'GUEST'")}, {"transaction-statement info"}},
      {{"UPDATE \"User\" SET \"role\" = 'USER' WHERE \"role\" = 'GUEST';", anew("'USER', 'ADMIN'")},
       {"transaction-statement info"}},
  });
  auto finding = findings_of(branch({anew("'USER', 'ADMIN'")}), "enum-value-removed").front();
  CHECK(finding.message == "takes 'GUEST' out of enum \"Role\"");
  CHECK(finding.help.find("UPDATE \"User\" SET \"role\" = '…' WHERE \"role\" IN ('GUEST');") != std::string::npos);
}

TEST_CASE("an index is proposed with the options it was written with") {
  auto finding =
      only(branch({"CREATE INDEX t ON \"Post\" USING gin (\"title\" gin_trgm_ops) WITH (fastupdate = off);"}));
  CHECK(finding.help.find("USING gin (title gin_trgm_ops) WITH (fastupdate=off);`") != std::string::npos);
}

TEST_CASE("what the server's parser refuses") {
  check({
      {{"CREATE TABLE (;"}, {"syntax-error error"}},
      {{"<<<<<<< HEAD\nSELECT 1;\n=======\nSELECT 2;\n>>>>>>> feature\n"}, {"syntax-error error"}},
      {{"\xef\xbb\xbf-- AlterTable\nSELECT 1;"}, {"syntax-error error"}},
      {{"\\restrict abc\nSELECT 1;"}, {"syntax-error error"}},
      {{"SELECT 'open;"}, {"syntax-error error"}},
      {{"ALTER TABLE \"User\" ADD COLUMN twice INTEGER GENERATED ALWAYS AS (\"age\" * 2) VIRTUAL;"},
       {"syntax-error warning"}},
      {{"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a21\nsize 12\n"}, {}},
      {{"-- nothing"}, {}},
      {{"SELECT '\\restrict';"}, {}},
  });
  auto finding = only(branch({"SELECT 1;\nSELEC 2;\nSELEC 3;"}));
  CHECK(finding.rule == "syntax-error");
  CHECK(finding.rule == "syntax-error");
  CHECK(finding.message == "20240201000001_own_step is refused: syntax error at or near \"SELEC\"");
  CHECK(finding.place.line == 2);
}

TEST_CASE("unique over an expression or some rows: the query that looks first asks just that") {
  auto finding = only(branch({"CREATE UNIQUE INDEX e ON \"User\" (lower(\"oldName\")) WHERE \"age\" > 3;"}));
  CHECK(finding.message == "makes lower(\"oldName\") of table \"User\" unique where (age > 3)");
  CHECK(finding.help.find("`SELECT lower(\"oldName\"), count(*) FROM \"User\" WHERE (age > 3) GROUP BY "
                          "lower(\"oldName\") HAVING count(*) > 1;`") != std::string::npos);
  finding = only(branch({"CREATE UNIQUE INDEX n ON \"User\" (\"name\");"}));
  CHECK(finding.message == "makes \"name\" of table \"User\" unique");
}

TEST_CASE("unique, foreign keys and checks are proved on the rows that are there") {
  check({
      {{"CREATE UNIQUE INDEX \"User_name_key\" ON \"User\"(\"name\");"}, {"unique-on-existing-data warning"}},
      {{"ALTER TABLE \"User\" ADD CONSTRAINT u UNIQUE (\"name\");"}, {"unique-on-existing-data warning"}},
      {{"ALTER TABLE \"User\" ADD COLUMN \"slug\" TEXT;\nCREATE UNIQUE INDEX s ON \"User\"(\"slug\");"},
       {"index-without-concurrently warning"}},
      {{"ALTER TABLE \"User\" ADD COLUMN \"slug\" TEXT DEFAULT '';\nCREATE UNIQUE INDEX s ON \"User\"(\"slug\");"},
       {"index-without-concurrently warning", "unique-on-existing-data error"}},
      {{"CREATE UNIQUE INDEX CONCURRENTLY n ON \"User\"(\"name\");",
        "ALTER TABLE \"User\" ADD CONSTRAINT n UNIQUE USING INDEX n;"},
       {"unique-on-existing-data warning"}},
      {{"CREATE TABLE \"Draft\" (\"slug\" TEXT);\nCREATE UNIQUE INDEX s ON \"Draft\"(\"slug\");"}, {}},
      {{"ALTER TABLE \"Tag\" ADD CONSTRAINT f FOREIGN KEY (\"id\") REFERENCES \"User\"(\"id\");"},
       {"foreign-key-on-existing-data warning"}},
      {{"ALTER TABLE \"Tag\" ADD CONSTRAINT f FOREIGN KEY (\"id\") REFERENCES \"User\"(\"id\") NOT VALID;"}, {}},
      {{"ALTER TABLE \"Tag\" ADD CONSTRAINT f FOREIGN KEY (\"id\") REFERENCES \"User\"(\"id\") NOT VALID;",
        "ALTER TABLE \"Tag\" VALIDATE CONSTRAINT f;"},
       {}},
      {{"ALTER TABLE \"Tag\" ADD CONSTRAINT f FOREIGN KEY (\"id\") REFERENCES \"User\"(\"id\") NOT VALID;\n"
        "ALTER TABLE \"Tag\" VALIDATE CONSTRAINT f;"},
       {"foreign-key-on-existing-data info"}},
      {{"ALTER TABLE \"Tag\" ADD COLUMN \"userId\" INTEGER;\nALTER TABLE \"Tag\" ADD CONSTRAINT f FOREIGN KEY "
        "(\"userId\") REFERENCES \"User\"(\"id\");"},
       {}},
      {{"ALTER TABLE \"User\" ADD CONSTRAINT c CHECK (\"age\" < 200);"}, {"check-on-existing-data warning"}},
      // over a column that holds NULL in each row no comparison is false
      {{"ALTER TABLE \"User\" ADD COLUMN \"x\" INTEGER CHECK (\"x\" > 0);"}, {}},
      {{"ALTER TABLE \"User\" ADD COLUMN \"x\" INTEGER CHECK (\"x\" IS NOT NULL);"},
       {"check-on-existing-data warning"}},
      {{"ALTER TABLE \"User\" ADD COLUMN \"x\" INTEGER DEFAULT 0 CHECK (\"x\" > 0);"},
       {"check-on-existing-data warning"}},
      {{"ALTER TABLE \"User\" ADD COLUMN \"x\" INTEGER CHECK (\"age\" > 0);"}, {"check-on-existing-data warning"}},
      {{"ALTER TABLE \"User\" ADD CONSTRAINT c CHECK (\"age\" < 200) NOT VALID;",
        "ALTER TABLE \"User\" VALIDATE CONSTRAINT c;"},
       {}},
      {{"CREATE TABLE \"Draft\" (\"n\" INTEGER);\nALTER TABLE \"Draft\" ADD CONSTRAINT c CHECK (\"n\" < 200);"}, {}},
  });
}

TEST_CASE("what keeps readers or writers waiting") {
  check({
      {{"CREATE INDEX i ON \"User\"(\"name\");"}, {"index-without-concurrently warning"}},
      {{"CREATE INDEX CONCURRENTLY i ON \"User\"(\"name\");"}, {}},
      {{"CREATE TABLE \"Draft\" (\"n\" INTEGER);\nCREATE INDEX i ON \"Draft\"(\"n\");"}, {}},
      {{"ALTER TABLE \"User\" ADD COLUMN \"u\" UUID DEFAULT gen_random_uuid();"}, {"volatile-default warning"}},
      {{"ALTER TABLE \"User\" ADD COLUMN \"n\" SERIAL;"}, {"volatile-default warning"}},
      {{"ALTER TABLE \"User\" ADD COLUMN \"d\" INTEGER GENERATED ALWAYS AS (\"age\" * 2) STORED;"},
       {"volatile-default warning"}},
      {{"ALTER TABLE \"User\" ADD COLUMN \"t\" TIMESTAMPTZ NOT NULL DEFAULT now();"}, {}},
      {{"ALTER TABLE \"User\" ALTER COLUMN \"name\" SET DEFAULT gen_random_uuid()::text;"}, {}},
      {{"CREATE TABLE \"Draft\" (\"u\" UUID DEFAULT gen_random_uuid());"}, {}},
      {{"ALTER TABLE \"User\" SET UNLOGGED;"}, {"table-rewritten warning"}},
      {{"VACUUM FULL \"User\";"}, {"table-rewritten warning"}},
      {{"VACUUM \"User\";"}, {}},
      {{"REINDEX TABLE \"User\";"}, {"table-rewritten warning"}},
      {{"REINDEX TABLE CONCURRENTLY \"User\";"}, {}},
      {{"CREATE TABLE \"Draft\" (\"n\" INTEGER);\nALTER TABLE \"Draft\" SET UNLOGGED;"}, {}},
  });
}

TEST_CASE("what must stand alone in its script") {
  check({
      {{"CREATE INDEX CONCURRENTLY i ON \"User\"(\"name\");\nCREATE INDEX CONCURRENTLY j ON \"User\"(\"age\");"},
       {"concurrently-beside-other-statements error"}},
      {{"COMMIT;\nDROP INDEX CONCURRENTLY \"User_email_idx\";"},
       {"concurrently-beside-other-statements error", "transaction-statement warning"}},
      {{"-- alone\nDROP INDEX CONCURRENTLY \"User_email_idx\";;"}, {}},
      {{"VACUUM \"User\";\nSELECT 1;"}, {"concurrently-beside-other-statements error"}},
      {{"ANALYZE \"User\";\nSELECT 1;"}, {}},
      {{"CREATE MATERIALIZED VIEW m AS SELECT 1 AS n;\nREFRESH MATERIALIZED VIEW CONCURRENTLY m;"}, {}},
  });
}

TEST_CASE("a new enum value cannot be used in the script that adds it") {
  const std::string add = "ALTER TYPE \"Role\" ADD VALUE 'OWNER';\n";
  check({
      {{add + "UPDATE \"User\" SET \"role\" = 'OWNER' WHERE \"id\" = 1;"}, {"enum-value-added-and-used error"}},
      {{add + "ALTER TABLE \"User\" ALTER COLUMN \"role\" SET DEFAULT 'OWNER';"}, {"enum-value-added-and-used error"}},
      {{add + "ALTER TABLE \"Post\" ADD COLUMN \"by\" \"Role\" DEFAULT 'OWNER';"}, {"enum-value-added-and-used error"}},
      {{add, "UPDATE \"User\" SET \"role\" = 'OWNER' WHERE \"id\" = 1;"}, {}},
      {{add + "UPDATE \"Tag\" SET \"label\" = 'OWNER' WHERE \"id\" = 1;"}, {}},
      {{add + "COMMIT;\nUPDATE \"User\" SET \"role\" = 'OWNER' WHERE \"id\" = 1;"}, {"transaction-statement warning"}},
      {{"CREATE TYPE \"Kind\" AS ENUM ('A');\nALTER TYPE \"Kind\" ADD VALUE 'B';\nCREATE TABLE \"Draft\" (\"k\" "
        "\"Kind\" "
        "DEFAULT 'B');"},
       {"enum-value-added-and-used warning"}},
      {{add + "ALTER TYPE \"Role\" ADD VALUE 'HEAD' AFTER 'OWNER';"}, {}},
  });
}

TEST_CASE("transactions of a script's own") {
  check({
      {{"BEGIN;\nCREATE TABLE \"Draft\" (\"n\" INTEGER);\nCOMMIT;"}, {"transaction-statement info"}},
      {{"CREATE TABLE \"Draft\" (\"n\" INTEGER);\nCOMMIT;\nCREATE TABLE \"Other\" (\"n\" INTEGER);"},
       {"transaction-statement warning"}},
      {{"BEGIN;\nCREATE TABLE \"Draft\" (\"n\" INTEGER);"}, {"transaction-statement error"}},
      {{"BEGIN;\nCREATE TABLE \"Draft\" (\"n\" INTEGER);\nROLLBACK;"}, {"transaction-statement error"}},
      {{"DO $$ BEGIN PERFORM 1; END $$;"}, {}},
  });
}

TEST_CASE("from Prisma 7.4 on a script is sent statement by statement") {
  const PrismaVersion last_whole{7, 3, 0, "test"}, first_split{7, 4, 0, "test"};
  const std::string add = "ALTER TYPE \"Role\" ADD VALUE 'OWNER';\n";
  const std::string use = "UPDATE \"User\" SET \"role\" = 'OWNER' WHERE \"id\" = 1;\n";
  const std::string indexes = "CREATE INDEX CONCURRENTLY i ON \"User\"(\"name\");\n";
  CHECK(said(branch({add + use}, last_whole)) == Lines{"enum-value-added-and-used error"});
  CHECK(said(branch({add + use}, first_split)).empty());
  CHECK(said(branch({"BEGIN;\n" + add + use + "COMMIT;"}, first_split)) == Lines{"enum-value-added-and-used error"});
  CHECK(said(branch({"BEGIN;\n" + add + "COMMIT;\n" + use}, first_split)).empty());
  CHECK(said(branch({indexes + "SELECT 1;"}, last_whole)) == Lines{"concurrently-beside-other-statements error"});
  CHECK(said(branch({indexes + "SELECT 1;"}, first_split)).empty());
  CHECK(said(branch({"BEGIN;\n" + indexes + "COMMIT;"}, first_split)) ==
        Lines{"concurrently-beside-other-statements error"});
  // what the splitter cannot parse goes as a whole
  CHECK(said(branch({"DROP INDEX CONCURRENTLY \"User_email_idx\";\n" + indexes}, first_split)) ==
        Lines{"concurrently-beside-other-statements error"});
}

TEST_CASE("brackets of a script's own are right where nothing else makes it one transaction") {
  const PrismaVersion split{7, 8, 0, "test"};
  const std::string one = "CREATE TABLE \"Draft\" (\"n\" INTEGER);\n",
                    two = "CREATE TABLE \"Other\" (\"n\" INTEGER);\n";
  CHECK(said(branch({"BEGIN;\n" + one + two + "COMMIT;"}, split)).empty());
  CHECK(said(branch({"BEGIN;\n" + one + "COMMIT;\n" + two}, split)).empty());
  CHECK(said(branch({"BEGIN;\n" + one}, split)) == Lines{"transaction-statement error"});
  CHECK(said(branch({"BEGIN;\n" + one + "ROLLBACK;"}, split)) == Lines{"transaction-statement error"});
}

TEST_CASE("what a view reads is neither dropped nor altered under it") {
  const std::string view = "CREATE VIEW \"v\" AS SELECT \"id\", \"code\" FROM \"User\";\n";
  const std::string text = "ALTER TABLE \"User\" ALTER COLUMN \"code\" SET DATA TYPE TEXT;\n";
  auto says = [](const Lines& scripts) {
    auto all = said(branch(scripts));
    return std::count(all.begin(), all.end(), "dependent-object error") > 0;
  };
  CHECK(says({view, text}));
  CHECK(says({view, "ALTER TABLE \"User\" DROP COLUMN \"code\";"}));
  CHECK_FALSE(says({view, "ALTER TABLE \"User\" DROP COLUMN \"code\" CASCADE;"}));
  CHECK_FALSE(says({view, "ALTER TABLE \"User\" DROP COLUMN \"price\";"}));
  CHECK_FALSE(says({view, "ALTER TABLE \"User\" ALTER COLUMN \"code\" SET DEFAULT 'x';"}));
  CHECK_FALSE(says({view, "DROP VIEW IF EXISTS \"v\";\n" + text + view}));
}

TEST_CASE("an index that schema.prisma has no words for is missed when it is dropped") {
  auto says = [](const std::string& made, const std::string& own) {
    auto first = migration("20240101000001_init", "CREATE TABLE t (a int, b text); " + made);
    auto built = workspace().target("main", {first}).source("a", {first, migration("20240201000001_a", own)}).build();
    auto all = findings_of(with_sql(analysis_of(built, {"a"})), "hand-made-dropped");
    return all.empty() ? "" : all[0].message;
  };
  const std::string said =
      "drops index \"i\", which 20240101000001_init on main made by hand: schema.prisma cannot say ";
  CHECK(says("CREATE INDEX i ON t (a) WHERE a > 3;", "DROP INDEX i;") == said + "its condition");
  CHECK(says("CREATE INDEX i ON t (lower(b));", "DROP INDEX i;") == said + "its expression");
  CHECK(says("CREATE INDEX i ON t (a) INCLUDE (b);", "DROP INDEX i;") == said + "INCLUDE");
  CHECK(says("CREATE INDEX i ON t (b text_pattern_ops);", "DROP INDEX i;") == said + "its operator class");
  CHECK(says("CREATE UNIQUE INDEX i ON t (a) WHERE b IS NULL;", "DROP INDEX i;") == said + "its condition");
  CHECK(says("CREATE INDEX i ON t (a DESC);", "DROP INDEX i;").empty());
  CHECK(says("CREATE INDEX i ON t USING gin (b gin_trgm_ops);", "DROP INDEX i;").empty());
  CHECK(says("CREATE INDEX i ON t (a) WHERE a > 3;", "DROP INDEX i; CREATE INDEX i ON t (a) WHERE a > 5;").empty());
  CHECK(says("CREATE INDEX i ON t (a) WHERE a > 3;", "DROP INDEX i; ALTER TABLE t DROP COLUMN a;").empty());
}

TEST_CASE("names behind the 63rd byte") {
  auto finding = only(branch({"CREATE TABLE \"" + long_name + "\" (\"n\" INTEGER);"}));
  CHECK(finding.rule == "identifier-too-long");
  CHECK(finding.message == "\"" + long_name + "\" has 70 bytes");
  check({{{"CREATE TABLE \"" + long_name.substr(0, 63) + "\" (\"n\" INTEGER);"}, {}}});
}

TEST_CASE("one migration, one thing") {
  const std::string three =
      "ALTER TABLE \"User\" ADD COLUMN \"a\" TEXT;\nALTER TABLE \"Tag\" ADD COLUMN \"b\" TEXT;\n"
      "ALTER TABLE \"Log\" ADD COLUMN \"c\" TEXT;\n";
  check({
      {{three}, {"unrelated-tables info"}},
      {{text::replace_all(text::replace_all(three, "\"b\"", "\"a\""), "\"c\"", "\"a\"")}, {}},
      {{three + "ALTER TABLE \"Log\" ADD CONSTRAINT f FOREIGN KEY (\"id\") REFERENCES \"Tag\"(\"id\") NOT VALID;"}, {}},
      {{"ALTER TABLE \"User\" ADD COLUMN \"a\" TEXT;\nUPDATE \"Tag\" SET \"label\" = 'x' WHERE \"label\" IS NULL;"},
       {"data-beside-schema warning"}},
      {{"ALTER TABLE \"User\" ADD COLUMN \"a\" TEXT;\nUPDATE \"User\" SET \"a\" = 'x' WHERE \"a\" IS NULL;"}, {}},
      {{"ALTER TABLE \"User\" ADD COLUMN \"a\" TEXT;", "UPDATE \"Tag\" SET \"label\" = 'x' WHERE \"label\" IS NULL;"},
       {}},
      {{"CREATE TABLE \"Draft\" (\"n\" INTEGER);\nINSERT INTO \"Draft\" SELECT \"id\" FROM \"User\";"}, {}},
  });
}

TEST_CASE("commands that reach beyond the database") {
  check({
      {{"COPY \"Log\" FROM PROGRAM 'curl x';"}, {"dangerous-server-command error"}},
      {{"COPY \"Log\" TO '/tmp/log.csv';"}, {"dangerous-server-command error"}},
      {{"ALTER SYSTEM SET work_mem = '1MB';"}, {"dangerous-server-command error"}},
      {{"DROP DATABASE other;"}, {"dangerous-server-command error"}},
      {{"SELECT pg_read_file('/etc/passwd');"}, {"dangerous-server-command error"}},
      {{"SELECT pg_sleep(5);"}, {"dangerous-server-command warning"}},
      {{"CREATE EXTENSION plpython3u;"}, {"dangerous-server-command error"}},
      {{"CREATE EXTENSION IF NOT EXISTS \"pgcrypto\";"}, {}},
      {{"ALTER ROLE app SUPERUSER;"}, {"dangerous-server-command error"}},
      {{"CREATE ROLE app NOLOGIN;"}, {"dangerous-server-command warning"}},
      {{"CREATE USER app;"}, {"dangerous-server-command warning"}},
      {{"DO $$ BEGIN CREATE ROLE app NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"}, {}},
      {{"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'app') THEN CREATE ROLE app; END IF; END "
        "$$;"},
       {}},
      {{"GRANT SELECT ON \"User\" TO app;"}, {}},
      {{"SELECT lower('x');"}, {}},
  });
}

TEST_CASE("what a team's policy recommends is no hazard, and what it warns of is one") {
  check({
      // a new table with its indexes and foreign key
      {{"CREATE TABLE \"NewFeature\" (\"id\" TEXT NOT NULL, \"name\" TEXT NOT NULL, \"userId\" INTEGER NOT NULL,\n"
        "  \"createdAt\" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, CONSTRAINT \"NewFeature_pkey\" PRIMARY KEY "
        "(\"id\"));\n"
        "CREATE INDEX \"NewFeature_userId_idx\" ON \"NewFeature\"(\"userId\");\n"
        "ALTER TABLE \"NewFeature\" ADD CONSTRAINT \"NewFeature_userId_fkey\" FOREIGN KEY (\"userId\") REFERENCES "
        "\"User\"(\"id\") ON DELETE RESTRICT ON UPDATE CASCADE;"},
       {}},
      // nullable, fill, NOT NULL: in one script or in three
      {{"ALTER TABLE \"User\" ADD COLUMN \"newField\" TEXT;\n"
        "UPDATE \"User\" SET \"newField\" = 'default_value' WHERE \"newField\" IS NULL;\n"
        "ALTER TABLE \"User\" ALTER COLUMN \"newField\" SET NOT NULL;"},
       {}},
      {{"ALTER TABLE \"User\" ADD COLUMN \"newField\" TEXT;",
        "UPDATE \"User\" SET \"newField\" = 'default_value' WHERE \"newField\" IS NULL;",
        "ALTER TABLE \"User\" ALTER COLUMN \"newField\" SET NOT NULL;"},
       {}},
      // RENAME keeps the values; that old clients notice is information
      {{"ALTER TABLE \"User\" RENAME COLUMN \"oldName\" TO \"newName\";"}, {"client-breaking-rename info"}},
      // no value is lost, but the table is written anew
      {{"ALTER TABLE \"User\" ALTER COLUMN \"count\" TYPE BIGINT;"}, {"column-type-changed info"}},
      // new column, copy, swap
      {{"ALTER TABLE \"User\" ADD COLUMN \"count_new\" INTEGER;\n"
        "UPDATE \"User\" SET \"count_new\" = CAST(\"count_old\" AS INTEGER) WHERE \"count_old\" ~ '^[0-9]+$';\n"
        "ALTER TABLE \"User\" DROP COLUMN \"count_old\";\n"
        "ALTER TABLE \"User\" RENAME COLUMN \"count_new\" TO \"total\";"},
       {}},
      // taking back what the branch itself made
      {{"CREATE TABLE \"NewFeature\" (\"id\" TEXT);\nALTER TABLE \"User\" ADD COLUMN \"newField\" TEXT;",
        "DROP TABLE \"NewFeature\";\nALTER TABLE \"User\" DROP COLUMN \"newField\";\nDROP INDEX \"User_email_idx\";"},
       {}},
  });
}

TEST_CASE("the target's own past is not judged, and a branch is told once for each source that has it") {
  auto analysis = branch({"DROP TABLE \"Post\";"});
  for (const auto& finding : hazards(analysis)) CHECK(finding.place.source == "a");
  auto all =
      std::vector{migration("20240101000001_init", before), migration("20240201000001_drop", "DROP TABLE \"Post\";")};
  auto merged = workspace().target("main", all).source("a", all).build();
  CHECK(said(with_sql(analysis_of(merged, {"a"}))) == Lines{});
}

namespace {

/// The branch's database, and what it answers.
Analysis counted(const std::string& sql, const std::vector<std::int64_t>& answers, bool ran = false) {
  auto analysis = branch({sql});
  auto init = migration("20240101000001_init", before);
  std::vector<LedgerRow> rows{applied(init)};
  if (ran) rows.push_back(applied(migration("20240201000001_own_step", sql)));
  analysis.databases = {database("shop", rows, {"a"})};
  auto asked = questions(analysis);
  if (ran) CHECK(asked.empty());
  for (const auto& question : asked) {
    auto at = question.what == Question::What::rows ? 0u : 1u;
    if (at < answers.size()) analysis.facts[question] = {answers[at], ""};
  }
  return analysis;
}

}  // namespace

TEST_CASE("with numbers: silent over an empty table, the real number otherwise") {
  const std::string set = "ALTER TABLE \"User\" ALTER COLUMN \"name\" SET NOT NULL;";
  CHECK(said(counted(set, {0, 0})) == Lines{});
  CHECK(only(counted(set, {1204, 3})).message ==
        "makes column \"User\".\"name\" NOT NULL (3 of 1,204 rows are NULL in shop)");
  CHECK(said(counted(set, {1204, 3})) == Lines{"not-null-on-existing-rows error"});
  CHECK(said(counted(set, {1204, 0})) == Lines{"not-null-on-existing-rows info"});
  CHECK(said(counted(set, {1204567, 0})) == Lines{"not-null-on-existing-rows warning"});
  CHECK(said(counted(set, {})) == Lines{"not-null-on-existing-rows warning"});

  CHECK(said(counted("DROP TABLE \"Post\";", {0})) == Lines{});
  CHECK(only(counted("DROP TABLE \"Post\";", {12})).message == "drops table \"Post\" (12 rows in shop)");
  CHECK(said(counted("ALTER TABLE \"User\" DROP COLUMN \"name\";", {12, 12})) == Lines{});
  CHECK(only(counted("ALTER TABLE \"User\" DROP COLUMN \"name\";", {12, 2})).message ==
        "drops column \"User\".\"name\" (10 of 12 rows hold a value in shop)");

  const std::string unique = "CREATE UNIQUE INDEX n ON \"User\"(\"name\");";
  CHECK(said(counted(unique, {12, 0})) == Lines{"unique-on-existing-data info"});
  CHECK(only(counted(unique, {12, 2})).message ==
        "makes \"name\" of table \"User\" unique (2 values of 12 rows stand there more than once in shop)");
  CHECK(said(counted(unique, {1, 0})) == Lines{});

  CHECK(said(counted("CREATE INDEX n ON \"User\"(\"name\");", {12})) == Lines{"index-without-concurrently info"});
  CHECK(said(counted("CREATE INDEX n ON \"User\"(\"name\");", {2000000})) ==
        Lines{"index-without-concurrently warning"});
  CHECK(said(counted("ALTER TABLE \"User\" ALTER COLUMN \"age\" TYPE BIGINT;", {2000000})) ==
        Lines{"column-type-changed warning"});
}

TEST_CASE("questions name what the database has: a renamed table by its old name, a composite key in order") {
  auto asked = [](const std::string& sql) { return questions(counted(sql, {})); };
  auto renamed = asked(
      "ALTER TABLE \"Post\" RENAME TO \"Article\";\nALTER TABLE \"Article\" ALTER COLUMN \"title\" SET "
      "NOT NULL;");
  REQUIRE(renamed.size() == 2);
  CHECK(renamed[0].table == "Post");
  auto orphans = asked(
      "ALTER TABLE \"Post\" ADD CONSTRAINT f FOREIGN KEY (\"title\", \"userId\") REFERENCES "
      "\"Tag\"(\"label\", \"id\");");
  REQUIRE(orphans.size() == 2);
  CHECK(orphans[1].columns == Lines{"title", "userId"});
  CHECK(orphans[1].other_table == "Tag");
  CHECK(orphans[1].other_columns == Lines{"label", "id"});
  CHECK(asked("CREATE UNIQUE INDEX n ON \"User\"(lower(\"name\"));").size() == 1);
  CHECK(asked("CREATE UNIQUE INDEX n ON \"User\"(\"name\") WHERE \"age\" > 1;").size() == 1);
  CHECK(asked("CREATE TABLE \"Draft\" (\"n\" INTEGER);\nCREATE INDEX i ON \"Draft\"(\"n\");").empty());
}

TEST_CASE("a database that has run the migration is not asked") {
  CHECK(said(counted("DROP TABLE \"Post\";", {0}, true)) == Lines{"table-dropped error"});
}

TEST_CASE("ids of the hazards, each found above") {
  for (const char* id : {"table-dropped",
                         "schema-dropped",
                         "column-dropped",
                         "rename-as-drop-and-add",
                         "constraint-dropped",
                         "type-dropped",
                         "enum-value-removed",
                         "all-rows-deleted",
                         "required-column-without-default",
                         "not-null-on-existing-rows",
                         "column-type-changed",
                         "unique-on-existing-data",
                         "foreign-key-on-existing-data",
                         "check-on-existing-data",
                         "client-breaking-rename",
                         "concurrently-beside-other-statements",
                         "enum-value-added-and-used",
                         "transaction-statement",
                         "identifier-too-long",
                         "index-without-concurrently",
                         "volatile-default",
                         "table-rewritten",
                         "data-beside-schema",
                         "unrelated-tables",
                         "dangerous-server-command",
                         "dependent-object"})
    CHECK(find_rule(id) != nullptr);
}

TEST_CASE("a table that the target has, made once more: nothing of the new one meets its rows") {
  const std::string again =
      "CREATE TABLE \"Post\" (\"id\" TEXT NOT NULL, \"slug\" TEXT NOT NULL, CONSTRAINT \"Post_pkey\" PRIMARY KEY "
      "(\"id\"));\n"
      "CREATE UNIQUE INDEX \"Post_slug_key\" ON \"Post\"(\"slug\");\n"
      "ALTER TABLE \"Post\" ADD CONSTRAINT \"Post_userId_fkey\" FOREIGN KEY (\"id\") REFERENCES \"User\"(\"email\");\n";
  CHECK(said(branch({again})).empty());
  CHECK(found(branch({again}), "object-created-twice").size() == 1);
  CHECK(found(branch({again}), "index-touched-twice").empty());
  auto beside = again.substr(again.find('\n') + 1);
  CHECK_FALSE(said(branch({beside})).empty());
  CHECK_FALSE(found(branch({beside}), "index-touched-twice").empty());
}

TEST_CASE("a table that the target has, made IF NOT EXISTS: the statement adds no column; the next one is judged") {
  const std::string made = "CREATE TABLE IF NOT EXISTS \"Post\" (\"id\" TEXT NOT NULL, \"slug\" TEXT NOT NULL);\n";
  CHECK(said(branch({made})).empty());
  CHECK(said(branch({made + "ALTER TABLE \"Post\" ADD COLUMN \"slug\" TEXT NOT NULL;"})) ==
        Lines{"required-column-without-default error"});
}

TEST_CASE("unique: a key that holds the primary key, or a column that is NULL everywhere, has nothing twice") {
  check({
      {{"CREATE UNIQUE INDEX u ON \"User\"(\"name\");"}, {"unique-on-existing-data warning"}},
      {{"CREATE UNIQUE INDEX u ON \"User\"(\"id\", \"name\");"}, {}},
      {{"CREATE UNIQUE INDEX u ON \"User\"(\"name\", \"email\");"}, {}},
      {{"ALTER TABLE \"User\" ADD COLUMN \"slug\" TEXT;\nCREATE UNIQUE INDEX u ON \"User\"(\"name\", \"slug\");"}, {}},
      {{"DELETE FROM \"User\" a USING \"User\" b WHERE a.\"name\" = b.\"name\" AND a.\"id\" > b.\"id\";\n"
        "CREATE UNIQUE INDEX u ON \"User\"(\"name\");"},
       {}},
      {{"DELETE FROM \"User\" WHERE \"id\" NOT IN (SELECT min(\"id\") FROM \"User\" GROUP BY \"name\");\n"
        "CREATE UNIQUE INDEX u ON \"User\"(\"name\");"},
       {}},
      {{"DELETE FROM \"User\" WHERE \"id\" = 7;\nCREATE UNIQUE INDEX u ON \"User\"(\"name\");"},
       {"unique-on-existing-data warning"}},
      {{"DELETE FROM \"User\" WHERE \"name\" IS NULL;\nCREATE UNIQUE INDEX u ON \"User\"(\"name\");"},
       {"unique-on-existing-data warning"}},
  });
  auto partial = only(branch({"CREATE UNIQUE INDEX u ON \"User\"(\"name\") WHERE \"age\" > 1;"}));
  CHECK(partial.message.starts_with("makes \"name\" of table \"User\" unique where"));
}

TEST_CASE("constraint dropped: a key over the same columns stays, or takes its place") {
  const std::string join =
      "CREATE TABLE \"_AToB\" (\"A\" INTEGER NOT NULL, \"B\" INTEGER NOT NULL);\n"
      "CREATE UNIQUE INDEX \"_AToB_AB_unique\" ON \"_AToB\"(\"A\", \"B\");\n";
  auto with = [&](const std::string& sql) {
    std::vector<Migration> all{migration("20240101000001_init", join)};
    auto target = all;
    all.push_back(migration("20240201000001_own", sql));
    return said(with_sql(analysis_of(workspace().target("main", target).source("a", all).build(), {"a"})));
  };
  const std::string drop = "DROP INDEX \"_AToB_AB_unique\";\n";
  const std::string key = "ALTER TABLE \"_AToB\" ADD CONSTRAINT \"_AToB_AB_pkey\" PRIMARY KEY (\"A\", \"B\");\n";
  CHECK(with(key + drop).empty());
  CHECK(with(drop + key).empty());
  CHECK(with(drop) == Lines{"constraint-dropped warning"});
}

TEST_CASE("not null: a CHECK that the target has proves it, once it is valid") {
  auto with = [](const std::string& main, const std::string& own) {
    std::vector<Migration> all{migration("20240101000001_init", before), migration("20240102000001_check", main)};
    auto target = all;
    all.push_back(migration("20240201000001_own", own));
    return said(with_sql(analysis_of(workspace().target("main", target).source("a", all).build(), {"a"})));
  };
  const std::string check = "ALTER TABLE \"User\" ADD CONSTRAINT c CHECK (\"name\" IS NOT NULL)";
  const std::string set = "ALTER TABLE \"User\" ALTER COLUMN \"name\" SET NOT NULL;\n";
  const std::string validate = "ALTER TABLE \"User\" VALIDATE CONSTRAINT c;\n",
                    drop = "ALTER TABLE \"User\" DROP CONSTRAINT c;";
  CHECK(with(check + ";", set + drop).empty());
  CHECK(with(check + " NOT VALID;", validate + set + drop).empty());
  CHECK(with(check + " NOT VALID;\n" + validate, set).empty());
  CHECK(with(check + " NOT VALID;", set) == Lines{"not-null-on-existing-rows warning"});
  CHECK(with(check + ";\n" + drop, set) == Lines{"not-null-on-existing-rows warning"});
  // under the names that it has by now
  const std::string renames =
      "ALTER TABLE \"User\" RENAME COLUMN \"name\" TO \"called\"; ALTER TABLE \"User\" RENAME TO \"Person\";\n"
      "ALTER TABLE \"Person\" RENAME CONSTRAINT c TO d;";
  const std::string set_renamed = "ALTER TABLE \"Person\" ALTER COLUMN \"called\" SET NOT NULL;";
  CHECK(with(check + ";\n" + renames, set_renamed).empty());
  CHECK(with(check + " NOT VALID;\n" + renames + "ALTER TABLE \"Person\" VALIDATE CONSTRAINT d;", set_renamed).empty());
  CHECK(with(check + ";\n" + renames + "ALTER TABLE \"Person\" DROP CONSTRAINT d;", set_renamed) ==
        Lines{"not-null-on-existing-rows warning"});
}

TEST_CASE("a deletion settles what is there twice where it looks at other rows, not where its text says so") {
  const std::string unique = "CREATE UNIQUE INDEX u ON \"User\"(\"name\");";
  check({
      {{"DELETE FROM \"User\" a USING \"User\" b WHERE a.\"name\" = b.\"name\" AND a.\"id\" > b.\"id\";\n" + unique},
       {}},
      {{"DELETE FROM \"User\" WHERE \"name\" IN (SELECT \"name\" FROM \"User\" GROUP BY 1 HAVING count(*) > 1);\n" +
        unique},
       {}},
      {{"DELETE FROM \"User\" WHERE \"name\" = 'select using';\n" + unique}, {"unique-on-existing-data warning"}},
  });
  auto exclusion = only(branch({"ALTER TABLE \"User\" ADD CONSTRAINT x EXCLUDE USING gist (\"age\" WITH =);"}));
  CHECK(exclusion.rule == "unique-on-existing-data");
  CHECK(exclusion.why.find("23P01") != std::string::npos);
}

TEST_CASE("columns named twice are refused before any row is looked at") {
  check({
      {{"INSERT INTO \"Tag\" (\"id\", \"label\", \"id\") VALUES (1, 'a', 2);"}, {"syntax-error error"}},
      {{"UPDATE \"Tag\" SET \"label\" = 'a', \"label\" = 'b' WHERE \"id\" = 1;"}, {"syntax-error error"}},
      {{"INSERT INTO \"Tag\" (\"id\", \"label\") VALUES (1, 'a');"}, {}},
      {{"CREATE TABLE l (a int[]); UPDATE l SET a[1] = 1, a[2] = 2 WHERE true;"}, {}},
  });
  auto finding = only(branch({"SELECT 1;\nINSERT INTO \"Tag\" (\"id\", \"id\") VALUES (1, 2);"}));
  CHECK(finding.message == "20240201000001_own_step is refused: column \"id\" specified more than once (42701)");
  CHECK(finding.place.line == 2);
}

TEST_CASE("an own script that is not read is an error, the target's old one is let be") {
  std::string terms = "ALTER TABLE \"Tag\" ADD CHECK (1";
  for (int i = 0; i < 30'000; ++i) terms += "+1";
  terms += " > 0);";
  auto hits = findings_of(branch({terms}), "unreadable-input");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].severity == Severity::error);
  CHECK(hits[0].message.starts_with("20240201000001_own_step is not read whole: a chain of "));
  CHECK(found(branch({"ALTER TABLE \"Tag\" ADD CHECK (1 + 1 > 0);"}), "unreadable-input").empty());
  auto old = migration("20240101000001_init", terms), own = migration("20240201000001_a", "SELECT 1;");
  auto built = workspace().target("main", {old}).source("a", {old, own}).build();
  CHECK(found(with_sql(analysis_of(built, {"a"})), "unreadable-input").empty());
}

TEST_CASE("statements that say more than they seem to") {
  check({
      {{"DELETE FROM \"Log\" WHERE true;"}, {"all-rows-deleted error"}},
      {{"DELETE FROM \"Log\" WHERE 1=1;"}, {"all-rows-deleted error"}},
      {{"DELETE FROM \"Log\" WHERE \"id\" = 1;"}, {}},
      {{"DROP INDEX CONCURRENTLY \"User_email_idx\", \"Other_idx\";"}, {"concurrently-beside-other-statements error"}},
      {{"DROP INDEX CONCURRENTLY \"User_email_idx\";"}, {}},
      {{"ALTER TABLE \"User\" ADD COLUMN \"slug\" TEXT UNIQUE;"}, {"index-without-concurrently warning"}},
      {{"DROP EXTENSION \"citext\" CASCADE;"}, {"type-dropped error"}},
  });
}
