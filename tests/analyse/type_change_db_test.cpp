// Which changes of type PostgreSQL takes without a USING, and which leave the table's file as it is: asked of a real
// server for every pair of its types that columns have.
#include <doctest/doctest.h>

#include "analyse/type_change.hpp"
#include "base/text.hpp"
#include "support/temp_server.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

using Kind = TypeChange::Kind;

const std::vector<std::string>& types() {
  static const std::vector<std::string> all{
      "smallint",   "integer",     "bigint",    "numeric",      "numeric(10,2)", "real",
      "float8",     "money",       "boolean",   "text",         "varchar",       "varchar(5)",
      "varchar(9)", "char(3)",     "char(5)",   "name",         "\"char\"",      "bytea",
      "uuid",       "json",        "jsonb",     "xml",          "date",          "time",
      "time(3)",    "timetz",      "timestamp", "timestamp(3)", "timestamptz",   "timestamptz(3)",
      "interval",   "interval(3)", "inet",      "cidr",         "macaddr",       "macaddr8",
      "bit(3)",     "bit(5)",      "varbit",    "varbit(5)",    "varbit(9)",     "tsvector",
      "point",      "box",         "path",      "polygon",      "oid",           "int4range",
      "text[]",     "integer[]",   "bigint[]",  "varchar(5)[]", "varchar(9)[]",  "jsonb[]",
      "\"Mood\"",   "\"Kind\"",    "citext"};
  return all;
}

/// Rows "from|to|SQLSTATE|t where the file is another one", types as format_type() prints them.
std::string answers(const std::string& database, const std::string& from) {
  auto to = text::replace_all(text::join(types(), "','"), "$", "");
  return TempServer::shared().exec(database, R"(
    CREATE TEMP TABLE answer (f text, t text, state text, anew bool);
    DO $do$ DECLARE t text; ft text; tt text; before oid; state text; anew bool; BEGIN
      FOREACH t IN ARRAY ARRAY[')" + to + R"('] LOOP
        EXECUTE format('CREATE TEMP TABLE x (c %s)', ')" +
                                                 from + R"(');
        EXECUTE format('CREATE TEMP TABLE y (c %s)', t);
        SELECT format_type(atttypid, atttypmod) INTO ft FROM pg_attribute WHERE attrelid = 'x'::regclass AND attnum = 1;
        SELECT format_type(atttypid, atttypmod) INTO tt FROM pg_attribute WHERE attrelid = 'y'::regclass AND attnum = 1;
        before := pg_relation_filenode('x'); state := '';
        BEGIN EXECUTE format('ALTER TABLE x ALTER COLUMN c TYPE %s', t); EXCEPTION WHEN OTHERS THEN state := sqlstate; END;
        anew := before <> pg_relation_filenode('x');
        INSERT INTO answer VALUES (ft, tt, state, anew);
        DROP TABLE x, y;
      END LOOP;
    END $do$;
    SELECT * FROM answer;)");
}

}  // namespace

TEST_SUITE("db") {
  TEST_CASE(
      "changes of type: for every pair what is said to fail fails and nothing else; what is called free is free") {
    auto& server = TempServer::shared();
    auto name = server.new_database("types");
    server.exec(name,
                "CREATE TYPE \"Mood\" AS ENUM ('a'); CREATE TYPE \"Kind\" AS ENUM ('a'); CREATE EXTENSION citext;");
    for (const auto& from : types())
      for (const auto& line : text::split(answers(name, from), '\n')) {
        auto cells = text::split(line, '|');
        if (cells.size() != 4) continue;
        CAPTURE(line);
        auto kind = type_change(cells[0], cells[1], false).kind;
        CHECK((kind == Kind::must_fail) == !cells[2].empty());
        if (kind == Kind::free) CHECK(cells[3] == "f");
        if (kind == Kind::rewrites) CHECK(cells[3] == "t");
      }
  }
}
