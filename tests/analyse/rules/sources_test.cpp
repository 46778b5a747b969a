// What branches do to each other and to the target.
#include <doctest/doctest.h>

#include <algorithm>

#include "analyse/look.hpp"

using namespace tributary;
using namespace tributary::testing;
using Lines = std::vector<std::string>;

namespace {

const auto init = migration("20240101000001_init");
const auto users = migration("20240201000001_users");
const auto orders = migration("20240301000001_orders");

Severity severity_in(const Analysis& analysis, const std::string& rule, const std::string& source) {
  for (const auto& finding : findings_of(analysis, rule))
    if (finding.place.source == source) return finding.severity;
  return Severity::off;
}

}  // namespace

TEST_CASE("late: one finding that names all late migrations, and how to restamp them") {
  auto built = workspace()
                   .target("main", {init, orders})
                   .source("feature", {init, migration("20240201000001_users"), migration("20240202000001_carts"),
                                       migration("20240401000001_new")})
                   .build();
  auto hits = findings_of(analysis_of(built), "late-migration");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].message ==
        "2 migrations sort before main's newest migration, 20240301000001_orders: 20240201000001_users, "
        "20240202000001_carts");
  CHECK(hits[0].help == "tributary restamp feature");
  CHECK(hits[0].place.file == "prisma/migrations/20240201000001_users/migration.sql");
  CHECK(hits[0].related.at(0).source == "main");
  CHECK(hits[0].related.at(1).migration == "20240202000001_carts");
}

TEST_CASE("late: a ref has no worktree to restamp in, so the renames are spelled out") {
  auto built =
      workspace().target("main", {init, orders}).ref("feature", {init, migration("20240201000001_users")}).build();
  auto hits = findings_of(analysis_of(built), "late-migration");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].help == "git mv prisma/migrations/20240201000001_users prisma/migrations/20240301000002_users");
}

TEST_CASE("late: not after the newest, and a folder without a stamp says nothing about time") {
  auto built = workspace().target("main", {init, migration("zz_notes")}).source("feature", {init, users}).build();
  CHECK(found(analysis_of(built), "late-migration").empty());
}

TEST_CASE("late: numbers that the team counts up are held against the last of them") {
  auto with = [](const std::string& newest, const std::string& own) {
    auto past = {migration("20240520000001_old"), migration(newest)};
    std::vector<Migration> all(past);
    all.push_back(migration(own));
    return findings_of(analysis_of(workspace().target("main", past).source("feature", all).build()), "late-migration");
  };
  auto hits = with("54_orders", "48_users");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].message == "1 migration sorts before main's newest migration, 54_orders: 48_users");
  CHECK(hits[0].help == "git -C /worktrees/feature mv prisma/migrations/48_users prisma/migrations/55_users");
  CHECK(with("54_orders", "02_users").size() == 1);
  CHECK(with("54_orders", "61_users").empty());
  CHECK(with("99_orders", "98_users")[0].help == "Give it a name that is listed behind 99_orders.");
}

TEST_CASE("late: what a database has applied keeps its name") {
  auto built = workspace().target("main", {init, orders}).source("feature", {init, users}).build();
  auto analysis = analysis_of(built);
  analysis.databases = {{database("shop", {applied(users)}, {"feature"})}};
  CHECK(findings_of(analysis, "late-migration").at(0).help.starts_with("Leave it: shop has it applied"));
}

TEST_CASE("late: what is the target's own under another name is renamed-migration's alone, with one order to follow") {
  auto other_stamp = migration("20240210000001_members", orders.script->text);
  auto analysis =
      analysis_of(workspace().target("main", {init, orders}).source("staging", {init, other_stamp}).build());
  analysis.databases = {{database("shop", {applied(init), applied(other_stamp, 1)}, {"staging"})}};
  CHECK(found(analysis, "late-migration").empty());
  auto help = findings_of(analysis, "renamed-migration").at(0).help;
  CHECK(help ==
        "Before the next deploy to shop, which ran it as 20240210000001_members: cd /worktrees/staging && npx prisma "
        "migrate resolve --applied 20240301000001_orders. Then git -C /worktrees/staging mv "
        "prisma/migrations/20240210000001_members prisma/migrations/20240301000001_orders");
}

