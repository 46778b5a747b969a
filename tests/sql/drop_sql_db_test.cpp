// The drops that advice prints, played on a real server.
#include <doctest/doctest.h>

#include <string>

#include "sql/drop_sql.hpp"
#include "support/temp_server.hpp"
#include "tributary/change.hpp"

using namespace tributary;

namespace {

const char* setup =
    "CREATE SCHEMA \"My App\"; CREATE TYPE \"My App\".x AS ENUM ('a'); CREATE TABLE t (id int, \"B c\" int); CREATE "
    "VIEW v AS SELECT 1 AS x;"
    "CREATE TYPE comp AS (a int); CREATE DOMAIN dom AS int;"
    "CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
    "CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';"
    "CREATE FUNCTION sf(int, int) RETURNS int LANGUAGE sql AS 'SELECT $1';"
    "CREATE FUNCTION sf(int) RETURNS int LANGUAGE sql AS 'SELECT $1'; CREATE FOREIGN DATA WRAPPER other;"
    "CREATE SERVER here FOREIGN DATA WRAPPER other; CREATE FOREIGN TABLE ft (a int) SERVER here;";

struct Made {
  const char* sql;
  ObjectKind within = ObjectKind::table;
};

const Made all[] = {
    {"CREATE TABLE \"My App\".\"a \"\"b\"\"\" (id int)"},
    {"CREATE VIEW w AS SELECT 1 AS x"},
    {"CREATE MATERIALIZED VIEW m AS SELECT 1 AS x"},
    {"CREATE INDEX i ON t (id)"},
    {"CREATE SEQUENCE s"},
    {"CREATE SCHEMA other"},
    {"CREATE TYPE e AS ENUM ('a')"},
    {"CREATE TYPE c AS (a int)"},
    {"CREATE TYPE r AS RANGE (subtype = int4)"},
    {"CREATE DOMAIN d AS int"},
    {"CREATE FUNCTION f(int, \"My App\".\"x\") RETURNS int LANGUAGE sql AS 'SELECT 1'"},
    {"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'"},
    {"CREATE PROCEDURE p(int) LANGUAGE sql AS 'SELECT 1'"},
    {"CREATE AGGREGATE ag(int) (SFUNC = sf, STYPE = int)"},
    {"CREATE AGGREGATE ag(*) (SFUNC = sf, STYPE = int)"},
    {"CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION tf()"},
    {"CREATE EVENT TRIGGER ev ON ddl_command_end EXECUTE FUNCTION et()"},
    {"CREATE POLICY po ON t USING (true)"},
    {"CREATE RULE ru AS ON INSERT TO t DO INSTEAD NOTHING"},
    {"ALTER TABLE t ADD COLUMN \"x \"\"y\"\"\" int"},
    {"ALTER TABLE t ADD CONSTRAINT c CHECK (id > 0)"},
    {"ALTER TABLE t ADD UNIQUE (\"B c\")"},
    {"ALTER TYPE comp ADD ATTRIBUTE b int", ObjectKind::composite_type},
    {"ALTER DOMAIN dom ADD CONSTRAINT positive CHECK (VALUE > 0)", ObjectKind::domain},
    {"ALTER FOREIGN TABLE ft ADD COLUMN b int", ObjectKind::foreign_table},
    {"CREATE COLLATION co FROM \"C\""},
    {"CREATE PUBLICATION pub"},
    {"CREATE STATISTICS st ON id, \"B c\" FROM t"},
    {"CREATE SERVER there FOREIGN DATA WRAPPER other"},
    {"CREATE FOREIGN TABLE ft2 (a int) SERVER here"},
    {"CREATE FOREIGN DATA WRAPPER another"},
    {"CREATE ROLE drop_sql_role"},
};

std::string drop_of(const Made& made) {
  for (const auto& change : read_changes(made.sql).changes)
    if (change.verb == Verb::create) return sql::drop_sql(change.object, made.within);
  return "";
}

}  // namespace

TEST_CASE("what is printed as the drop of an object is read as just that") {
  for (const auto& made : all) {
    CAPTURE(std::string(made.sql));
    auto made_by = read_changes(made.sql), read = read_changes(drop_of(made));
    CHECK(read.problems.empty());
    REQUIRE(read.changes.size() == 1);
    CHECK(read.changes[0].verb == Verb::drop);
    CHECK(read.changes[0].if_exists);
    CHECK(read.changes[0].object.name == made_by.changes[0].object.name);
    CHECK(read.changes[0].object.part == made_by.changes[0].object.part);
  }
  CHECK(sql::drop_sql({ObjectKind::enum_value, "", "e", "a", ""}).empty());
  CHECK(sql::drop_sql({ObjectKind::cast, "", "int as text", "", ""}).empty());
}

TEST_SUITE("db") {
  TEST_CASE("the drop that is printed takes the object away, so that it can be made again") {
    auto& server = testing::TempServer::shared();
    auto database = server.new_database("drops");
    server.exec(database, setup);
    for (const auto& made : all) {
      CAPTURE(std::string(made.sql));
      auto drop = drop_of(made);
      server.exec(database, made.sql);
      server.exec(database, "SET client_min_messages = error;" + drop);
      server.exec(database, made.sql);
      server.exec(database, drop);
    }
  }
}
