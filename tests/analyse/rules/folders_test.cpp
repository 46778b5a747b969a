// What lies in and beside the migrations folders.
#include <doctest/doctest.h>

#include <algorithm>

#include "analyse/look.hpp"
#include "prisma/script.hpp"

using namespace tributary;
using namespace tributary::testing;
using Lines = std::vector<std::string>;

namespace {

const auto init = migration("20240101000001_init");
const auto users = migration("20250101000001_users");

Workspace one_source(const std::vector<Migration>& own) {
  std::vector<Migration> all = {init};
  all.insert(all.end(), own.begin(), own.end());
  return workspace().target("main", {init}).source("feature", all).build();
}

}  // namespace

TEST_CASE("missing script: Prisma stops there; a stray folder counts, too") {
  CHECK(found(analysis_of(one_source({without_script("20250101000001_users")})), "missing-script") ==
        Lines{"error feature 20250101000001_users: 20250101000001_users has no migration.sql that Prisma can read: no "
              "such file"});
  CHECK(found(analysis_of(one_source({without_script(".idea")})), "missing-script").size() == 1);
  CHECK(found(analysis_of(one_source({users})), "missing-script").empty());
}

TEST_CASE("missing script: a folder that git left empty is the worktree's own, whatever main has under its name") {
  auto left = untracked(without_script(users.name));
  auto built = workspace().target("main", {init, left}).source("feature", {init, left}).build();
  auto hits = findings_of(analysis_of(built), "missing-script");
  REQUIRE(hits.size() == 2);
  for (const auto& hit : hits) {
    CHECK(hit.help.starts_with("rmdir "));
    CHECK(hit.help.find(" rm -r ") == std::string::npos);
  }
  auto committed = workspace().target("main", {init, users}).source("feature", {init, users}).build();
  CHECK(found(analysis_of(committed), "missing-script").empty());
}

TEST_CASE("empty script: blanks and comments do nothing, nested ones included") {
  for (std::string sql : {" \r\n", "-- This is an empty migration.", "/* a /* b */ c */\n;\n", "\xEF\xBB\xBF-- x\n"}) {
    CAPTURE(sql);
    CHECK(found(analysis_of(one_source({migration("20250101000001_users", sql)})), "empty-script").size() == 1);
  }
  for (std::string sql : {"SELECT 1", "/* a /* b */ SELECT 1; */ SELECT 2", "-- x\nSELECT 1"}) {
    CAPTURE(sql);
    CHECK(found(analysis_of(one_source({migration("20250101000001_users", sql)})), "empty-script").empty());
  }
}

TEST_CASE("empty script: a script over the cap is not checked, not clean") {
  auto large = migration("20250101000001_users");
  large.script = std::make_shared<const Script>(prisma::read_script("SELECT 1;", 3));
  auto verdict = analyse(analysis_of(one_source({large})));
  auto expected = not_checked("empty-script", "feature", "over the size cap: 20250101000001_users");
  CHECK(std::count(verdict.not_checked.begin(), verdict.not_checked.end(), expected) == 1);
}

TEST_CASE("files beside the migrations: told on the source that brings them, not on those that share them") {
  auto built = workspace().target("main", {init}).source("a", {init}).source("b", {init}).build();
  folder_of(built, "main").loose_sql = {"old.sql"};
  folder_of(built, "a").loose_sql = {"old.sql", "fix.sql"};
  folder_of(built, "a").links = {"20250101000001_link"};
  folder_of(built, "a").conflict_copies = {".gitkeep", "README.md", "20250101 (copy).txt"};
  project_of(built, "b").stray_schemas = {"prisma/schema.prisma.bak"};
  auto analysis = analysis_of(built);
  CHECK(found(analysis, "loose-sql-file") ==
        Lines{"warning a : fix.sql lies beside the migrations; Prisma never runs it",
              "warning main : old.sql lies beside the migrations; Prisma never runs it"});
  CHECK(findings_of(analysis, "loose-sql-file")[0].place.file == "prisma/migrations/fix.sql");
  CHECK(found(analysis, "symbolic-link").size() == 1);
  CHECK(found(analysis, "stray-file") ==
        Lines{"info a : 20250101 (copy).txt lies beside the migrations; Prisma ignores it"});
  CHECK(findings_of(analysis, "stray-schema-file").at(0).help ==
        "Compare it with prisma/schema.prisma, then git -C /worktrees/b rm prisma/schema.prisma.bak");
}