TEST_CASE("late: allowed migrations are kept apart from the others") {
  auto built = workspace()
                   .target("main", {init, orders})
                   .source("feature", {init, users, migration("20240202000001_carts")})
                   .build();
  auto analysis = analysis_of(built);
  analysis.policy.allow = {{"late-migration", "*_users", "*", "harmless"}};
  auto verdict = analyse(analysis);
  REQUIRE(verdict.allowed.size() == 1);
  CHECK(verdict.allowed[0].place.migration == "20240201000001_users");
  CHECK(found(analysis, "late-migration") == Lines{"warning feature 20240202000001_carts: 1 migration sorts before "
                                                   "main's newest migration, 20240301000001_orders: "
                                                   "20240202000001_carts"});
}

TEST_CASE("out of sequence: every source but the first, an error where the SQL needs the other") {
  auto built = workspace().target("main", {init}).source("a", {init, users}).source("b", {init, orders}).build();
  auto analysis = analysis_of(built, {"a", "b"});
  CHECK(found(analysis, "out-of-sequence") ==
        Lines{"warning b 20240301000001_orders: b comes after a in the proposed sequence"});
  CHECK(findings_of(analysis, "out-of-sequence")[0].help == "Merge it first, or together: tributary merge a b");
  analysis.sequence.steps[1].needs = {{"a", "orders refers to users", true}};
  CHECK(severity_in(analysis, "out-of-sequence", "b") == Severity::error);
  CHECK(findings_of(analysis, "out-of-sequence")[0].why == "It needs a: orders refers to users.");
}

TEST_CASE("out of sequence: only information where the SQL of both was read and has nothing to do with each other") {
  auto with = [](const std::string& other) {
    auto built = workspace()
                     .target("main", {migration("20240101000001_init", "CREATE TABLE a (id int);\n")})
                     .source("x", {migration("20240101000001_init", "CREATE TABLE a (id int);\n"),
                                   migration("20240201000001_x", "ALTER TABLE a ADD COLUMN x int;\n")})
                     .source("y", {migration("20240101000001_init", "CREATE TABLE a (id int);\n"),
                                   migration("20240301000001_y", other)})
                     .build();
    return severity_in(with_sql(analysis_of(built, {"x", "y"})), "out-of-sequence", "y");
  };
  CHECK(with("ALTER TABLE a ADD COLUMN y int;\n") == Severity::info);
  CHECK(with("ALTER TABLE a ADD COLUMN x text;\n") == Severity::warning);
  CHECK(with("DO $$ BEGIN EXECUTE (SELECT 1)::text; END $$;\n") == Severity::warning);
}

TEST_CASE("out of sequence: sources that are judged together wait only for others; other projects do not matter") {
  auto built = workspace().target("main", {init}).source("a", {init, users}).source("b", {init, orders}).build();
  auto analysis = analysis_of(built, {"a", "b"});
  auto rules_in = [](const Verdict& verdict) {
    Lines ids;
    for (const auto& finding : verdict.findings) ids.push_back(finding.rule);
    return ids;
  };
  CHECK(rules_in(judged(analyse(analysis), {"a"}, analysis.sequence)).empty());
  CHECK(rules_in(judged(analyse(analysis), {"b"}, analysis.sequence)) == Lines{"out-of-sequence"});
  CHECK(rules_in(judged(analyse(analysis), {"b", "a"}, analysis.sequence)).empty());
  auto apart = workspace()
                   .target("main", {init}, "x")
                   .target("main", {init}, "y")
                   .source("a", {init, users}, "x")
                   .source("b", {init, orders}, "y")
                   .build();
  CHECK(found(analysis_of(apart, {"a", "b"}), "out-of-sequence").empty());
}

TEST_CASE("stale: what the target once had, and what it calls it now") {
  auto restamped = migration("20240501000001_users", users.script->text);
  auto built = workspace().target("main", {init, restamped}).past(users).source("old", {init, users}).build();
  auto hits = findings_of(analysis_of(built), "stale-migration");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].message ==
        "1 migration is left that main once had and has no more: 20240201000001_users (now 20240501000001_users)");
  CHECK(hits[0].help == "git -C /worktrees/old merge main");
  CHECK(found(analysis_of(built), "renamed-migration").empty());
  CHECK(found(analysis_of(built), "same-content-different-name").empty());
}

