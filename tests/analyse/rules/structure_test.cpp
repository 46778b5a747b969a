// Ledgers against the structure of their databases, and documents about them.
#include <doctest/doctest.h>

#include <algorithm>

#include "analyse/look.hpp"
#include "tributary/catalog.hpp"

using namespace tributary;
using namespace tributary::testing;
using Lines = std::vector<std::string>;

namespace {

const auto init = migration("20240101000001_init", "CREATE TABLE \"User\" (id int, age int);");
const auto tags = migration("20240201000001_tags",
                            "CREATE TABLE \"Tag\" (id int, name text);\nCREATE INDEX tag_name ON \"Tag\"(name);");

ObjectName table(const std::string& name) {
  return {ObjectKind::table, "public", name, "", ""};
}
ObjectName column(const std::string& table, const std::string& name) {
  return {ObjectKind::column, "public", table, name, ""};
}
const std::vector<ObjectName> users = {table("User"), column("User", "id"), column("User", "age")};
const std::vector<ObjectName> users_and_tags = {table("User"),
                                                column("User", "id"),
                                                column("User", "age"),
                                                table("Tag"),
                                                column("Tag", "id"),
                                                column("Tag", "name"),
                                                {ObjectKind::index, "public", "tag_name", "", ""}};

std::shared_ptr<const Catalog> structure(const std::vector<ObjectName>& objects) {
  Catalog catalog;
  for (const auto& object : objects) catalog.objects.push_back({object, {}});
  std::sort(catalog.objects.begin(), catalog.objects.end(),
            [](const CatalogObject& a, const CatalogObject& b) { return a.name < b.name; });
  for (auto kind : {ObjectKind::table, ObjectKind::column, ObjectKind::index, ObjectKind::enum_type})
    catalog.known[kind] = {};
  return std::make_shared<const Catalog>(catalog);
}

/// main and epic share `shop`, which holds these rows and objects; epic's own migrations are `own`.
Analysis shop(const std::vector<Migration>& own, const std::vector<LedgerRow>& rows,
              const std::vector<ObjectName>& objects, const std::vector<Migration>& of_other = {}) {
  std::vector<Migration> folder = {init}, other = {init};
  folder.insert(folder.end(), own.begin(), own.end());
  other.insert(other.end(), of_other.begin(), of_other.end());
  auto analysis =
      analysis_of(workspace().target("main", {init}).source("epic", folder).source("other", other).build(), {"epic"});
  analysis.databases = {{database("shop", rows, {"epic"})}};
  History history;
  history.consumer = {"epic", "."};
  history.database = "shop";
  analysis.histories = {history};
  for (const auto& source : analysis.workspace.sources)
    for (const auto& migration : source.projects.front().folder->migrations)
      analysis.changes[migration.script->blob] =
          std::make_shared<const ScriptChanges>(read_changes(migration.script->text));
  analysis.structures["shop"] = structure(objects);
  return analysis;
}

}  // namespace

TEST_CASE("a row whose objects are gone: what is missing is named, a table's columns once with it") {
  CHECK(found(shop({tags}, {applied(init), applied(tags, 1)}, users), "row-without-objects") ==
        Lines{"error epic 20240201000001_tags: shop has applied 20240201000001_tags, but table \"Tag\", index "
              "\"tag_name\" are not there"});
  auto without_age = users_and_tags;
  std::erase(without_age, column("User", "age"));
  CHECK(
      found(shop({tags}, {applied(init), applied(tags, 1)}, without_age), "row-without-objects") ==
      Lines{"error epic 20240101000001_init: shop has applied 20240101000001_init, but column \"User\".\"age\" is not "
            "there"});
}