TEST_CASE("symbolic link: a migration.sql that is one") {
  auto linked = users;
  linked.script_is_link = true;
  CHECK(found(analysis_of(one_source({linked})), "symbolic-link") ==
        Lines{"warning feature 20250101000001_users: migration.sql of 20250101000001_users is a symbolic link"});
}

TEST_CASE("lock file: the provider as Prisma cuts it out, against the datasource") {
  auto built = one_source({users});
  auto lock_of_feature = [&](const std::optional<std::string>& bytes) {
    auto copy = built;
    folder_of(copy, "feature").lock_file = bytes;
    return analysis_of(copy);
  };
  CHECK(found(lock_of_feature("provider = \"postgresql\"\r\n"), "lock-file-mismatch").empty());
  CHECK(
      found(lock_of_feature("provider = \"mysql\"\n"), "lock-file-mismatch") ==
      Lines{"error feature : migration_lock.toml gives Prisma the provider mysql, the schema's datasource postgresql"});
  CHECK(found(lock_of_feature("provider=\"postgresql\"\n"), "lock-file-mismatch").size() == 1);
  CHECK(found(lock_of_feature(std::nullopt), "lock-file-mismatch").empty());
  CHECK(found(lock_of_feature(std::nullopt), "lock-file-missing") ==
        Lines{"warning feature : prisma/migrations has no migration_lock.toml"});
  CHECK(found(lock_of_feature("x"), "lock-file-missing").empty());
}

TEST_CASE("lock file: what the target has wrong is told once, on the target") {
  auto built = one_source({users});
  for (std::string source : {"main", "feature"}) folder_of(built, source).lock_file.reset();
  CHECK(found(analysis_of(built), "lock-file-missing").size() == 1);
  for (std::string source : {"main", "feature"}) folder_of(built, source).lock_file = "provider = \"mysql\"";
  CHECK(findings_of(analysis_of(built), "lock-file-mismatch").at(0).place.source == "main");
  CHECK(found(analysis_of(built), "lock-file-mismatch").size() == 1);
}

TEST_CASE("Prisma 8: one finding for the layout, and no other rule misreads it") {
  auto eight = without_script("20250101T000001_users");
  eight.prisma8 = true;
  auto analysis = analysis_of(one_source({eight}));
  CHECK(found(analysis, "prisma-8-layout") == Lines{"error feature 20250101T000001_users: 1 migration is in "
                                                    "prisma/migrations in the layout of Prisma 8 (migration.json, no "
                                                    "migration.sql)"});
  CHECK(found(analysis, "missing-script").empty());
  CHECK(found(analysis, "malformed-stamp").empty());
  CHECK(found(analysis_of(one_source({users})), "prisma-8-layout").empty());
}

TEST_CASE("order: names on which byte and locale order differ, and which is which") {
  auto built = workspace()
                   .target("main", {migration("20260317120000_aa_bb")})
                   .source("feature", {migration("20260317120000_aa_bb"), migration("20260317_cc")})
                   .build();
  auto hits = findings_of(analysis_of(built), "sort-order-differs");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].message ==
        "Prisma up to 6.5 runs 20260317120000_aa_bb before 20260317_cc, Prisma from 6.6 the other way round");
  CHECK(hits[0].place.migration == "20260317_cc");
  CHECK(hits[0].related.at(0).source == "main");
  CHECK(found(analysis_of(one_source({users, migration("20250101000002_users_2")})), "sort-order-differs").empty());
  CHECK(found(analysis_of(one_source({migration("20250101000001_a1"), migration("20250101000001_a_1")})),
              "sort-order-differs")
            .size() == 1);
}

TEST_CASE("order: outside ASCII it is not certain, and matters where stamps are equal") {
  CHECK(found(analysis_of(one_source({migration("20250101000001_añadir")})), "sort-order-differs") ==
        Lines{"info feature 20250101000001_añadir: The order of 20250101000001_añadir is not certain: it holds "
              "characters outside ASCII"});
  CHECK(
      found(analysis_of(one_source({migration("20250101000001_añadir"), users})), "sort-order-differs")[0].starts_with(
          "warning"));
}