TEST_CASE("stale: changed on the branch since; and unknown where the target's history is cut off") {
  auto built =
      workspace().target("main", {init}).past(users).source("old", {init, migration(users.name, "SELECT 2;")}).build();
  CHECK(found(analysis_of(built), "stale-migration")[0].ends_with("20240201000001_users (changed here since)"));
  built.target.history_complete = false;
  auto verdict = analyse(analysis_of(built));
  auto about = std::count_if(verdict.not_checked.begin(), verdict.not_checked.end(),
                             [](const NotChecked& n) { return n.rule == "stale-migration" && n.source == "old"; });
  CHECK(about == 1);
}

TEST_CASE("edited: the source changed what the target has; both places and the first line that differs") {
  auto edited = migration(users.name, users.script->text + "ALTER TABLE x ADD y INT;\n");
  auto built = workspace().target("main", {init, users}).source("feature", {init, edited}).build();
  auto hits = findings_of(analysis_of(built), "edited-migration");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].severity == Severity::error);
  CHECK(hits[0].message ==
        "20240201000001_users was edited after it reached main: line 2 is `ALTER TABLE x ADD y INT;` here and nothing "
        "there");
  CHECK(hits[0].place.line == 2);
  CHECK(hits[0].related.at(0).source == "main");
  CHECK(hits[0].help.starts_with("git -C /worktrees/feature checkout main -- prisma/migrations/20240201000001_users"));
  CHECK(found(analysis_of(built), "same-name-different-content").empty());
}

TEST_CASE("edited, deleted: a source that is merely behind the target is silent") {
  auto edited = migration(users.name, "SELECT 2;");
  auto built = workspace()
                   .target("main", {init, edited, orders})
                   .past(users)
                   .source("behind", {init, users})
                   .base("behind", {init, users})
                   .build();
  CHECK(analyse(analysis_of(built)).findings.empty());
}

TEST_CASE("edited: the same edit on both sides is no edit of the source's; different ones are") {
  auto one = migration(users.name, "SELECT 1;"), two = migration(users.name, "SELECT 2;");
  auto same =
      workspace().target("main", {init, one}).source("feature", {init, one}).base("feature", {init, users}).build();
  CHECK(found(analysis_of(same), "edited-migration").empty());
  auto both =
      workspace().target("main", {init, one}).source("feature", {init, two}).base("feature", {init, users}).build();
  CHECK(found(analysis_of(both), "edited-migration").at(0).find("where it was edited, too") != std::string::npos);
}

TEST_CASE("edited: a lost script; and the target's own edit on disk") {
  auto lost = workspace().target("main", {init, users}).source("feature", {init, without_script(users.name)}).build();
  CHECK(found(analysis_of(lost), "edited-migration") ==
        Lines{"error feature 20240201000001_users: 20240201000001_users lost its script after it reached main"});
  auto on_disk = migration(users.name, "SELECT 2;");
  on_disk.tracking = Tracking::modified;
  auto built = workspace().target("main", {init, on_disk}).build();
  built.target.past["."][1].blobs = {users.script->blob};
  CHECK(found(analysis_of(built), "edited-migration") ==
        Lines{"error main 20240201000001_users: 20240201000001_users is committed and was edited on disk since"});
}

TEST_CASE("base unknown: not checked, and an older script of the target's is still no conflict") {
  auto edited = migration(users.name, "SELECT 2;");
  auto built = workspace().target("main", {init, edited}).past(users).source("feature", {init, users}).build();
  project_of(built, "feature").base_folder = nullptr;
  built.shallow = true;
  auto verdict = analyse(analysis_of(built));
  CHECK(verdict.findings.empty());
  auto expected =
      not_checked("edited-migration", "feature", "the clone is shallow: `git fetch --unshallow` brings the merge base");
  CHECK(std::count(verdict.not_checked.begin(), verdict.not_checked.end(), expected) == 1);
}

