// schema.prisma against what migrations make, of the target, of a source, and of another source.
#include <doctest/doctest.h>

#include "analyse/look.hpp"
#include "tributary/rehearse.hpp"

using namespace tributary;
using namespace tributary::testing;
using Lines = std::vector<std::string>;

namespace {

const std::string head = "datasource db {\n  provider = \"postgresql\"\n}\n";
const std::string course = "model Course {\n  id   Int    @id\n  name String\n}\n";
const std::string course_sql =
    "CREATE TABLE \"Course\" (\"id\" INTEGER NOT NULL, \"name\" TEXT NOT NULL, PRIMARY KEY (\"id\"));";
const std::string log_model = "model Log {\n  id   Int    @id\n  text String\n}\n";
const std::string log_sql =
    "CREATE TABLE \"Log\" (\"id\" INTEGER NOT NULL, \"text\" TEXT NOT NULL, PRIMARY KEY (\"id\"));";

std::vector<SchemaFile> schema(const std::string& text) {
  return {{"prisma/schema.prisma", "", std::make_shared<const std::string>(head + text)}};
}

struct Branch {
  std::string schema;
  std::string sql;  ///< of its own migration; "" = none
};

void read_all(Analysis& analysis) {
  for (const auto& source : analysis.workspace.sources)
    for (const auto& project : source.projects)
      for (const auto& migration : project.folder->migrations)
        analysis.changes[migration.script->blob] =
            std::make_shared<const ScriptChanges>(read_changes(migration.script->text));
}

// main with one migration that makes Course, and branches a and b from there.
Analysis branches(const Branch& main, const Branch& a, const Branch& b = {course, ""}) {
  auto init = migration("20240101000000_init", main.sql);
  auto with = [&](const std::string& name, const Branch& branch) {
    std::vector<Migration> out{init};
    if (!branch.sql.empty()) out.push_back(migration(name, branch.sql));
    return out;
  };
  auto built = workspace()
                   .target("main", {init})
                   .source("a", with("20240201000000_a", a))
                   .source("b", with("20240301000000_b", b))
                   .base("a", {init})
                   .base("b", {init})
                   .build();
  project_of(built, "main").schema = schema(main.schema);
  project_of(built, "a").schema = schema(a.schema);
  project_of(built, "b").schema = schema(b.schema);
  for (const char* source : {"a", "b"}) project_of(built, source).base_schema = schema(main.schema);
  auto analysis = analysis_of(built, {"a", "b"});
  read_all(analysis);
  return analysis;
}

}  // namespace

TEST_CASE("schema without migration: a model and a field that were pushed, each said once with its SQL") {
  auto analysis = branches({course, course_sql}, {course + log_model, ""});
  CHECK(found(analysis, "schema-without-migration") ==
        Lines{"error a : model Log has no migration: none makes table \"Log\""});
  auto finding = findings_of(analysis, "schema-without-migration").at(0);
  CHECK(finding.place.file == "prisma/schema.prisma");
  CHECK(finding.place.line == 8);
  CHECK(finding.help.find("CREATE TABLE \"Log\" (\n    \"id\" INTEGER NOT NULL,\n    \"text\" TEXT NOT NULL,") !=
        std::string::npos);

  std::string more = "model Course {\n  id   Int    @id\n  name String\n  color String?\n  size Int\n}\n";
  auto fields = branches({course, course_sql}, {more, ""});
  CHECK(found(fields, "schema-without-migration") ==
        Lines{"error a : model Course: no migration makes fields color, size"});
  CHECK(
      findings_of(fields, "schema-without-migration")
          .at(0)
          .help.ends_with("ALTER TABLE \"Course\" ADD COLUMN     \"color\" TEXT,\nADD COLUMN     \"size\" INTEGER NOT "
                          "NULL;"));
}

TEST_CASE("schema without migration: enums and their values") {
  auto with = [](const std::string& values) { return "enum Role {\n" + values + "}\n" + course; };
  auto sql = course_sql + " CREATE TYPE \"Role\" AS ENUM ('A');";
  CHECK(found(branches({with("  A\n"), sql}, {with("  A\n  B\n"), ""}), "schema-without-migration") ==
        Lines{"error a : enum Role: no migration makes value B"});
  CHECK(found(branches({course, course_sql}, {with("  A\n"), ""}), "schema-without-migration") ==
        Lines{"error a : enum Role has no migration: none makes enum \"Role\""});
  CHECK(found(branches({with("  A\n"), sql}, {with("  A\n  B @map(\"b\")\n"), "ALTER TYPE \"Role\" ADD VALUE 'b';"}),
              "schema-without-migration")
            .empty());
}

