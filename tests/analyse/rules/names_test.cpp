// The names of migrations: each example of the policies that teams write for themselves, and the near misses.
#include <doctest/doctest.h>

#include "analyse/look.hpp"
#include "analyse/spelling.hpp"

using namespace tributary;
using namespace tributary::testing;
using Lines = std::vector<std::string>;

TEST_CASE("vague: the bad examples of the naming policy say nothing") {
  for (std::string bad : {"20251016000000_update", "20251016000001_changes", "20251016000002_fix",
                          "20251023130000_big_update_with_many_changes", "20251016000003_misc", "20251016000003_wip2",
                          "20251016000003_FixStuff", "20251016000003_epic3_changes", "20251016000003_db_migration"}) {
    CAPTURE(bad);
    CHECK(found(own_names({bad}), "vague-name") ==
          Lines{"warning feature " + bad + ": " + bad + " does not say what it changes"});
  }
}

TEST_CASE("vague: the good examples of the naming policy are silent under every naming rule but the rounded hour") {
  for (std::string good :
       {"20251016120000_epic3_add_vector_search_indexes", "20251016140000_epic5_add_behavioral_pattern_models",
        "20251016160000_epic3_integrate_first_aid_content", "20251016231054_add_story_5_1_behavioral_pattern_models",
        "20251023130000_add_user_email_verification", "20251023140000_add_user_email_index"}) {
    CAPTURE(good);
    for (const auto& finding : analyse(own_names({good})).findings) {
      bool about_the_name = finding.about.group == Group::names;
      CHECK_FALSE((about_the_name && finding.rule != "rounded-stamp"));
    }
  }
}

TEST_CASE("vague: old names of the target are said once, those that are allowed beside them") {
  auto first = migration("20240101000001_update"), second = migration("20240102000001_changes"),
       third = migration("20240103000001_fix");
  auto own = migration("20240201000001_misc");
  auto analysis =
      analysis_of(workspace().target("main", {first, second, third}).source("a", {first, second, third, own}).build());
  CHECK(found(analysis, "vague-name") ==
        Lines{"warning a 20240201000001_misc: 20240201000001_misc does not say what it changes",
              "warning main 20240101000001_update: 20240101000001_update and 2 more of main do not say what they "
              "change"});
  analysis.policy.allow = {{"vague-name", "20240101000001_update", "*", "old"}};
  auto verdict = analyse(analysis);
  CHECK(verdict.allowed.size() == 1);
  auto rest = findings_of(analysis, "vague-name");
  REQUIRE(rest.size() == 2);
  CHECK(rest[1].message == "20240102000001_changes and 1 more of main do not say what they change");
  REQUIRE(rest[1].related.size() == 1);
  CHECK(rest[1].related[0].migration == third.name);
}

TEST_CASE("vague: one word that means something is enough") {
  for (std::string name : {"20251016000101_init", "20251016235900_fix_vector_dimensions", "20251016000101_add_s3",
                           "20251016000101_create_index", "20251016000101_update_prices", "20251016000101_añadir"})
    CHECK(found(own_names({name}), "vague-name").empty());
}

TEST_CASE("vague: the team's own words count too") {
  auto analysis = own_names({"20251016000101_sync"});
  CHECK(found(analysis, "vague-name").empty());
  analysis.policy.vague_words = {"Sync"};
  CHECK(found(analysis, "vague-name").size() == 1);
}

TEST_CASE("malformed: what is wrong with the stamp, and the name it should have") {
  auto bad = findings_of(own_names({"20260317_add_users"}), "malformed-stamp");
  REQUIRE(bad.size() == 1);
  CHECK(bad[0].message == "20260317_add_users has a stamp of 8 digits instead of 14");
  CHECK(bad[0].help ==
        "git -C /worktrees/feature mv prisma/migrations/20260317_add_users prisma/migrations/20260317000000_add_users");
  CHECK(bad[0].place.file == "prisma/migrations/20260317_add_users/migration.sql");
  CHECK(found(own_names({"add_users"}), "malformed-stamp")[0].ends_with("has no stamp"));
  CHECK(found(own_names({"20251016000101"}), "malformed-stamp")[0].ends_with("has no description after its stamp"));
  CHECK(found(own_names({"20251016000101-add"}), "malformed-stamp")[0].ends_with("has no underscore after its stamp"));
  CHECK(found(own_names({"20251016000101_add_users"}), "malformed-stamp").empty());
}