TEST_CASE("deleted: gone here, still in the target; many at once are one finding") {
  auto built =
      workspace().target("main", {init, users}).source("feature", {init}).base("feature", {init, users}).build();
  auto hits = findings_of(analysis_of(built), "deleted-migration");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].message == "20240201000001_users was deleted after it reached main");
  CHECK(hits[0].help == "git -C /worktrees/feature checkout main -- prisma/migrations/20240201000001_users");
  auto removed_by_both =
      workspace().target("main", {init}).past(users).source("feature", {init}).base("feature", {init, users}).build();
  CHECK(found(analysis_of(removed_by_both), "deleted-migration").empty());
  std::vector<Migration> history;
  for (int i = 10; i < 25; ++i) history.push_back(migration("202402010000" + std::to_string(i) + "_step"));
  auto squashed = workspace()
                      .target("main", history)
                      .source("feature", {migration("20240201000009_squashed")})
                      .base("feature", history)
                      .build();
  CHECK(found(analysis_of(squashed), "deleted-migration").size() == 1);
}

TEST_CASE("deleted: a migrations path that cannot be read is unreadable-input's business") {
  auto built = workspace().target("main", {init, users}).source("feature", {}).base("feature", {init, users}).build();
  CHECK(found(analysis_of(built), "deleted-migration").size() == 2);
  folder_of(built, "feature").state = MigrationsFolder::State::unreadable;
  CHECK(found(analysis_of(built), "deleted-migration").empty());
}

TEST_CASE("deleted: on the target's own disk") {
  auto built = workspace().target("main", {init}).build();
  project_of(built, "main").deleted_on_disk = {users.name};
  CHECK(found(analysis_of(built), "deleted-migration") ==
        Lines{"error main 20240201000001_users: 20240201000001_users is committed but gone from disk"});
}

TEST_CASE("renamed: an equal script under another name, told once; a similar one is not guessed at") {
  auto renamed = migration("20240210000001_members", users.script->text);
  auto built = workspace()
                   .target("main", {init, users})
                   .source("feature", {init, renamed})
                   .base("feature", {init, users})
                   .build();
  auto hits = findings_of(analysis_of(built), "renamed-migration");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].message ==
        "20240210000001_members is main's 20240201000001_users under another name: it was renamed after it had been "
        "merged");
  CHECK(hits[0].help ==
        "git -C /worktrees/feature mv prisma/migrations/20240210000001_members prisma/migrations/20240201000001_users");
  CHECK(found(analysis_of(built), "deleted-migration").empty());
  CHECK(found(analysis_of(built), "same-content-different-name").empty());
  auto similar = migration("20240210000001_members", users.script->text + "SELECT 2;\n");
  auto other = workspace()
                   .target("main", {init, users})
                   .source("feature", {init, similar})
                   .base("feature", {init, users})
                   .build();
  CHECK(found(analysis_of(other), "renamed-migration").empty());
  CHECK(found(analysis_of(other), "deleted-migration").size() == 1);
}

TEST_CASE(
    "same name, different content: an error for the later source, a warning for the earlier, silent for a third") {
  auto mine = migration(users.name, "CREATE TABLE a();\nSELECT 1;\n"),
       other = migration(users.name, "CREATE TABLE a();\nSELECT 2;\n");
  auto built = workspace()
                   .target("main", {init})
                   .source("a", {init, mine})
                   .source("b", {init, other})
                   .source("c", {init, orders})
                   .build();
  auto analysis = analysis_of(built, {"a", "b", "c"});
  CHECK(severity_in(analysis, "same-name-different-content", "b") == Severity::error);
  CHECK(severity_in(analysis, "same-name-different-content", "a") == Severity::warning);
  CHECK(severity_in(analysis, "same-name-different-content", "c") == Severity::off);
  auto hits = judged(analyse(analysis), {"b"}, analysis.sequence).findings;
  REQUIRE(hits.at(0).rule == "same-name-different-content");
  CHECK(hits[0].message ==
        "20240201000001_users has another script in a: line 2 is `SELECT 2;` here and `SELECT 1;` there");
  auto reversed = analysis_of(built, {"b", "a", "c"});
  CHECK(severity_in(reversed, "same-name-different-content", "a") == Severity::error);
}