TEST_CASE("schema without migration: values go with their renamed enum, and everything with its schema") {
  auto with = [](const std::string& values) { return "enum Role {\n" + values + "}\n" + course; };
  auto sql = course_sql + " CREATE TYPE \"Role\" AS ENUM ('A', 'B');";
  // as Prisma takes a value out
  auto swap =
      "CREATE TYPE \"Role_new\" AS ENUM ('A', 'C'); ALTER TYPE \"Role\" RENAME TO \"Role_old\"; ALTER TYPE "
      "\"Role_new\" "
      "RENAME TO \"Role\"; DROP TYPE \"Role_old\";";
  CHECK(found(branches({with("  A\n  B\n"), sql}, {with("  A\n  C\n"), swap}), "schema-without-migration").empty());
  CHECK(found(branches({with("  A\n  B\n"), sql}, {with("  A\n  B\n  D\n"), swap}), "schema-without-migration") ==
        Lines{"error a : enum Role: no migration makes values B, D"});
  auto renamed = "enum Kind {\n  A\n  B\n}\n" + course;
  CHECK(found(branches({with("  A\n  B\n"), sql}, {renamed, "ALTER TYPE \"Role\" RENAME TO \"Kind\";"}),
              "schema-without-migration")
            .empty());
  std::string moved =
      "enum Role {\n  A\n  B\n  @@schema(\"app\")\n}\nmodel Course {\n  id Int @id\n  name String\n  "
      "@@schema(\"app\")\n}\n";
  CHECK(found(branches({with("  A\n  B\n"), sql},
                       {moved,
                        "CREATE SCHEMA app; ALTER TABLE \"Course\" SET SCHEMA app; ALTER TYPE \"Role\" SET SCHEMA "
                        "app;"}),
              "schema-without-migration")
            .empty());
}

TEST_CASE("schema without migration: what a migration makes is silent, under its mapped names too") {
  CHECK(found(branches({course, course_sql}, {course + log_model, log_sql}), "schema-without-migration").empty());
  std::string mapped = "model Log {\n  id   Int    @id\n  text String @map(\"line\")\n  @@map(\"logs\")\n}\n";
  auto sql = "CREATE TABLE logs (id INTEGER PRIMARY KEY, old TEXT); ALTER TABLE logs RENAME COLUMN old TO line;";
  CHECK(found(branches({course, course_sql}, {course + mapped, sql}), "schema-without-migration").empty());
}

TEST_CASE("schema without migration: what the target lacks is the target's, once") {
  auto analysis = branches({course + log_model, course_sql}, {course + log_model + "// more\n", "SELECT 1;"});
  CHECK(found(analysis, "schema-without-migration") ==
        Lines{"error main : model Log has no migration: none makes table \"Log\""});
}

TEST_CASE("schema without migration: silent where SQL that was not read may have made it, and without any migration") {
  auto opaque = "DO $$ BEGIN EXECUTE 'CREATE TABLE ' || 'x'; END $$;";
  CHECK(found(branches({course, course_sql}, {course + log_model, opaque}), "schema-without-migration").empty());
  auto pushed = branches({course, course_sql}, {course + log_model, ""});
  for (const char* source : {"main", "a", "b"}) folder_of(pushed.workspace, source).migrations.clear();
  CHECK(found(pushed, "schema-without-migration").empty());
}