TEST_CASE("malformed: a stray folder is missing-script's business") {
  auto built =
      workspace().target("main", {}).source("feature", {without_script(".idea"), without_script("meta")}).build();
  CHECK(found(analysis_of(built), "malformed-stamp").empty());
}

TEST_CASE("impossible: second 61 and hour 28 are no moments") {
  CHECK(found(own_names({"20251016164061_a_b"}), "impossible-stamp") ==
        Lines{"warning feature 20251016164061_a_b: 20251016164061_a_b is stamped with a moment that does not exist: "
              "2025-10-16 16:40:61"});
  CHECK(findings_of(own_names({"20250230280000_ab"}), "impossible-stamp")[0].help.ends_with("20250228230000_ab"));
  CHECK(found(own_names({"20251016164059_ab"}), "impossible-stamp").empty());
  CHECK(found(own_names({"00000000000000_init"}), "impossible-stamp").empty());  // a baseline sorts first by design
  CHECK(found(own_names({"00000000000001_init"}), "impossible-stamp").size() == 1);
  CHECK(found(own_names({"20251016164061_ab"}), "malformed-stamp").empty());
}

TEST_CASE("future: more than fourteen hours ahead, as a local time taken for UTC is not") {
  CHECK(found(own_names({"20251119020001_ab"}), "future-stamp").size() == 1);
  CHECK(found(own_names({"20251119020000_ab"}), "future-stamp").empty());
  CHECK(findings_of(own_names({"20991119020001_ab"}), "future-stamp")[0].help.ends_with("20251118120000_ab"));
  auto patient = own_names({"20251119020001_ab"});
  patient.policy.future_hours = 48;
  CHECK(found(patient, "future-stamp").empty());
}

TEST_CASE("rounded: a full hour is information; the target's past is one finding") {
  CHECK(found(own_names({"20251015000000_pages"}), "rounded-stamp").size() == 1);
  CHECK(found(own_names({"20251015001500_pages"}), "rounded-stamp").empty());
  auto built = workspace().target("main", {migration("20240101000000_ab"), migration("20240102110000_cd")}).build();
  CHECK(found(analysis_of(built), "rounded-stamp") == Lines{"info main 20240101000000_ab: 2 migrations are stamped to "
                                                            "a full hour: 20240101000000_ab, 20240102110000_cd"});
}

TEST_CASE("not snake_case: capitals, hyphens, blanks, dots, letters outside ASCII") {
  CHECK(findings_of(own_names({"20251016000101_addUserTable"}), "not-snake-case")[0].help.ends_with(
      "20251016000101_add_user_table"));
  CHECK(found(own_names({"20251016000101_add-user"}), "not-snake-case")[0].ends_with("it holds a hyphen"));
  CHECK(found(own_names({"20251016000101_add user"}), "not-snake-case")[0].ends_with("it holds a blank"));
  CHECK(found(own_names({"20251016000101_add_user.sql"}), "not-snake-case")[0].ends_with("it holds '.'"));
  CHECK(found(own_names({"20251016000101_añadir"}), "not-snake-case")[0].ends_with("a character outside ASCII"));
  CHECK(found(own_names({"20251016000101_add_user_2"}), "not-snake-case").empty());
}

TEST_CASE("missing epic: off by default, and asks only what is not merged") {
  auto analysis = own_names({"20251016000101_add_users"});
  CHECK(found(analysis, "missing-epic").empty());
  analysis.policy.severities["missing-epic"] = Severity::warning;
  CHECK(found(analysis, "missing-epic").size() == 1);
  for (std::string name : {"20251016120000_epic3_add_vectors", "20251016231054_add_story_5_1_models"}) {
    auto good = own_names({name});
    good.policy.severities["missing-epic"] = Severity::warning;
    CHECK(found(good, "missing-epic").empty());
  }
}

TEST_CASE("too long: 255 characters fit the ledger, 256 do not; bytes count for file systems") {
  auto name = [](std::size_t length) { return "20251016000101_" + std::string(length - 15, 'a'); };
  CHECK(found(own_names({name(255)}), "name-too-long").empty());
  CHECK(findings_of(own_names({name(256)}), "name-too-long")[0].why.find("22001") != std::string::npos);
  std::string accents = "20251016000101_";
  for (int i = 0; i < 130; ++i) accents += "é";
  CHECK(findings_of(own_names({accents}), "name-too-long")[0].why.find("File systems") != std::string::npos);
}