TEST_CASE("silent twin: all is there, or a later applied migration of any branch dropped or renamed it") {
  CHECK(found(shop({tags}, {applied(init), applied(tags, 1)}, users_and_tags), "row-without-objects").empty());
  auto drop = migration("20240301000001_drop", "DROP TABLE \"Tag\"");
  CHECK(found(shop({tags, drop}, {applied(init), applied(tags, 1), applied(drop, 2)}, users), "row-without-objects")
            .empty());
  CHECK(found(shop({tags}, {applied(init), applied(tags, 1), applied(drop, 2)}, users, {drop}), "row-without-objects")
            .empty());
  auto rename = migration("20240301000001_rename", "ALTER TABLE \"User\" RENAME COLUMN age TO years");
  auto renamed = users;
  renamed.back() = column("User", "years");
  CHECK(found(shop({rename}, {applied(init), applied(rename, 1)}, renamed), "row-without-objects").empty());
  CHECK(found(shop({rename}, {applied(init), applied(rename, 1)}, users), "row-without-objects").size() == 1);
}

TEST_CASE(
    "silent twin: what went with a drop, came under another name, has no name of its own, or was made under a "
    "condition") {
  struct Case {
    std::string first, second;
    std::vector<ObjectName> there;
  };
  const std::vector<ObjectName> t{table("t"), column("t", "a")};
  for (const auto& each : std::vector<Case>{
           {"CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t", "DROP TABLE t CASCADE", {}},
           {"CREATE TABLE t (a int, b int); CREATE INDEX i ON t (b)", "ALTER TABLE t DROP COLUMN b", t},
           {"CREATE SCHEMA s; CREATE TABLE s.t (a int)", "DROP SCHEMA s CASCADE", {}},
           {"CREATE TABLE t (a int); CREATE UNIQUE INDEX i ON t (a)",
            "ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX i", t},
           {"CREATE TABLE t (a int, CONSTRAINT u UNIQUE (a))", "ALTER INDEX u RENAME TO u2", t},
           {"CREATE TYPE ct AS (a int); CREATE TABLE t (a int)", "SELECT 1", t},
           {"CREATE TABLE t (a int)", "DO $$ BEGIN IF 1 = 2 THEN CREATE TABLE t2 (a int); END IF; END $$", t},
       }) {
    CAPTURE(each.first);
    CAPTURE(each.second);
    auto one = migration("20240201000001_one", each.first), two = migration("20240301000001_two", each.second);
    auto objects = users;
    objects.insert(objects.end(), each.there.begin(), each.there.end());
    CHECK(found(shop({one, two}, {applied(init), applied(one, 1), applied(two, 2)}, objects), "row-without-objects") ==
          Lines{});
  }
  auto one = migration("20240201000001_one", "CREATE TABLE t (a int); CREATE INDEX i ON t (a)");
  auto objects = users;
  objects.insert(objects.end(), t.begin(), t.end());
  CHECK(found(shop({one}, {applied(init), applied(one, 1)}, objects), "row-without-objects").size() == 1);
}

TEST_CASE("a row whose script is nowhere, edited, failed or opaque, and ran later, keeps the rule silent") {
  auto nowhere = migration("20240301000001_nowhere");
  CHECK(found(shop({tags}, {applied(init), applied(tags, 1), applied(nowhere, 2)}, users), "row-without-objects")
            .empty());
  CHECK(found(shop({tags}, {applied(nowhere), applied(init, 1), applied(tags, 2)}, users), "row-without-objects")
            .size() == 1);
  auto opaque = migration("20240301000001_opaque", "DO $$ BEGIN EXECUTE 'x'; END $$");
  CHECK(found(shop({tags, opaque}, {applied(init), applied(tags, 1), applied(opaque, 2)}, users), "row-without-objects")
            .empty());
  auto edited = applied(tags, 1);
  edited.checksum = "another";
  CHECK(found(shop({tags}, {applied(init), edited}, users), "row-without-objects").empty());
  CHECK(
      found(shop({tags}, {applied(init), applied(tags, 1), failed(nowhere, 2)}, users), "row-without-objects").empty());
}