TEST_CASE("unreadable input: nothing that collect could not read is dropped") {
  auto built = one_source({users});
  built.obstacles = {{"", 0, "git: ignoring a broken ref", "git fsck"}};
  source_of(built, "feature").obstacles = {{"", 0, "HEAD of this worktree cannot be read", "git worktree repair"}};
  project_of(built, "feature").obstacles = {
      {"prisma.config.ts", 7, "the URL is not a literal", "set it in tributary.yaml"}};
  auto hits = findings_of(analysis_of(built), "unreadable-input");
  REQUIRE(hits.size() == 3);
  CHECK(hits[0].place.line + hits[1].place.line == 7);
  CHECK(found(analysis_of(built), "unreadable-input")[2] == "warning main : git: ignoring a broken ref");
  CHECK(found(analysis_of(one_source({users})), "unreadable-input").empty());
}

TEST_CASE("unreadable input: a migrations path that is a file is an error") {
  auto built = one_source({});
  folder_of(built, "feature").state = MigrationsFolder::State::not_a_folder;
  project_of(built, "feature").obstacles = {{"prisma/migrations", 0, "prisma/migrations is a file", "restore it"}};
  CHECK(found(analysis_of(built), "unreadable-input") == Lines{"error feature : prisma/migrations is a file"});
}

TEST_CASE("uncommitted and missing: said as information") {
  auto built = one_source({untracked(users)});
  source_of(built, "main").missing = true;
  auto analysis = analysis_of(built);
  CHECK(found(analysis, "uncommitted-migration") ==
        Lines{"info feature 20250101000001_users: 20250101000001_users is not committed"});
  CHECK(found(analysis, "missing-worktree") == Lines{"info main : The worktree /worktrees/main is gone"});
  CHECK(found(analysis_of(one_source({users})), "uncommitted-migration").empty());
  CHECK(found(analysis_of(one_source({users})), "missing-worktree").empty());
}

TEST_CASE("conflict markers in a schema: with their line, once, and not for a ruler of equals signs") {
  auto built = one_source({});
  auto schema = [&](const std::string& source, const std::string& text) {
    project_of(built, source).schema = {
        {"prisma/schema.prisma", text.substr(0, 40), std::make_shared<std::string>(text)}};
  };
  schema("feature", "model A {\n<<<<<<< HEAD\n=======\n>>>>>>> b\n}\n");
  auto hits = findings_of(analysis_of(built), "schema-conflict-markers");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].place.line == 2);
  schema("main", "model A {\n<<<<<<< HEAD\n=======\n>>>>>>> b\n}\n");
  CHECK(findings_of(analysis_of(built), "schema-conflict-markers").size() == 1);
  schema("main", "// ok\n");
  schema("feature", "// =======\n=======\n");
  CHECK(found(analysis_of(built), "schema-conflict-markers").empty());
}

TEST_CASE("unreadable input: an own script that is too large or not UTF-8; the target's old ones are let be") {
  auto with = [](bool too_large, bool utf8) {
    auto script = migration("20240201101112_x", "SELECT 1;");
    auto odd = *script.script;
    odd.too_large = too_large, odd.valid_utf8 = utf8, odd.bytes = 50'000'000;
    script.script = std::make_shared<const Script>(odd);
    return script;
  };
  auto init = migration("20240101000000_init");
  auto of_branch = [&](const Migration& own) {
    return found(analysis_of(workspace().target("main", {init}).source("a", {init, own}).build()), "unreadable-input");
  };
  CHECK(of_branch(with(true, true)) ==
        Lines{"error a 20240201101112_x: 20240201101112_x has 50000000 bytes, more than are read"});
  CHECK(of_branch(with(false, false)) == Lines{"warning a 20240201101112_x: 20240201101112_x is not UTF-8"});
  CHECK(of_branch(with(false, true)).empty());
  auto old = with(false, false);
  CHECK(found(analysis_of(workspace().target("main", {old}).source("a", {old}).build()), "unreadable-input").empty());
}
