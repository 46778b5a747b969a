// Schemas merged in memory before anybody merges them.
#include <doctest/doctest.h>

#include <algorithm>

#include "analyse/look.hpp"

using namespace tributary;
using namespace tributary::testing;
using Lines = std::vector<std::string>;

namespace {

std::vector<SchemaFile> schema(const std::string& text) {
  return {{"prisma/schema.prisma", "", std::make_shared<const std::string>(text)}};
}

const std::string course = "model Course {\n  id   Int    @id\n  name String\n}\n";
std::string named(const std::string& type) {
  return "model Course {\n  id   Int    @id\n  name " + type + "\n}\n";
}

// main and two sources, a before b in the sequence, all from a base with one model.
Analysis schemas(const std::string& main, const std::string& a, const std::string& b) {
  auto init = migration("20240101000000_init");
  auto built = workspace()
                   .target("main", {init})
                   .source("a", {init})
                   .source("b", {init})
                   .base("a", {init})
                   .base("b", {init})
                   .build();
  project_of(built, "main").schema = schema(main);
  project_of(built, "a").schema = schema(a);
  project_of(built, "b").schema = schema(b);
  for (const char* source : {"a", "b"}) project_of(built, source).base_schema = schema(course);
  return analysis_of(built, {"a", "b"});
}

}  // namespace

TEST_CASE("schema conflict: one field changed in two ways fails the later source and names the other's place") {
  auto analysis = schemas(course, named("Int"), named("Json"));
  CHECK(found(analysis, "schema-conflict") ==
        Lines{"error b : model Course, name conflicts with a: both sides changed its type: Int and Json"});
  auto finding = findings_of(analysis, "schema-conflict").at(0);
  CHECK(finding.place.line == 3);
  CHECK(finding.related.at(0).source == "a");
  CHECK(finding.subject == "model Course, name");
}

TEST_CASE("schema conflict: with the target it is the target that is named, for each source") {
  CHECK(found(schemas(named("BigInt"), named("Int"), course), "schema-conflict") ==
        Lines{"error a : model Course, name conflicts with main: both sides changed its type: BigInt and Int"});
}

TEST_CASE("schema conflict: different additions, equal changes and a schema left alone are silent") {
  auto more = [](const std::string& line) {
    return "model Course {\n  id   Int    @id\n  name String\n" + line + "}\n";
  };
  CHECK(found(schemas(more("  x Int?\n"), more("  a Int?\n"), more("  b Int?\n")), "schema-conflict").empty());
  CHECK(found(schemas(course, named("Int"), named("Int")), "schema-conflict").empty());
  CHECK(found(schemas(named("Int"), course, course), "schema-conflict").empty());
}

TEST_CASE("what two sources make together, each in order alone: told of the later one with both places") {
  auto more = [](const std::string& text) { return course + text; };
  auto a = more("model Search {\n  id Int @id\n\n  @@map(\"search\")\n}\n"),
       b = more("model search {\n  id Int @id\n}\n");
  CHECK(found(schemas(course, a, b), "schema-table-mapped-twice") ==
        Lines{"error b : merged with a, model search: search and Search are two models on the table search"});
  CHECK(found(schemas(a, b, course), "schema-table-mapped-twice") ==
        Lines{"error a : merged with main, model search: search and Search are two models on the table search"});
  CHECK(found(schemas(course, a, a), "schema-table-mapped-twice").empty());
  auto text_id = "model Course {\n  id   String @id\n  name String\n}\n";
  auto refers =
      "model Course {\n  id   Int    @id\n  name String\n  t    Term[]\n}\nmodel Term {\n  id       Int    @id\n"
      "  courseId Int\n  course   Course @relation(fields: [courseId], references: [id])\n}\n";
  auto analysis = schemas(course, text_id, refers);
  for (auto& source : analysis.workspace.sources) project_of(analysis.workspace, source.name).provider = "postgresql";
  CHECK(
      found(analysis, "schema-invalid") ==
      Lines{"error b : merged with a, Prisma refuses model Term, course: Term.course joins courseId with id, which is "
            "of another type"});
  CHECK(found(analysis, "schema-conflict").empty());
}

TEST_CASE("declared twice: what both add at different lines, which git by line joins without a conflict") {
  const std::string base = "model Course {\n  id   Int @id\n  a Int\n  b Int\n  c Int\n  d Int\n}\n";
  auto with = [&](const std::string& behind, const std::string& added) {
    auto text = base;
    return text.insert(text.find(behind) + behind.size(), added);
  };
  auto looked = [&](const std::string& main, const std::string& a, const std::string& b) {
    auto analysis = schemas(main, a, b);
    for (const char* source : {"a", "b"}) project_of(analysis.workspace, source).base_schema = schema(base);
    return found(analysis, "schema-declared-twice");
  };
  const std::string note = "  note String?\n", early = with("@id\n", note), late = with("d Int\n", note);
  CHECK(
      looked(base, early, late) ==
      Lines{
          "warning b : merged by line with a, model Course, note stands there twice, and git sees no conflict in it"});
  CHECK(looked(early, late, base) ==
        Lines{"warning a : merged by line with main, model Course, note stands there twice, "
              "and git sees no conflict in it"});
  const std::string role = "\nenum Role {\n  A\n}\n\n";
  CHECK(looked(base, role + base, base + role) ==
        Lines{"warning b : merged by line with a, enum Role stands there twice, and git sees no conflict in it"});
  // At one place git keeps it once or stops; other names are other things; markers are seen by whoever merges.
  CHECK(looked(base, early, early).empty());
  CHECK(looked(base, early, with("@id\n", "  note String\n")).empty());
  CHECK(looked(base, early, with("d Int\n", "  remark String?\n")).empty());
}