TEST_CASE("objects whose row is missing: pushed, or the row was deleted") {
  auto hits = findings_of(shop({tags}, {applied(init)}, users_and_tags), "objects-without-row");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].message ==
        "shop has no row of 20240201000001_tags, but all that it makes: table \"Tag\", index \"tag_name\"");
  CHECK(hits[0].help ==
        "Where they are what the script makes: cd /worktrees/epic && npx prisma migrate resolve --applied "
        "20240201000001_tags");
  CHECK(
      findings_of(shop({tags}, {applied(init), rolled_back(tags, 1)}, users_and_tags), "objects-without-row").size() ==
      1);
}

TEST_CASE("objects of migrations that a squash has replaced are recorded, not made again") {
  auto squashed = migration("00000000000000_init", init.script->text + "\n" + tags.script->text);
  auto analysis = shop({squashed}, {applied(init), applied(tags, 1)}, users_and_tags);
  for (auto& source : analysis.workspace.sources)
    if (source.name == "epic") {
      auto folder = std::make_shared<MigrationsFolder>(*source.projects.front().folder);
      source.projects.front().base_folder = std::make_shared<const MigrationsFolder>(
          MigrationsFolder{.state = folder->state, .migrations = {init, tags}});
      std::erase_if(folder->migrations, [](const Migration& one) { return one.name != "00000000000000_init"; });
      source.projects.front().folder = folder;
    }
  auto hits = findings_of(analysis, "objects-without-row");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].help.find("resolve --applied 00000000000000_init") != std::string::npos);
}

TEST_CASE("silent twin: a row, a missing object, another maker, IF NOT EXISTS, or SQL that cannot be read") {
  const std::string rule = "objects-without-row";
  CHECK(found(shop({tags}, {applied(init), applied(tags, 1)}, users_and_tags), rule).empty());
  auto half = users_and_tags;
  half.pop_back();
  CHECK(found(shop({tags}, {applied(init)}, half), rule).empty());
  CHECK(found(shop({tags}, {applied(init)}, users), rule).empty());
  auto others = migration("20240202000001_theirs", tags.script->text + "\n-- theirs");
  CHECK(found(shop({tags}, {applied(init), applied(others, 1)}, users_and_tags, {others}), rule).empty());
  auto guarded = migration("20240201000001_guarded", "CREATE TABLE IF NOT EXISTS \"Tag\" (id int)");
  CHECK(found(shop({guarded}, {applied(init)}, users_and_tags), rule).empty());
  auto opaque = migration("20240201000001_opaque", tags.script->text + "DO $$ BEGIN EXECUTE 'x'; END $$");
  CHECK(found(shop({opaque}, {applied(init)}, users_and_tags), rule).empty());
}

TEST_CASE("objects without a row: neither a failed row nor one whose script is nowhere silences them") {
  const std::string rule = "objects-without-row";
  auto nowhere = migration("20240301000001_nowhere");
  CHECK(found(shop({tags}, {applied(init), applied(nowhere, 1)}, users_and_tags), rule).size() == 1);
  CHECK(found(shop({tags}, {applied(init), failed(nowhere, 1)}, users_and_tags), rule).size() == 1);
  auto more = migration("20240301000001_more", "CREATE TABLE \"More\" (id int);");
  CHECK(found(shop({tags, more}, {applied(init), failed(more, 1)}, users_and_tags), rule).size() == 1);
  // silent twin: the failed script may have made them itself
  auto same = migration("20240301000001_same", tags.script->text + "SELECT 1;");
  CHECK(found(shop({tags, same}, {applied(init), failed(same, 1)}, users_and_tags), rule).empty());
}

TEST_CASE("objects without a row: a squashed history is to be recorded, its old rows are its proof") {
  auto squashed = migration("00000000000000_init", init.script->text + tags.script->text);
  auto analysis = shop({}, {applied(init), applied(tags, 1)}, users_and_tags);
  analysis.workspace = workspace().target("main", {squashed}).source("epic", {squashed}).build();
  analysis.histories.front().consumer = {"main", "."};
  analysis.databases->front().consumers = {{"main", "."}};
  analysis.changes[squashed.script->blob] = std::make_shared<const ScriptChanges>(read_changes(squashed.script->text));
  for (const auto* row : {&init, &tags}) {
    MissingRow missing;
    missing.migration = row->name, missing.applied = true;
    analysis.histories.front().missing.push_back(missing);
  }
  auto hits = findings_of(analysis, "objects-without-row");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].why.starts_with("Its ledger has 2 applied rows without a folder here"));
  CHECK(hits[0].help.ends_with("npx prisma migrate resolve --applied 00000000000000_init"));
  CHECK(found(analysis, "impossible-stamp").empty());
}

