// Rows of another branch's migrations: what they added, and whether that meets anything here.
#include <doctest/doctest.h>

#include "analyse/look.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

MissingRow judged_row(const std::string& theirs, const std::string& mine, bool with_script = true) {
  auto init = migration("20240101000001_init", "CREATE TABLE \"User\" (id int);");
  auto row = migration("20240201000001_theirs", theirs);
  auto built = workspace()
                   .target("main", {init})
                   .source("other", {init, row})
                   .source("mine", {init, migration("20240202000001_mine", mine)})
                   .build();
  ChangesByBlob changes;
  for (const auto& source : built.sources)
    for (const auto& migration : source.projects.front().folder->migrations)
      if (with_script || migration.name != row.name)
        changes[migration.script->blob] = std::make_shared<const ScriptChanges>(read_changes(migration.script->text));
  MissingRow missing;
  missing.migration = row.name;
  missing.owner = Owner{};
  missing.owner->source = "other";
  missing.because = "its SQL has not been read";
  History history;
  history.consumer = {"mine", "."};
  history.missing = {missing};
  std::vector<History> histories{history};
  judge_missing_rows(built, changes, histories);
  return histories[0].missing[0];
}

}  // namespace

TEST_CASE("missing row: tables of its own that nothing here knows are safe to ignore") {
  auto row =
      judged_row("CREATE TABLE tag (id int, u int); ALTER TABLE tag ADD CHECK (id > 0); CREATE INDEX i ON tag(u);",
                 "CREATE TABLE note (id int);");
  CHECK(row.tables == std::vector<std::string>{"tag"});
  CHECK(row.safe_to_ignore == true);
  CHECK(row.because == "nothing in this source touches or needs table \"tag\"");
}

TEST_CASE("missing row: a change to a table that is here, and a table that is needed here, are not") {
  auto changed = judged_row("ALTER TABLE \"User\" ADD COLUMN x int;", "CREATE TABLE note (id int);");
  CHECK(changed.safe_to_ignore == false);
  CHECK(changed.because == "it creates column \"User\".\"x\", on what this source has too");
  auto needed = judged_row("CREATE TABLE tag (id int);", "ALTER TABLE tag ADD COLUMN x int;");
  CHECK(needed.safe_to_ignore == false);
  CHECK(judged_row("CREATE TABLE note (id int);", "CREATE TABLE note (id int);").safe_to_ignore == false);
  CHECK(judged_row("INSERT INTO \"User\" VALUES (1);", "SELECT 1;").safe_to_ignore == false);
}

TEST_CASE("missing row: what cannot be read cannot be known") {
  auto row = judged_row("CREATE TABLE tag (id int); DO $$ BEGIN EXECUTE 'x'; END $$;", "CREATE TABLE note (id int);");
  CHECK(!row.safe_to_ignore.has_value());
  CHECK(row.because.rfind("cannot be known: line 1", 0) == 0);
  CHECK(judged_row("CREATE TABLE tag (id int);", "SELECT 1;", false).because == "its SQL has not been read");
}
