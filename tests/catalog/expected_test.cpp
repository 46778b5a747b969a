// What Prisma would build from a schema.prisma, and what a structure lacks of it. The pairs beside Prisma's own engine
// are in tests/conformance/structure.
#include <doctest/doctest.h>

#include "base/text.hpp"
#include "catalog/diff_sql.hpp"
#include "catalog/expected.hpp"
#include "catalog/expected_defaults.hpp"
#include "catalog/expected_names.hpp"
#include "catalog/expected_printed.hpp"
#include "catalog/expected_types.hpp"

using namespace tributary;
using namespace tributary::catalog;

namespace {

Described expected(const std::string& schema, int major = 7) {
  return expected_structure({{"schema.prisma", schema}}, {major, "public"});
}
std::string sql_of(const std::string& schema, int major = 7) {
  return text::join(schema_against_structure(expected(schema, major), {}, "public").statements, "\n");
}
std::string line_with(const std::string& schema, const std::string& word) {
  for (const auto& line : text::lines(sql_of(schema)))
    if (line.find(word) != line.npos) return text::trim(line);
  return "none";
}
std::string field(const std::string& declared) {
  return line_with("model T {\n  id Int @id\n  f " + declared + "\n}\n", "\"f\"");
}

const std::string user = "model User {\n  id Int @id\n  email String\n}\n";

}  // namespace

TEST_CASE("types, nullability and defaults are those of Prisma's SQL") {
  CHECK(field("String") == "\"f\" TEXT NOT NULL,");
  CHECK(field("DateTime? @db.Timestamptz(6)") == "\"f\" TIMESTAMPTZ(6),");
  CHECK(field("Decimal") == "\"f\" DECIMAL(65,30) NOT NULL,");
  CHECK(field("Int @default(autoincrement())") == "\"f\" SERIAL NOT NULL,");
  CHECK(field("String @default(\"it's \\u00e9\")") == "\"f\" TEXT NOT NULL DEFAULT 'it''s é',");
  CHECK(field("Bytes @default(\"aGVsbG8=\")") == "\"f\" BYTEA NOT NULL DEFAULT '\\x68656c6c6f',");
  CHECK(field("String[] @default([\"a\"])") == "\"f\" TEXT[] DEFAULT ARRAY['a']::TEXT[],");
  CHECK(field("String @default(uuid())") == "\"f\" TEXT NOT NULL,");
  CHECK(field("Unsupported(\"vector(3)\")?") == "\"f\" vector(3),");
}

TEST_CASE("a number is the same however its digits, sign, point and exponent are written") {
  auto same = [](const std::string& declared, const std::string& printed) {
    Type decimal = *scalar_type("Decimal");
    Default want{Default::Kind::value, Family::real, declared, {}};
    return same_default(printed_default(printed, decimal, "public"), decimal, want, decimal);
  };
  CHECK(same("-1e-5", "'-0.00001'::numeric"));
  CHECK(same("1.5E+3", "1500"));
  CHECK(same("+007.50", "7.5"));
  CHECK(same("12.5e1", "125.0"));
  CHECK(same("0e7", "0"));
  CHECK_FALSE(same("1e-5", "0.0001"));
  CHECK_FALSE(same("1e5", "1000000"));
  CHECK_FALSE(same("1e-5", "'-0.00001'::numeric"));
}

TEST_CASE("names are cut before their suffix, never through a character") {
  std::string sixty(60, 'a');
  CHECK(primary_key_name("T") == "T_pkey");
  CHECK(unique_name("T", {"a", "b"}) == "T_a_b_key");
  CHECK(primary_key_name(sixty) == std::string(58, 'a') + "_pkey");
  CHECK(index_name(std::string(56, 'a'), {"é"}) == std::string(56, 'a') + "_" + "é_idx");
  CHECK(index_name(std::string(57, 'a'), {"é"}) == std::string(57, 'a') + "__idx");
}

TEST_CASE("a many-to-many relation has a table of its own, keyed since Prisma 6") {
  std::string schema = "model Post {\n  id Int @id\n  tags Tag[]\n}\nmodel Tag {\n  id String @id\n  posts Post[]\n}\n";
  auto sql = sql_of(schema);
  CHECK(sql.find("CONSTRAINT \"_PostToTag_AB_pkey\" PRIMARY KEY (\"A\", \"B\")") != sql.npos);
  CHECK(sql.find("CREATE INDEX \"_PostToTag_B_index\" ON \"_PostToTag\"(\"B\");") != sql.npos);
  auto older = sql_of(schema, 5);
  CHECK(older.find("CREATE UNIQUE INDEX \"_PostToTag_AB_unique\" ON \"_PostToTag\"(\"A\", \"B\");") != older.npos);
}

TEST_CASE("what cannot be read is said, never thrown") {
  CHECK(expected("model T {\n  id Int @id\n  x Nothing\n}\n").opaque ==
        std::vector<std::string>{"schema.prisma line 3: Nothing is no type that is declared"});
  CHECK(expected("datasource db {\n  provider = \"mysql\"\n}\n").opaque.size() == 1);
  for (const char* broken :
       {"model", "model {", "model T {\n @@id([", "enum E {\n A @map(\n", "\xff\xfe", "model T {\n a T[]\n b T[]\n}"})
    CHECK_NOTHROW(expected(broken));
}

TEST_CASE("a gap names where it is declared, and equal structures have none") {
  auto have = expected(user);
  auto want = expected("model User {\n  id Int @id\n  email Int?\n  name String\n\n  @@index([name])\n}\n");
  auto diff = schema_against_structure(want, have, "public");
  REQUIRE(diff.gaps.size() == 3);
  CHECK(diff.gaps[0].detail == "text, declared as integer; never null, declared as optional");
  CHECK(diff.gaps[0].declared.line == 3);
  CHECK(diff.gaps[1].declared.field == "name");
  CHECK(diff.gaps[2].columns == std::vector<std::string>{"name"});
  CHECK(schema_against_structure(have, have, "public").empty());
}

TEST_CASE("definitions that PostgreSQL prints are read back") {
  auto index = read_index("CREATE UNIQUE INDEX i ON public.\"T\" USING gin (a, \"B c\" DESC NULLS LAST, d x.some_ops)");
  REQUIRE(index.has_value());
  CHECK(index->unique);
  CHECK(index->method == "gin");
  CHECK(index->columns == std::vector<IndexColumn>{{"a", false, ""}, {"B c", true, ""}, {"d", false, "some_ops"}});
  CHECK(read_index("CREATE INDEX i ON public.t USING btree (a) WHERE (b > 0)")->partial);
  CHECK_FALSE(read_index("CREATE INDEX i ON public.t USING btree (lower(a))").has_value());
  auto key = read_foreign_key("FOREIGN KEY (a, b) REFERENCES x.\"T\"(c, d) ON UPDATE CASCADE ON DELETE SET NULL");
  CHECK(key.to_table == "T");
  CHECK(key.to_columns == std::vector<std::string>{"c", "d"});
  CHECK(key.on_delete == "SET NULL");
  CHECK(printed_type("timestamp(3) without time zone[]") ==
        Type{Family::date_time, "timestamp without time zone", "", {3}, "", true});
}

TEST_CASE("large: tens of thousands of attributes on one line") {
  std::string maps;
  for (int i = 0; i < 40'000; ++i) maps += " @map(\"m" + std::to_string(i) + "\")";
  CHECK(expected("model T {\n  id Int @id\n  x Int" + maps + "\n}\n").tables.size() == 1);
}