TEST_CASE("schema without migration: a schema of thousands of models that nothing makes is told model by model") {
  std::string many;
  for (int i = 0; i < 2'000; ++i)
    many += "model M" + std::to_string(i) + " {\n  id Int @id\n  a  Int\n  b  String @unique\n\n  @@index([a])\n}\n";
  auto findings = findings_of(branches({course, course_sql}, {course + many, ""}), "schema-without-migration");
  REQUIRE(findings.size() == 2'000);
  CHECK(findings.back().help.find("CREATE UNIQUE INDEX \"M") != std::string::npos);
}

TEST_CASE("schema without migration: views, ignored fields of views, other providers are silent") {
  std::string view = "view Totals {\n  id Int @unique\n}\n";
  CHECK(found(branches({course, course_sql}, {course + view, ""}), "schema-without-migration").empty());
  auto other = branches({course, course_sql}, {course + log_model, ""});
  project_of(other.workspace, "a").provider = "mysql";
  CHECK(found(other, "schema-without-migration").empty());
}

TEST_CASE("schema without migration: where another source makes just that, it is whom to merge first") {
  auto analysis = branches({course, course_sql}, {course + log_model, ""}, {course + log_model, log_sql});
  CHECK(found(analysis, "schema-without-migration") ==
        Lines{"warning a : model Log has no migration: none makes table \"Log\""});
  CHECK(findings_of(analysis, "schema-without-migration").at(0).help ==
        "20240301000000_b of b makes it: merge b first.");
  CHECK(found(analysis, "schema-against-other-sql").empty());
}

TEST_CASE(
    "schema without migration: a rehearsal shows types, defaults and indexes too, of whose schema says so newly") {
  std::string more = "model Course {\n  id   Int    @id\n  name Int @default(5)\n\n  @@index([name])\n}\n";
  auto analysis = branches({course, course_sql}, {more, ""});
  auto column = [](const std::string& name, const std::string& type) {
    return CatalogObject{{ObjectKind::column, "public", "Course", name, ""}, {{"type", type}, {"not null", "true"}}};
  };
  Catalog structure;
  structure.objects = {{{ObjectKind::table, "public", "Course", "", ""}, {}},
                       column("id", "integer"),
                       column("name", "text"),
                       {{ObjectKind::constraint, "public", "Course", "Course_pkey", ""},
                        {{"type", "primary key"}, {"definition", "PRIMARY KEY (id)"}}}};
  Rehearsal rehearsal;
  Run run;
  run.order.kind = Order::Kind::fresh, run.order.project = ".", run.ok = true;
  run.structure = std::make_shared<const Catalog>(structure);
  rehearsal.runs = {run};
  analysis.rehearsal = std::make_shared<const Rehearsal>(rehearsal);
  CHECK(
      found(analysis, "schema-without-migration") ==
      Lines{"error a : model Course: the rehearsed migrations make it otherwise: name is text, declared as integer; no "
            "default, declared with default 5, no index on (name)"});
  CHECK(findings_of(analysis, "schema-without-migration").at(0).help.find("CREATE INDEX \"Course_name_idx\"") !=
        std::string::npos);

  // What main's own schema says is main's to answer for, also where main has moved it since a branch was begun.
  auto moved = branches({more, course_sql}, {more + log_model, log_sql}, {more, ""});
  project_of(moved.workspace, "a").base_schema = project_of(moved.workspace, "main").schema;
  project_of(moved.workspace, "main").schema.at(0).path = "platform/schema.prisma";
  moved.rehearsal = analysis.rehearsal;
  auto lines = found(moved, "schema-without-migration");
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].starts_with("error main : model Course: the rehearsed migrations make it otherwise"));

  auto alike = branches({course, course_sql}, {course, ""});
  alike.rehearsal = analysis.rehearsal;
  CHECK(found(alike, "schema-without-migration").empty());
}