TEST_CASE("a failed row of Prisma 7.4 and later: where it stopped, and a way out that does not fail in the same way") {
  auto half = migration("20240201000001_half",
                        "CREATE TABLE \"Tag\" (id int, name text);\nUPDATE \"User\" SET age = 'x';\nSELECT 1;");
  auto analysis = shop({half}, {applied(init), failed(half, 1)}, users_and_tags);
  analysis.histories.front().failed = {half.name};
  auto hits = findings_of(analysis, "failed-migration");
  REQUIRE(hits.size() == 1);
  analysis.databases->front().rows.back().logs = "Database error code: 22P02\n\nERROR: invalid input";
  auto hit = findings_of(analysis, "failed-migration").at(0);
  CAPTURE(hit.message);
  CHECK(hit.message.ends_with(
      "table \"Tag\" is there; it stopped behind line 1 at the earliest: line 2 is `UPDATE \"User\" SET age = 'x'`"));
  CHECK(hit.help.starts_with("Finish it by hand, from line 2 on"));
  CHECK(hit.help.find("look first which of the statements that create nothing have run") != std::string::npos);
  project_of(analysis.workspace, "epic").prisma = {6, 19, 0, "config"};
  CHECK(findings_of(analysis, "failed-migration").at(0).message.find("stopped") == std::string::npos);
}

TEST_CASE("a failed row whose enum value stands there already is to be recorded; one whose value is missing is not") {
  auto finding = migration("20240201000001_finding", "ALTER TYPE \"Kind\" ADD VALUE 'FINDING';");
  auto analysis = shop({finding}, {applied(init), failed(finding, 1)}, users);
  analysis.histories.front().failed = {finding.name};
  analysis.databases->front().rows.back().logs = "ERROR: said in somebody's language";
  auto with = [&](const std::string& values) {
    auto catalog = *structure(users);
    catalog.objects.push_back({{ObjectKind::enum_type, "public", "Kind", "", ""}, {{"values", values}}, {}});
    catalog.known[ObjectKind::enum_type] = {"values"};
    analysis.structures["shop"] = std::make_shared<const Catalog>(catalog);
    return findings_of(analysis, "failed-migration").at(0).help;
  };
  CHECK(with("TASK\nFINDING").ends_with("npx prisma migrate resolve --applied 20240201000001_finding"));
  CHECK(with("TASK").find("--applied") == std::string::npos);
}

TEST_CASE("a structure that was not read is not a clean one") {
  auto analysis = shop({tags}, {applied(init), applied(tags, 1)}, users);
  analysis.structures.clear();
  auto verdict = analyse(analysis);
  auto said = std::count_if(verdict.not_checked.begin(), verdict.not_checked.end(), [](const NotChecked& entry) {
    return entry.source == "epic" && (entry.rule == "row-without-objects" || entry.rule == "objects-without-row");
  });
  CHECK(said == 2);
  analysis.databases.reset();
  CHECK(found(analysis, "row-without-objects").empty());
}

TEST_CASE("a document about drift that says less than the ledger names the command that rewrites it") {
  auto analysis = shop({}, {applied(init)}, users);
  CHECK(found(analysis, "drift-section-outdated").empty());
  analysis.old_drift_sections = {{"epic", "docs/DRIFT.md"}};
  auto hits = findings_of(analysis, "drift-section-outdated");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].place.file == "docs/DRIFT.md");
  CHECK(hits[0].help == "tributary drift --into /worktrees/epic/docs/DRIFT.md");
}
