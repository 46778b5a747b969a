// Structures folded from scripts, and what of a database they do not explain.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tributary/catalog.hpp"

using namespace tributary;

namespace {

Catalog folded(const std::vector<std::string>& scripts, const std::string& schema = "public") {
  std::vector<ScriptChanges> read;
  for (const auto& script : scripts) read.push_back(read_changes(script));
  std::vector<const ScriptChanges*> all;
  for (const auto& script : read) all.push_back(&script);
  return fold(all, schema);
}

std::string listed(const Catalog& catalog) {
  std::string out;
  for (const auto& object : catalog.objects) {
    if (object.name.kind == ObjectKind::schema) continue;
    out += object_text(object.name);
    for (const auto& [name, value] : object.facts) out += fmt::format(" {}={}", name, value);
    out += "|";
  }
  return out;
}

std::string drift(const std::vector<std::string>& database, const std::vector<std::string>& expected,
                  const std::vector<std::vector<std::string>>& others = {}) {
  std::vector<Catalog> explained;
  for (const auto& other : others) explained.push_back(folded(other));
  std::string out;
  for (const auto& each : structure_drift(folded(database), folded(expected), explained, "public"))
    out += fmt::format("{} {}: {} -> {}|", object_text(each.object), each.fact, each.left.value_or("-"),
                       each.right.value_or("-"));
  return out;
}

}  // namespace

TEST_CASE("dropping a column takes the constraints and indexes over it along, and the sequence it owns") {
  CHECK(listed(folded({"CREATE TABLE t (id serial PRIMARY KEY, a int, b int, UNIQUE (a, b), CHECK (a > b))",
                       "CREATE INDEX on t (a); ALTER TABLE t DROP COLUMN a, DROP COLUMN id"})) ==
        "table \"public\".\"t\"|column \"public\".\"t\".\"b\" type=integer|");
}

TEST_CASE("a name that an earlier script took gets PostgreSQL's next number") {
  CHECK(listed(folded({"CREATE TABLE t (a int UNIQUE)", "ALTER TABLE t ADD UNIQUE (a)"})) ==
        "table \"public\".\"t\"|column \"public\".\"t\".\"a\" type=integer|constraint \"public\".\"t\".\"t_a_key\" "
        "type=unique|constraint \"public\".\"t\".\"t_a_key1\" type=unique|");
}

TEST_CASE("a renamed type is renamed in the columns that have it") {
  CHECK(listed(folded({"CREATE TYPE \"Role\" AS ENUM ('a'); CREATE TABLE t (r \"Role\"[])",
                       "ALTER TYPE \"Role\" RENAME TO \"Kind\"; ALTER TYPE \"Kind\" ADD VALUE 'b' BEFORE 'a'"})) ==
        "table \"public\".\"t\"|column \"public\".\"t\".\"r\" type=public.\"Kind\"[]|enum \"public\".\"Kind\" "
        "values=b\na|");
}

TEST_CASE("what cannot be read is said, and what it may have changed is not judged") {
  auto catalog = folded({"CREATE TABLE t (a int)", "DO $$ BEGIN EXECUTE 'DROP TABLE ' || current_user; END $$"});
  REQUIRE(catalog.opaque.size() == 1);
  CHECK(catalog.find({ObjectKind::table, "public", "t", "", ""}));
  auto copied = folded({"CREATE TABLE t (a int)", "CREATE TABLE u AS SELECT * FROM t"});
  CHECK(copied.find({ObjectKind::table, "public", "u", "", ""})->unknown.count("*") == 1);
}

TEST_CASE("drift of structure: what nobody's script explains") {
  std::string shop = "CREATE TABLE t (a int NOT NULL, b text)";
  CHECK(drift({shop}, {shop}) == "");
  CHECK(drift({shop, "CREATE TABLE u (a int)"}, {shop}) == "table \"public\".\"u\" : exists -> -|");
  CHECK(drift({shop}, {shop, "CREATE INDEX i ON t (a)"}) == "index \"public\".\"i\" : - -> exists|");
  CHECK(drift({shop, "ALTER TABLE t ALTER b TYPE varchar(9)"}, {shop}) ==
        "column \"public\".\"t\".\"b\" type: character varying(9) -> text|");
  CHECK(drift({shop, "CREATE SCHEMA auth; CREATE TABLE auth.users (a int)"}, {shop}) == "");
}

