// What a merge's result lost although neither side deleted it.
#include <doctest/doctest.h>

#include <algorithm>

#include "analyse/look.hpp"

using namespace tributary;
using namespace tributary::testing;
using Lines = std::vector<std::string>;

namespace {

const auto init = migration("20240101000000_init"), theirs = migration("20250101000000_theirs");

std::vector<SchemaFile> schema(const std::string& text, const std::string& path = "prisma/schema.prisma") {
  return {{path, "", std::make_shared<const std::string>(text)}};
}

// main has init, feature adds one more; the result holds `left`.
Analysis merging(std::vector<Migration> left, std::vector<Migration> feature = {init, theirs}) {
  auto built = workspace().target("main", {init}).source("feature", std::move(feature)).base("feature", {init}).build();
  auto with_result = workspace().target("main", {init}).source("result", std::move(left)).build();
  built.incoming = {"feature"};
  built.result = source_of(with_result, "result");
  return analysis_of(built);
}

Analysis merging_schemas(const std::string& base, const std::string& main, const std::string& feature,
                         const std::string& result) {
  auto analysis = merging({init, theirs});
  auto& workspace = analysis.workspace;
  project_of(workspace, "main").schema = schema(main);
  project_of(workspace, "feature").schema = schema(feature);
  project_of(workspace, "feature").base_schema = schema(base);
  workspace.result->projects.at(0).schema = schema(result);
  return analysis;
}

const std::string course = "model Course {\n  id Int @id\n}\n", twin = "model Twin {\n  id Int @id\n}\n";

}  // namespace

TEST_CASE("lost in merge: a folder of either side that the result lacks") {
  CHECK(
      found(merging({init}), "migration-lost-in-merge") ==
      Lines{
          "error feature 20250101000000_theirs: 20250101000000_theirs of feature is missing from the merge's result"});
  CHECK(found(merging({theirs}), "migration-lost-in-merge") ==
        Lines{"error feature 20240101000000_init: 20240101000000_init of main is missing from the merge's result"});
}

TEST_CASE("lost in merge: a script that is neither side's") {
  CHECK(found(merging({init, migration("20250101000000_theirs", "SELECT 2;")}), "migration-lost-in-merge").size() == 1);
}

TEST_CASE("lost in merge: the whole of both is silent, and so is a folder that the branch deleted itself") {
  CHECK(found(merging({init, theirs}), "migration-lost-in-merge").empty());
  CHECK(found(merging({theirs}, {theirs}), "migration-lost-in-merge").empty());
  CHECK(found(merging({init, migration("20250101000000_theirs", "SELECT 1;")},
                      {init, migration("20250101000000_theirs", "SELECT 1;")}),
              "migration-lost-in-merge")
            .empty());
}

TEST_CASE("lost in merge: without a result nothing is said") {
  auto analysis = merging({init});
  analysis.workspace.result.reset();
  CHECK(found(analysis, "migration-lost-in-merge").empty());
}

TEST_CASE("declarations lost: a model, and a field, that a hand resolution dropped") {
  CHECK(found(merging_schemas(course, course, course + twin, course), "schema-declarations-lost") ==
        Lines{"error feature : model Twin of feature is missing from the merge's result"});
  CHECK(found(merging_schemas(course, "model Course {\n  id Int @id\n  a  Int\n}\n", course + twin, course + twin),
              "schema-declarations-lost") ==
        Lines{"error feature : model Course lost a of main in the merge's result"});
}

TEST_CASE("declarations lost: what a side deleted itself, or moved to another file, is silent") {
  CHECK(found(merging_schemas(course + twin, course + twin, course, course), "schema-declarations-lost").empty());
  auto moved = merging_schemas(course, course, course + twin, course);
  moved.workspace.result->projects.at(0).schema.push_back(schema(twin, "prisma/twin.prisma")[0]);
  CHECK(found(moved, "schema-declarations-lost").empty());
}

namespace {

PastLoss loss(const std::string& declaration, const std::string& member = "", const std::string& lost_migration = "") {
  PastLoss out;
  out.source = "main", out.project = ".";
  out.merge = std::string(40, 'a'), out.subject = "Merge epic 3";
  out.from = std::string(40, 'b'), out.base = std::string(40, 'c');
  out.file = lost_migration.empty() ? "prisma/schema.prisma" : "prisma/migrations/" + lost_migration;
  out.declaration = declaration, out.member = member, out.migration = lost_migration;
  return out;
}

Analysis after_merges(std::vector<PastLoss> losses) {
  auto built = workspace().target("main", {init}).source("feature", {init}).build();
  project_of(built, "main").schema = schema(course);
  auto analysis = analysis_of(built);
  analysis.past = PastLosses{std::move(losses), {"main", "feature"}, 1, true};
  return analysis;
}

}  // namespace

TEST_CASE("lost long ago: one finding for each merge and side, with every name and the command that repairs it") {
  auto analysis = after_merges({loss("model Twin"), loss("model Course", "vector"), loss("", "", "20250101000000_x")});
  CHECK(
      found(analysis, "schema-declarations-lost") ==
      Lines{
          "error main : merge aaaaaaaaaaaa (Merge epic 3) lost model Twin, Course.vector of bbbbbbbbbbbb, and nothing "
          "has brought them back"});
  auto finding = findings_of(analysis, "schema-declarations-lost").at(0);
  CHECK(finding.place.commit == std::string(40, 'a'));
  CHECK(finding.help.find("tributary schema merge cccccccccccc:prisma/schema.prisma prisma/schema.prisma "
                          "bbbbbbbbbbbb:prisma/schema.prisma --into prisma/schema.prisma") != std::string::npos);
  CHECK(
      found(analysis, "migration-lost-in-merge") ==
      Lines{"error main 20250101000000_x: merge aaaaaaaaaaaa (Merge epic 3) lost 20250101000000_x of bbbbbbbbbbbb, and "
            "nothing has brought it back"});
}

TEST_CASE(
    "lost long ago: no loss is silent; a shallow clone is not checked, a command that did not look says nothing") {
  CHECK(found(after_merges({}), "schema-declarations-lost").empty());
  auto not_checked = [](const Analysis& analysis) {
    auto verdict = analyse(analysis);
    return std::count_if(verdict.not_checked.begin(), verdict.not_checked.end(),
                         [](const NotChecked& entry) { return entry.rule == "schema-declarations-lost"; });
  };
  auto shallow = after_merges({});
  CHECK(not_checked(shallow) == 0);
  shallow.past->complete = false;
  CHECK(not_checked(shallow) == 2);
  shallow.past.reset();
  CHECK(not_checked(shallow) == 0);
}

TEST_CASE("declared twice: a result where both sides put one model into two files") {
  auto merging = merging_schemas(course, course, course, course);
  auto& result = merging.workspace.result->projects.at(0).schema;
  result.push_back(schema(twin, "prisma/a.prisma")[0]);
  CHECK(found(merging, "schema-declared-twice").empty());
  result.push_back(schema(twin, "prisma/b.prisma")[0]);
  CHECK(found(merging, "schema-declared-twice") ==
        Lines{"error feature : model Twin in the merge's result: Twin is declared twice"});
}