TEST_CASE("same name, different content: both halves have one fingerprint, and all together are told once") {
  auto built = workspace()
                   .target("main", {init})
                   .source("a", {init, users})
                   .source("b", {init, migration(users.name, "SELECT 2;")})
                   .build();
  auto analysis = analysis_of(built, {"a", "b"});
  auto halves = findings_of(analysis, "same-name-different-content");
  REQUIRE(halves.size() == 2);
  CHECK(halves[0].fingerprint == halves[1].fingerprint);
  int told = 0;
  for (const auto& finding : judged(analyse(analysis), {}, analysis.sequence).findings)
    if (finding.rule == "same-name-different-content") {
      ++told;
      CHECK(finding.severity == Severity::error);
      CHECK(finding.place.source == "b");
    }
  CHECK(told == 1);
}

TEST_CASE("same name, different content: added to target and source since they parted") {
  auto built = workspace()
                   .target("main", {init, users})
                   .source("feature", {init, migration(users.name, "SELECT 2;")})
                   .base("feature", {init})
                   .build();
  auto hits = findings_of(analysis_of(built), "same-name-different-content");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].place.source == "feature");
  CHECK(hits[0].related.at(0).source == "main");
  CHECK(hits[0].severity == Severity::error);
}

TEST_CASE(
    "same name, different content: what the target has is taken; who is newer and which database ran which is told") {
  auto mine = migration(users.name, "SELECT 2;");
  auto built =
      workspace().target("main", {init, users}).source("feature", {init, mine}).base("feature", {init}).build();
  project_of(built, "feature").changed_at[users.name] = {100, 200};
  auto analysis = analysis_of(built);
  auto hit = findings_of(analysis, "same-name-different-content").at(0);
  CHECK(hit.help.find("checkout main -- prisma/migrations/" + users.name) != std::string::npos);
  CHECK(hit.why.find("main's text is the newer one") != std::string::npos);
  CHECK(hit.help.find("dev has run") == std::string::npos);
  analysis.databases = {{database("dev", {applied(mine)}, {"feature"})}};
  hit = findings_of(analysis, "same-name-different-content").at(0);
  CHECK(hit.why.find("dev has run feature's") != std::string::npos);
  CHECK(hit.help.find("dev has run the other text") != std::string::npos);
}

TEST_CASE("same content, different name: both would run") {
  auto copy = migration("20240210000001_people", users.script->text);
  auto built = workspace().target("main", {init}).source("a", {init, users}).source("b", {init, copy}).build();
  auto analysis = analysis_of(built, {"a", "b"});
  CHECK(severity_in(analysis, "same-content-different-name", "b") == Severity::error);
  CHECK(severity_in(analysis, "same-content-different-name", "a") == Severity::warning);
  auto within = workspace().target("main", {init}).source("a", {init, users, copy}).build();
  CHECK(found(analysis_of(within), "same-content-different-name") ==
        Lines{"error a 20240210000001_people: 20240210000001_people has the script of 20240201000001_users in a"});
  auto in_target = workspace().target("main", {users, copy}).build();
  CHECK(severity_in(analysis_of(in_target), "same-content-different-name", "main") == Severity::warning);
  auto again = workspace().target("main", {users}).source("a", {users, copy}).build();
  CHECK(severity_in(analysis_of(again), "same-content-different-name", "a") == Severity::error);
}

TEST_CASE("same content, different name: one of the two is told to go, never both") {
  auto copy = migration("20240210000001_people", users.script->text);
  auto built = workspace().target("main", {init}).source("a", {init, users}).source("b", {init, copy}).build();
  auto rm = [](const Analysis& analysis, const std::string& source) {
    for (const auto& finding : findings_of(analysis, "same-content-different-name"))
      if (finding.place.source == source) return finding.help.find(" rm -r ") != std::string::npos;
    return false;
  };
  auto analysis = analysis_of(built, {"a", "b"});
  CHECK_FALSE(rm(analysis, "a"));
  CHECK(rm(analysis, "b"));
  analysis.databases = {{database("shop", {applied(copy)}, {"b"})}};  // what a database has stays
  CHECK(rm(analysis, "a"));
  CHECK_FALSE(rm(analysis, "b"));
}