TEST_CASE("repeated description: under another stamp, with other SQL") {
  auto built = workspace()
                   .target("main", {migration("20251015000001_page_range_support"),
                                    migration("20251015112537_page_range_support")})
                   .build();
  CHECK(found(analysis_of(built), "repeated-description") ==
        Lines{"info main 20251015112537_page_range_support: 20251015112537_page_range_support is described like "
              "20251015000001_page_range_support in main"});
  CHECK(found(own_names({"20251015000001_one_thing", "20251015112537_other_thing"}), "repeated-description").empty());
}

TEST_CASE("duplicate stamp: a warning for the source and for the one before it, told once where all are asked") {
  auto built = workspace()
                   .target("main", {migration("20240101000001_init")})
                   .source("a", {migration("20240101000001_init"), migration("20250101000001_users")})
                   .source("b", {migration("20240101000001_init"), migration("20250101000001_orders")})
                   .build();
  auto analysis = analysis_of(built, {"a", "b"});
  CHECK(found(analysis, "duplicate-stamp").size() == 2);
  auto told = judged(analyse(analysis), {}, analysis.sequence);
  int count = 0;
  for (const auto& finding : told.findings)
    if (finding.rule == "duplicate-stamp") {
      ++count;
      CHECK(finding.place.source == "b");
      CHECK(finding.related.at(0).migration == "20250101000001_users");
      CHECK(finding.why == "The rest of the names decides: 20250101000001_orders runs before 20250101000001_users.");
    }
  CHECK(count == 1);
}

TEST_CASE("duplicate stamp: the same folder on a stack of branches is no duplicate") {
  auto shared = migration("20250101000001_users");
  auto built = workspace()
                   .target("main", {})
                   .source("a", {shared})
                   .source("b", {shared, migration("20250101000002_more")})
                   .build();
  CHECK(found(analysis_of(built, {"a", "b"}), "duplicate-stamp").empty());
}

TEST_CASE("an old name is the target's to answer for, not each branch's") {
  auto built =
      workspace().target("main", {migration("20240101_init")}).source("a", {migration("20240101_init")}).build();
  CHECK(found(analysis_of(built), "malformed-stamp") ==
        Lines{"warning main 20240101_init: 20240101_init has a stamp of 8 digits instead of 14"});
}

TEST_CASE("malformed: what is merged is one line; a branch that numbers as the target does is silent") {
  auto past = {migration("52_init"), migration("53_carts"), migration("54_orders")};
  auto with = [&](const std::string& own) {
    std::vector<Migration> all(past);
    all.push_back(migration(own));
    return found(analysis_of(workspace().target("main", past).source("a", all).build(), {"a"}), "malformed-stamp");
  };
  CHECK(with("55_pages") ==
        Lines{"warning main 52_init: 3 migrations are not named by a stamp of 14 digits, an underscore and a "
              "description: 52_init, 53_carts, 54_orders"});
  CHECK(with("48_pages").size() == 1);
  CHECK(with("20250101_pages").size() == 2);
  CHECK(with("pages").size() == 2);
  CHECK(with("20250101000001_pages").size() == 1);
}

TEST_CASE("malformed: an old folder of another form is no pattern of a target that stamps") {
  auto past = {migration("0_init"), migration("20240101000001_ab"), migration("20240201000001_cd")};
  std::vector<Migration> all(past);
  all.push_back(migration("1_pages"));
  auto built = workspace().target("main", past).source("a", all).build();
  CHECK(found(analysis_of(built, {"a"}), "malformed-stamp").size() == 2);
}

TEST_CASE("duplicate number: two branches that count up to the same one, whatever its width") {
  auto with = [](const std::string& a, const std::string& b) {
    auto init = migration("61_init");
    auto built = workspace()
                     .target("main", {init})
                     .source("a", {init, migration(a, "SELECT 1;\n")})
                     .source("b", {init, migration(b, "SELECT 2;\n")})
                     .build();
    return findings_of(analysis_of(built, {"a", "b"}), "duplicate-stamp");
  };
  auto twice = with("62_users", "62_orders");
  REQUIRE(twice.size() == 2);
  CHECK(twice[1].message == "62_orders has the number of 62_users in a");
  CHECK(twice[1].help.ends_with(" mv prisma/migrations/62_orders prisma/migrations/63_orders"));
  CHECK(with("062_users", "62_orders").size() == 2);
  CHECK(with("20250301_users", "20250301-orders").size() == 2);
  CHECK(with("62_users", "63_orders").empty());
  CHECK(with("2fa_users", "2nd_orders").empty());  // no numbers
}