TEST_CASE("schema conflict: a branch that stands on another one is merged over that, not over main") {
  auto stacked = [](const std::string& main, const std::string& lower, const std::string& upper) {
    auto analysis = schemas(main, lower, upper);
    for (auto& source : analysis.workspace.sources)
      if (source.name == "b") source.contains = {"a"};
    return analysis;
  };
  auto changed = stacked(course, named("Int"), named("Json"));
  CHECK(found(changed, "schema-conflict").empty());
  for (auto& source : changed.workspace.sources) source.dirty = source.name == "a";
  CHECK(found(changed, "schema-conflict").size() == 1);
  auto both = found(stacked(named("BigInt"), named("Int"), named("Json")), "schema-conflict");
  REQUIRE(both.size() == 2);
  CHECK(both[1] == "error b : model Course, name conflicts with main: both sides changed its type: BigInt and Json");
}

TEST_CASE("schema conflict: markers in the target are the target's, with their line, and no decision of a branch") {
  auto broken = "model Course {\n  id   Int    @id\n<<<<<<< HEAD\n  name Int\n=======\n  name Json\n>>>>>>> x\n}\n";
  CHECK(found(schemas(broken, named("Int"), course), "schema-conflict") ==
        Lines{"error a : prisma/schema.prisma:3 of main holds conflict markers: no schema can be merged with it until "
              "they are gone"});
}

TEST_CASE("schema conflict: without a merge base it is not checked, not clean") {
  auto analysis = schemas(course, named("Int"), named("Json"));
  project_of(analysis.workspace, "b").base_folder = nullptr;
  auto verdict = analyse(analysis);
  bool said = false;
  for (const auto& entry : verdict.not_checked) said = said || (entry.rule == "schema-conflict" && entry.source == "b");
  CHECK(said);
}

TEST_CASE("declared twice, one table twice: on the source that brings it, once on main for what main has") {
  auto twice = course + "model Course {\n  id Int @id\n}\n";
  CHECK(found(schemas(course, twice, course), "schema-declared-twice") ==
        Lines{"error a : model Course: Course is declared twice"});
  CHECK(found(schemas(twice, course, course), "schema-declared-twice") ==
        Lines{"error main : model Course: Course is declared twice"});
  auto mapped = course + "model courses {\n  id Int @id\n\n  @@map(\"Course\")\n}\n";
  CHECK(found(schemas(course, course, mapped), "schema-table-mapped-twice") ==
        Lines{"error b : model courses: courses and Course are two models on the table Course"});
  CHECK(found(schemas(course, course, mapped), "schema-declared-twice").empty());
  CHECK(found(schemas(course, course, course), "schema-table-mapped-twice").empty());
}

TEST_CASE("schema conflict: of very many refs those are merged that somebody asks about, and who touches the same") {
  auto init = migration("20240101000000_init");
  auto build =
      workspace().target("main", {init}).source("a", {init}).base("a", {init}).source("b", {init}).base("b", {init});
  for (int i = 0; i < 70; ++i)
    build.source("more/" + std::to_string(i), {init}).base("more/" + std::to_string(i), {init});
  auto built = build.build();
  project_of(built, "main").schema = schema(course);
  for (auto& source : built.sources) {
    if (source.name == "main") continue;
    source.kind = Source::Kind::ref;
    auto& project = project_of(built, source.name);
    project.base_schema = schema(course);
    project.schema =
        schema(course + "model Of" + source.name.substr(source.name.find('/') + 1) + " {\n  id Int @id\n}\n");
  }
  project_of(built, "a").schema = schema(named("Int"));
  project_of(built, "b").schema = schema(named("Json"));
  auto analysis = analysis_of(built, {"a", "b"});
  CHECK(found(analysis, "schema-conflict").empty());
  auto unseen = [&](const std::string& source) {
    auto all = analyse(analysis).not_checked;
    return std::any_of(all.begin(), all.end(), [&](const NotChecked& entry) {
      return entry.rule == "schema-conflict" && entry.source == source;
    });
  };
  CHECK(unseen("b"));
  analysis.asked = {"b"};
  CHECK(found(analysis, "schema-conflict") ==
        Lines{"error b : model Course, name conflicts with a: both sides changed its type: Int and Json"});
  CHECK_FALSE(unseen("b"));
  CHECK(unseen("more/3"));
}