TEST_CASE("same content twice in the target: an error where no new database can run both, else a warning") {
  const std::string sql = "CREATE TABLE \"Tag\" (id int);";
  auto one = migration("20240201000001_tags", sql), two = migration("20240301000001_tags_again", sql);
  auto analysis = with_sql(analysis_of(workspace().target("main", {init, one, two}).build()));
  auto hits = findings_of(analysis, "same-content-different-name");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].severity == Severity::error);
  CHECK(hits[0].help == "git -C /worktrees/main rm -r prisma/migrations/20240301000001_tags_again");
  analysis.databases = {{database("shop", {applied(two)}, {"main"})}};
  CHECK(findings_of(analysis, "same-content-different-name")[0].help.ends_with("20240201000001_tags"));
  auto between = migration("20240210000001_no_tags", "DROP TABLE \"Tag\";");
  auto dropped = with_sql(analysis_of(workspace().target("main", {init, one, between, two}).build()));
  CHECK(severity_in(dropped, "same-content-different-name", "main") == Severity::warning);
}

TEST_CASE("same content, different name: scripts that do nothing may repeat") {
  auto built =
      workspace()
          .target("main", {})
          .source("a", {migration("20240201000001_x_y", "-- empty"), migration("20240201000002_x_z", "-- empty")})
          .build();
  CHECK(found(analysis_of(built), "same-content-different-name").empty());
}

TEST_CASE("line ends: information, one finding per source, and no other rule minds") {
  auto lf = migration(users.name, "SELECT 1;\nSELECT 2;\n"), crlf = migration(users.name, "SELECT 1;\r\nSELECT 2;\r\n");
  auto built =
      workspace().target("main", {init, lf}).source("windows", {init, crlf}).base("windows", {init, lf}).build();
  CHECK(found(analysis_of(built), "line-endings-differ") ==
        Lines{"info windows 20240201000001_users: 1 script differs from main only in line ends: 20240201000001_users"});
  CHECK(analyse(analysis_of(built)).findings.size() == 1);
  auto behind = workspace().target("main", {init, crlf}).source("old", {init, lf}).base("old", {init, lf}).build();
  CHECK(found(analysis_of(behind), "line-endings-differ").empty());
  auto two = workspace().target("main", {init}).source("a", {init, lf}).source("b", {init, crlf}).build();
  CHECK(findings_of(analysis_of(two, {"a", "b"}), "line-endings-differ").at(0).place.source == "b");
}

TEST_CASE("stacks: the upper one says on what it stands; no conflict is made of it") {
  auto built =
      workspace().target("main", {init}).source("lower", {init, users}).source("upper", {init, users, orders}).build();
  source_of(built, "upper").contains = {"lower", "main"};
  auto analysis = analysis_of(built, {"lower", "upper"});
  CHECK(found(analysis, "stacked-source") ==
        Lines{"info upper 20240201000001_users: upper is stacked on lower: 1 of its 2 own migrations is there, too"});
  CHECK(found(analysis, "same-name-different-content").empty());
  auto equal = workspace().target("main", {init}).source("a", {init, users}).source("b", {init, users}).build();
  CHECK(found(analysis_of(equal, {"a", "b"}), "stacked-source") ==
        Lines{"info b 20240201000001_users: b adds nothing to a: all of its own migrations are there, too"});
  auto apart = workspace().target("main", {init}).source("a", {init, users}).source("b", {init, orders}).build();
  CHECK(found(analysis_of(apart, {"a", "b"}), "stacked-source").empty());
}

TEST_CASE("shared database: heard in each source's gate, folded into one for all") {
  auto built = workspace().target("main", {init}).source("a", {init}).source("b", {init}).build();
  auto analysis = analysis_of(built);
  analysis.databases = {{database("shop", {applied(init)}, {"main", "a"}), database("alone", {applied(init)}, {"b"})}};
  CHECK(found(analysis, "shared-database").size() == 2);
  auto all = folded(analyse(analysis));
  REQUIRE(all.findings.size() == 1);
  CHECK(all.findings[0].message == "The database shop is shared by main, a");
  CHECK(all.findings[0].related.size() == 1);
  CHECK(judged(analyse(analysis), {"b"}, {}).findings.empty());
}