TEST_CASE(
    "schema without migration: the merged project is of the newest Prisma that anybody brings, be it by a script "
    "alone") {
  const std::string post =
      "model Post {\n  id   Int   @id\n  tags Tag[]\n}\n\nmodel Tag {\n  id    Int    @id\n  posts Post[]\n}\n";
  auto with_key = [&](int upgraded) {
    auto analysis = branches({post, course_sql}, {post, "SELECT 1;"}, {post + log_model, log_sql});
    for (const char* source : {"main", "b"}) project_of(analysis.workspace, source).prisma.major = 5;
    project_of(analysis.workspace, "a").prisma.major = upgraded;
    Catalog structure;
    auto table = [&](const std::string& name) {
      structure.objects.push_back({{ObjectKind::table, "public", name, "", ""}, {}});
    };
    auto column = [&](const std::string& of, const std::string& name, const std::string& type) {
      structure.objects.push_back(
          {{ObjectKind::column, "public", of, name, ""}, {{"type", type}, {"not null", "true"}}});
    };
    auto key = [&](const std::string& of, const std::string& over) {
      structure.objects.push_back({{ObjectKind::constraint, "public", of, of + "_AB_pkey", ""},
                                   {{"type", "primary key"}, {"definition", "PRIMARY KEY (" + over + ")"}}});
    };
    table("_PostToTag"), column("_PostToTag", "A", "integer"), column("_PostToTag", "B", "integer");
    key("_PostToTag", "\"A\", \"B\"");
    Rehearsal rehearsal;
    Run run;
    run.order.kind = Order::Kind::fresh, run.order.project = ".", run.ok = true;
    run.order.migrations = {{{".", "20240201000000_a"}, "a"}, {{".", "20240301000000_b"}, "b"}};
    run.structure = std::make_shared<const Catalog>(structure);
    rehearsal.runs = {run};
    analysis.rehearsal = std::make_shared<const Rehearsal>(rehearsal);
    for (const auto& finding : findings_of(analysis, "schema-without-migration"))
      if (finding.message.find("no unique index on (A, B)") != std::string::npos) return true;
    return false;
  };
  CHECK_FALSE(with_key(6));
  CHECK(with_key(5));  // nobody brings 6: the key is not what version 5 declares
}

TEST_CASE("migration without schema: tables by the migration that makes them, columns by their table") {
  auto two = log_sql + " CREATE TABLE audit (id INTEGER); ALTER TABLE \"Course\" ADD COLUMN color TEXT;";
  auto analysis = branches({course, course_sql}, {course, two});
  CHECK(found(analysis, "migration-without-schema") ==
        Lines{"warning a 20240201000000_a: 20240201000000_a makes 2 tables that no model describes: Log, audit",
              "warning a 20240201000000_a: table \"Course\" has 1 column that its model does not describe: color"});
}

TEST_CASE("migration without schema: what is dropped again, temporary or in a schema nobody declares is silent") {
  auto gone = log_sql +
              " DROP TABLE \"Log\"; CREATE TEMPORARY TABLE t (id INTEGER); CREATE SCHEMA x; CREATE TABLE x.y "
              "(id INTEGER); CREATE VIEW v AS SELECT 1 AS a;";
  CHECK(found(branches({course, course_sql}, {course, gone}), "migration-without-schema").empty());
  auto partition =
      "CREATE TABLE \"Log\" (\"id\" INTEGER NOT NULL, \"text\" TEXT NOT NULL) PARTITION BY RANGE (id); CREATE TABLE "
      "log_1 PARTITION OF \"Log\" FOR VALUES FROM (1) TO (10);";
  CHECK(found(branches({course, course_sql}, {course + log_model, partition}), "migration-without-schema").empty());
}

TEST_CASE("schema against other SQL: a model without a migration beside a table that is made otherwise") {
  std::string other = "CREATE TABLE \"Log\" (\"id\" INTEGER NOT NULL, \"text\" INTEGER NOT NULL, \"at\" DATE);";
  auto analysis = branches({course, course_sql}, {course + log_model, ""}, {course, other});
  CHECK(
      found(analysis, "schema-against-other-sql") ==
      Lines{
          "error a : model Log has no migration here, and 20240301000000_b of b makes table \"Log\" differently: text "
          "is integer there and text here, at is there and not declared"});
  CHECK(findings_of(analysis, "schema-against-other-sql").at(0).related.at(0).source == "b");
  CHECK(found(analysis, "schema-without-migration").empty());
}

TEST_CASE("schema against other SQL: a field against a column, and its nullability") {
  std::string more = "model Course {\n  id   Int    @id\n  name String\n  size Int\n}\n";
  auto against = [&](const std::string& column) {
    return found(branches({course, course_sql}, {more, ""},
                          {course, "ALTER TABLE \"Course\" ADD COLUMN \"size\" " + column + ";"}),
                 "schema-against-other-sql");
  };
  CHECK(against("TEXT NOT NULL")
            .at(0)
            .ends_with("makes table \"Course\" differently: size is text there and integer here"));
  CHECK(against("INTEGER").at(0).ends_with("size may be null there and is required here"));
  CHECK(against("INTEGER NOT NULL").empty());
}
