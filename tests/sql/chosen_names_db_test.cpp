// Names that PostgreSQL chooses and types as it prints them, beside a real server.
#include <doctest/doctest.h>

#include <algorithm>

#include "base/text.hpp"
#include "support/temp_server.hpp"
#include "tributary/change.hpp"

using namespace tributary;

namespace {

const char* script =
    R"sql(create type "Mood" as enum ('a'); create domain dom as int check (value > 0) check (value < 9); create type comp as (a int, b "Mood");
create table "Course" (id serial primary key, a int unique, b int check (b > 0), c int references "Course", d varchar(3), e char(4), f timestamp(3), g timestamptz, h time, i timetz(2), j interval day to second(3), k interval(2), l numeric(5), m numeric(5,2), n decimal, o bit(3), p bit varying(5), q "Mood"[], r "char", s float4, t double precision, u bool, v bpchar, w int[][], x "Mood", y dom, z comp, aa json, ab name, ac oid, ad text[], ae bigserial, af smallserial, ag int generated always as identity, ah varchar, ai national character(3), aj character varying, check (a > b), check (a < c), unique (a, b), unique (a, b, c), foreign key (a, b) references "Course" (a, b), check (1 = 1), exclude using btree (a with =));
create table a_very_long_table_name_that_is_nearly_sixty_three_bytes_long_x (a_rather_long_column_name_here int unique, b int primary key, c serial, check (a_rather_long_column_name_here > 0), foreign key (a_rather_long_column_name_here) references "Course" (id));
create table "é" ("ééééééééééééééééééééééééééééééé" int unique);
create index on "Course" (lower(d), a, (a+b), coalesce(a,b), (d::text), (case when a > 1 then b end), a desc);
create index on "Course" (a) include (b); create index on "Course" (a) include (b);
create unique index on "Course" (upper(d) text_pattern_ops) where a > 1;
alter table "Course" add unique (b, c); alter table "Course" add check (a > 7); alter table "Course" add column zz int references "Course" unique check (zz <> 0);
alter table a_very_long_table_name_that_is_nearly_sixty_three_bytes_long_x add unique (b, a_rather_long_column_name_here);
)sql";

const char* catalog = R"sql(
SELECT 'constraint ' || coalesce(r.relname, t.typname) || '.' || conname FROM pg_constraint o
  LEFT JOIN pg_class r ON r.oid = conrelid LEFT JOIN pg_type t ON t.oid = contypid
  WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index ' || relname FROM pg_class c WHERE relkind = 'i' AND relnamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = c.oid AND contype IN ('u', 'p', 'x'))
UNION ALL SELECT 'sequence ' || relname FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
UNION ALL SELECT 'column ' || relname || '.' || attname || ' ' || format_type(atttypid, atttypmod) ||
    CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END
  FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'c') AND attnum > 0
)sql";

std::string line(const Change& change) {
  const auto& object = change.object;
  switch (object.kind) {
    case ObjectKind::constraint:
      return "constraint " + object.name + "." + object.part;
    case ObjectKind::index:
      return "index " + object.name;
    case ObjectKind::sequence:
      return "sequence " + object.name;
    case ObjectKind::column:
      return "column " + object.name + "." + object.part + " " + change.column->type +
             (change.column->not_null.value_or(false) ? " NOT NULL" : "");
    default:
      return "";
  }
}

std::string sorted(std::vector<std::string> lines) {
  lines.erase(std::remove(lines.begin(), lines.end(), ""), lines.end());
  std::sort(lines.begin(), lines.end());
  return text::join(lines, "\n");
}

}  // namespace

TEST_SUITE("db") {
  TEST_CASE("constraints, indexes and sequences are named, and types printed, as the server does") {
    auto& server = testing::TempServer::shared();
    auto database = server.new_database("names");
    server.exec(database, script);
    std::vector<std::string> ours;
    for (const auto& change : read_changes(script).changes) ours.push_back(line(change));
    CHECK(sorted(ours) == sorted(text::lines(server.exec(database, catalog))));
  }
}