TEST_CASE("the gate's own files: whoever changes them is named") {
  auto built = workspace().target("main", {init}).source("feature/x", {init}).build();
  auto analysis = analysis_of(built);
  CHECK(found(analysis, "gate-changed-by-source").empty());
  analysis.gate_changes = {{"feature/x", "tributary.yaml"}};
  CHECK(found(analysis, "gate-changed-by-source") ==
        Lines{"warning feature/x : feature/x changes tributary.yaml, by which the gate judges"});
}

TEST_CASE("a healthy source beside others in the sequence finds nothing") {
  auto built =
      workspace().target("main", {init}).source("first", {init, users}).source("second", {init, orders}).build();
  auto analysis = analysis_of(built, {"first", "second"});
  CHECK(judged(analyse(analysis), {"first"}, analysis.sequence).findings.empty());
}

TEST_CASE("same SQL: a comment more under another name is the target's migration, renamed") {
  const std::string sql = "CREATE TABLE \"Hook\" (\n  \"id\" TEXT NOT NULL\n);\n";
  auto with = [&](const std::string& name, const std::string& other) {
    auto built = workspace()
                     .target("main", {init, migration("20240201000001_hook", sql)})
                     .source("hooks", {init, migration(name, other)})
                     .build();
    return with_sql(analysis_of(built, {"hooks"}));
  };
  auto errors = [](const Analysis& analysis) {
    Lines out;
    for (const auto& finding : analyse(analysis).findings)
      if (finding.severity == Severity::error) out.push_back(finding.rule + ": " + finding.message);
    return out;
  };
  CHECK(
      errors(with("20240301000001_hook", "-- restamped\n" + sql)) ==
      Lines{"renamed-migration: 20240301000001_hook is main's 20240201000001_hook under another name but for comments "
            "and blanks"});
  CHECK(errors(with("20240301000001_hook", "CREATE TABLE \"Hook\" ( \"id\" TEXT /* key */ NOT NULL )")) ==
        errors(with("20240301000001_hook", "-- restamped\n" + sql)));
  CHECK(errors(with("20240301000001_hook", "CREATE TABLE \"Hook \" (\"id\" TEXT NOT NULL);")).empty());
}

TEST_CASE("same SQL: under one name nothing is lost, and the bytes to keep are the target's") {
  const std::string sql = "ALTER TABLE t ADD COLUMN n text DEFAULT 'a -- b';";
  auto with = [&](const std::string& other) {
    auto built = workspace()
                     .target("main", {init, migration("20240201000001_n", sql)})
                     .source("a", {init, migration("20240201000001_n", other)})
                     .base("a", {init})
                     .build();
    return findings_of(analysis_of(built, {"a"}), "same-name-different-content");
  };
  auto hits = with(sql + "\n");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].severity == Severity::warning);
  CHECK(hits[0].message == "20240201000001_n has the same SQL in main but another text: the checksums differ");
  CHECK(hits[0].help == "Keep main's bytes: git checkout main -- prisma/migrations/20240201000001_n/migration.sql");
  CHECK(with("ALTER TABLE t ADD COLUMN n text DEFAULT 'a';")[0].severity == Severity::error);
  CHECK(with("ALTER TABLE t ADD COLUMN n text DEFAULT 'a  -- b';")[0].severity == Severity::error);
}

TEST_CASE("same SQL twice in one source: harmless where each statement finds its work done") {
  auto with = [](const std::string& sql) {
    auto built = workspace()
                     .target("main", {init})
                     .source("a", {init, migration("20240201000001_ab", sql), migration("20240301000001_cd", sql)})
                     .build();
    return found(with_sql(analysis_of(built, {"a"})), "same-content-different-name").size();
  };
  CHECK(with("ALTER TABLE t DROP COLUMN IF EXISTS n;") == 0);
  CHECK(with("CREATE TABLE IF NOT EXISTS t (id int PRIMARY KEY);") == 0);
  CHECK(with("ALTER TABLE t DROP COLUMN IF EXISTS n; ALTER TABLE t ADD COLUMN n text;") == 1);
  CHECK(with("UPDATE t SET n = n + 1;") == 1);
}