TEST_CASE("drift of structure: what another source's scripts explain is none") {
  std::string shop = "CREATE TABLE t (a int NOT NULL, b text)", epic = "CREATE TABLE u (a int)",
              wide = "ALTER TABLE t ALTER b TYPE varchar(9)";
  CHECK(drift({shop, epic}, {shop}, {{shop, epic}}) == "");
  CHECK(drift({shop, wide}, {shop}, {{shop, wide}}) == "");
  CHECK(drift({shop, epic, wide}, {shop}, {{shop, wide}}) == "table \"public\".\"u\" : exists -> -|");
}

TEST_CASE("columns beside a key's own ones may be null; a generated column whose expression is dropped stands alone") {
  CHECK(listed(folded({"CREATE TABLE t (a int, b int, PRIMARY KEY (a) INCLUDE (b))"})).find("\"b\" type=integer|") !=
        std::string::npos);
  CHECK(listed(folded({"CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED)",
                       "ALTER TABLE t ALTER COLUMN b DROP EXPRESSION; ALTER TABLE t DROP COLUMN a"})) ==
        "table \"public\".\"t\"|column \"public\".\"t\".\"b\" type=integer|");
  CHECK(listed(folded(
            {"CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED); ALTER TABLE t DROP COLUMN a"})) ==
        "table \"public\".\"t\"|");
}

TEST_CASE(
    "what CASCADE takes: columns of an extension's type, aggregates with their function, a default without its "
    "column") {
  CHECK(
      listed(folded({"CREATE EXTENSION citext; CREATE TABLE t (a int, e citext)", "DROP EXTENSION citext CASCADE"})) ==
      "table \"public\".\"t\"|column \"public\".\"t\".\"a\" type=integer|");
  CHECK(listed(folded(
            {"CREATE FUNCTION f(int, int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE AGGREGATE g (int) (SFUNC "
             "= f, STYPE = int)",
             "DROP FUNCTION f(int, int) CASCADE"})) == "");
  CHECK(listed(folded({"CREATE SEQUENCE s; CREATE TABLE t (a int DEFAULT nextval('s'))", "DROP SEQUENCE s CASCADE"})) ==
        "table \"public\".\"t\"|column \"public\".\"t\".\"a\" type=integer|");
}

TEST_CASE("the name of a table that is dropped is free, and so are those of its sequence and index") {
  CHECK(listed(folded({"CREATE TABLE t (a serial); CREATE INDEX ON t (a); DROP TABLE t;"
                       "CREATE TABLE t (a serial); CREATE INDEX ON t (a);"})) ==
        listed(folded({"CREATE TABLE t (a serial); CREATE INDEX ON t (a);"})));
}

TEST_CASE("what goes with a type: a typed table, a table partitioned by it, a function that takes a table's rows") {
  CHECK(listed(folded({"CREATE TYPE ct AS (a int); CREATE TABLE t OF ct (PRIMARY KEY (a))", "DROP TYPE ct CASCADE"})) ==
        "");
  CHECK(listed(folded({"CREATE DOMAIN d AS int; CREATE TABLE p (a d, b int) PARTITION BY RANGE (a)",
                       "DROP DOMAIN d CASCADE"})) == "");
  CHECK(listed(folded({"CREATE TABLE t (a int); CREATE FUNCTION f(t) RETURNS int LANGUAGE sql AS 'SELECT 1'",
                       "DROP TABLE t CASCADE"})) == "");
}

TEST_CASE("an aggregate is known by what it takes, in its old form too") {
  auto arguments = [](const std::string& sql) { return folded({sql}).objects.back().name.arguments; };
  CHECK(arguments("CREATE AGGREGATE g (\"any\") (SFUNC = int8inc_any, STYPE = int8)") == "\"any\"");
  CHECK(arguments("CREATE AGGREGATE g (BASETYPE = int, SFUNC = int4pl, STYPE = int)") == "integer");
  CHECK(arguments("CREATE AGGREGATE g (BASETYPE = 'ANY', SFUNC = int8inc, STYPE = int8)") == "");
}

TEST_CASE("an enum's values stand where they are put, keep their place under another name, and are there once") {
  CHECK(listed(folded({"CREATE TYPE e AS ENUM ('b', 'd')",
                       "ALTER TYPE e ADD VALUE 'a' BEFORE 'b'; ALTER TYPE e ADD VALUE 'c' AFTER 'b';"
                       "ALTER TYPE e ADD VALUE 'e'; ALTER TYPE e ADD VALUE IF NOT EXISTS 'a';"
                       "ALTER TYPE e RENAME VALUE 'c' TO 'C'; ALTER TYPE e ADD VALUE 'f' AFTER 'C';"})) ==
        "enum \"public\".\"e\" values=a\nb\nC\nf\nd\ne|");
}
