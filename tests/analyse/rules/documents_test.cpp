// The examples of two policy documents that teams live by: what they call bad is found, what they recommend is never
// warned about. Hazards of single statements have a test of their own.
#include <doctest/doctest.h>

#include <algorithm>

#include "analyse/look.hpp"

using namespace tributary;
using namespace tributary::testing;
using Lines = std::vector<std::string>;

namespace {

const Migration init =
    migration("20251014220648_init",
              "CREATE TABLE \"User\" (\"id\" TEXT NOT NULL, \"email\" TEXT, \"oldName\" TEXT, "
              "\"count\" INTEGER, \"count_old\" TEXT, CONSTRAINT \"User_pkey\" PRIMARY KEY (\"id\"));\n"
              "CREATE INDEX \"User_email_idx\" ON \"User\"(\"email\");\n"
              "CREATE TABLE \"Course\" (\"id\" TEXT NOT NULL, \"name\" TEXT NOT NULL, "
              "CONSTRAINT \"Course_pkey\" PRIMARY KEY (\"id\"));\n");

Analysis read(Analysis analysis) {
  for (const auto& source : analysis.workspace.sources)
    for (const auto& project : source.projects)
      for (const auto& migration : project.folder->migrations)
        analysis.changes[migration.script->blob] =
            std::make_shared<const ScriptChanges>(read_changes(migration.script->text));
  analysis.relations = relate(analysis.workspace, analysis.changes);
  return analysis;
}

/// Rules that warn of these own migrations, between branches and against the target.
Lines warned(const Analysis& analysis, Group group) {
  Lines out;
  for (const auto& finding : analyse(analysis).findings)
    if (finding.severity >= Severity::warning && finding.about.group == group && finding.place.source != "main")
      out.push_back(finding.rule);
  return out;
}

Lines warned_of_names(const std::vector<std::string>& names) {
  return warned(own_names(names), Group::names);
}

/// Of the SQL of one branch, but for what a statement does to rows and locks.
Lines said_of(const std::string& sql) {
  auto analysis = read(analysis_of(
      workspace().target("main", {init}).source("epic", {init, migration("20251023130000_epic5_change", sql)}).build(),
      {"epic"}));
  Lines out;
  for (const auto& clash : analysis.relations.clashes) out.push_back("clash " + clash.here.migration);
  for (const auto& unmet : analysis.relations.unmet) out.push_back("unmet " + unmet.object.name);
  return out;
}

}  // namespace

TEST_CASE("names that the documents call bad say nothing; those they call good are not warned about") {
  for (const char* bad : {"20251016000000_update", "20251016000001_changes", "20251016000002_fix",
                          "20251023130000_big_update_with_many_changes"})
    CHECK_MESSAGE(warned_of_names({bad}) == Lines{"vague-name"}, bad);
  for (const char* good :
       {"20251016120000_epic3_add_vector_search_indexes", "20251016140000_epic5_add_behavioral_pattern_models",
        "20251016160000_epic3_integrate_first_aid_content", "20251016231054_add_story_5_1_behavioral_pattern_models",
        "20251023130000_add_user_email_verification", "20251023140000_add_user_email_index",
        "20251016164000_add_search_analytics_tracking", "20251016235900_fix_vector_dimensions",
        "20251014232348_add_course_color_field"})
    CHECK_MESSAGE(warned_of_names({good}).empty(), good);
}

TEST_CASE("the scripts that the documents recommend need nothing that is missing and clash with nothing") {
  for (const char* sql :
       {"CREATE TABLE \"NewFeature\" (\"id\" TEXT NOT NULL, \"name\" TEXT NOT NULL, \"description\" TEXT, \"userId\" "
        "TEXT "
        "NOT NULL, \"createdAt\" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, CONSTRAINT \"NewFeature_pkey\" "
        "PRIMARY "
        "KEY (\"id\"));\nCREATE INDEX \"NewFeature_userId_idx\" ON \"NewFeature\"(\"userId\");\nCREATE INDEX "
        "\"NewFeature_name_idx\" ON \"NewFeature\"(\"name\");\nALTER TABLE \"NewFeature\" ADD CONSTRAINT "
        "\"NewFeature_userId_fkey\" FOREIGN KEY (\"userId\") REFERENCES \"User\"(\"id\") ON DELETE RESTRICT ON UPDATE "
        "CASCADE;",
        "ALTER TABLE \"User\" ADD COLUMN \"newField\" TEXT;\nUPDATE \"User\" SET \"newField\" = 'default_value' WHERE "
        "\"newField\" IS NULL;\nALTER TABLE \"User\" ALTER COLUMN \"newField\" SET NOT NULL;",
        "ALTER TABLE \"User\" RENAME COLUMN \"oldName\" TO \"newName\";",
        "ALTER TABLE \"User\" ALTER COLUMN \"count\" TYPE BIGINT;",
        "ALTER TABLE \"User\" ADD COLUMN \"count_new\" INTEGER;\nUPDATE \"User\" SET \"count_new\" = "
        "CAST(\"count_old\" AS "
        "INTEGER) WHERE \"count_old\" ~ '^[0-9]+$';\nALTER TABLE \"User\" DROP COLUMN \"count_old\";\nALTER TABLE "
        "\"User\" RENAME COLUMN \"count_new\" TO \"count2\";",
        "DROP INDEX \"User_email_idx\";\nALTER TABLE \"User\" DROP COLUMN \"oldName\";"})
    CHECK_MESSAGE(said_of(sql).empty(), sql);
}

TEST_CASE("two epics that add a column each to one table do not clash, and the one with the earlier stamp goes first") {
  auto analysis = read(analysis_of(
      workspace()
          .target("main", {init})
          .source("epic3", {init, migration("20251016000000_epic3_add_vector_index",
                                            "ALTER TABLE \"Course\" ADD COLUMN \"vectorIndex\" INTEGER;")})
          .source("epic5", {init, migration("20251016231054_epic5_add_difficulty",
                                            "ALTER TABLE \"Course\" ADD COLUMN \"difficultyAI\" DOUBLE PRECISION;")})
          .build(),
      {}));
  CHECK(analysis.relations.clashes.empty());
  CHECK(analysis.relations.unmet.empty());
  CHECK(warned(analysis, Group::sql).empty());
}

TEST_CASE(
    "a table of one epic that another one's later script needs is a need, not a conflict: later epics may depend") {
  auto analysis = read(analysis_of(
      workspace()
          .target("main", {init})
          .source("epic3", {init, migration("20251016164000_epic3_add_search_analytics",
                                            "CREATE TABLE \"search_analytics\" (\"id\" TEXT NOT NULL);")})
          .source("epic5", {init, migration("20251016231054_epic5_add_patterns",
                                            "ALTER TABLE \"search_analytics\" ADD COLUMN \"patternId\" TEXT;")})
          .build(),
      {}));
  CHECK(analysis.relations.clashes.empty());
  REQUIRE(analysis.relations.needs.size() == 1);
  CHECK(analysis.relations.needs[0].source == "epic5");
  CHECK(analysis.relations.needs[0].need.source == "epic3");
}
