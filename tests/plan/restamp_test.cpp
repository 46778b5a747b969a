#include "tributary/restamp.hpp"

#include <doctest/doctest.h>

#include "support/build.hpp"
#include "tributary/error.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

using Names = std::vector<std::string>;
const Migration init = migration("20250101000000_init");
const Migration newest = migration("20250601000000_newest");
const Migration late = migration("20250501000000_epic3_add_tags");
const Migration follower = migration("20250701000000_epic3_add_links");
constexpr std::int64_t june_second_2026 = 1'780'358'400;  // 2026-06-02 00:00:00 UTC

Analysis analysis_of(std::vector<Migration> own, std::vector<Database> databases) {
  own.insert(own.begin(), {init, newest});
  Analysis analysis;
  analysis.workspace = workspace().target("main", {init, newest}).source("epic", own).build();
  analysis.databases = std::move(databases);
  return analysis;
}

RestampRequest request(Names migrations = {}, bool plan_ledger = false) {
  return {"epic", std::move(migrations), plan_ledger, june_second_2026};
}

Names renames(const RestampPlan& plan) {
  Names out;
  for (const auto& rename : plan.renames) out.push_back(rename.from + " -> " + rename.to);
  return out;
}

}  // namespace

TEST_CASE("a late migration gets a stamp of now, and its folder is renamed as one") {
  auto plan = plan_restamp(analysis_of({late}, {}), {}, request());
  CHECK(renames(plan) == Names{"20250501000000_epic3_add_tags -> 20260602000000_epic3_add_tags"});
  REQUIRE(plan.edits.size() == 1);
  CHECK(plan.edits[0].kind == Edit::Kind::rename);
  CHECK(plan.edits[0].from == "prisma/migrations/20250501000000_epic3_add_tags");
  CHECK(plan.edits[0].to == "prisma/migrations/20260602000000_epic3_add_tags");
  CHECK(plan.refusals.empty());
}

TEST_CASE("what is in order is left alone") {
  CHECK(plan_restamp(analysis_of({follower}, {}), {}, request()).renames.empty());
}

TEST_CASE("who must run after it moves behind it, others stay") {
  auto other = migration("20250702000000_epic3_other");
  Precedences order = {{".", {{late.name, follower.name, "it makes table tags", false}}}};
  auto plan = plan_restamp(analysis_of({late, follower, other}, {}), order, request());
  CHECK(renames(plan) == Names{"20250501000000_epic3_add_tags -> 20260602000000_epic3_add_tags",
                               "20250701000000_epic3_add_links -> 20260602000001_epic3_add_links"});
}

TEST_CASE("names in the wrong order are put into the order that the SQL needs") {
  auto links = migration("20250701000000_links"), tags = migration("20250702000000_tags");
  Precedences order = {{".", {{tags.name, links.name, "it makes table tags", true}}}};
  auto plan = plan_restamp(analysis_of({links, tags}, {}), order, request());
  CHECK(renames(plan) == Names{"20250701000000_links -> 20260602000000_links"});
}

TEST_CASE("no new stamp is one that any source has") {
  auto taken = migration("20260602000000_taken");
  CHECK(renames(plan_restamp(analysis_of({late, taken}, {}), {}, request({late.name}))) ==
        Names{"20250501000000_epic3_add_tags -> 20260602000001_epic3_add_tags"});
}

TEST_CASE("what a database has in its ledger is refused, even where it failed") {
  for (const auto& row : {applied(late), failed(late), rolled_back(late)}) {
    auto plan = plan_restamp(analysis_of({late}, {database("shop", {row}, {"main", "epic"})}), {}, request());
    CHECK(plan.refusals.size() == 1);
    CHECK(plan.ledgers.empty());
  }
  auto none = plan_restamp(analysis_of({late}, {database("shop", {applied(init)}, {"main", "epic"})}), {}, request());
  CHECK(none.refusals.empty());
}

TEST_CASE("a database that cannot be asked is a refusal, and so is asking none") {
  auto silent = database("shop", {}, {"epic"});
  silent.state = Database::State::unreachable;
  silent.error = "connection refused";
  CHECK(plan_restamp(analysis_of({late}, {silent}), {}, request()).refusals.size() == 1);
  auto offline = analysis_of({late}, {});
  offline.databases.reset();
  CHECK(plan_restamp(offline, {}, request()).refusals.size() == 1);
}

TEST_CASE("--plan-ledger prints one guarded statement for each database that has or may have the row") {
  auto silent = database("far", {}, {"epic"});
  silent.state = Database::State::unreachable;
  auto plan = plan_restamp(analysis_of({late}, {database("shop", {applied(late)}, {"main", "epic"}),
                                                database("other", {}, {"epic"}), silent}),
                           {}, request({}, true));
  CHECK(plan.refusals.empty());
  REQUIRE(plan.ledgers.size() == 2);
  CHECK(plan.ledgers[0].database == "shop");
  CHECK(plan.ledgers[0].asked);
  CHECK(plan.ledgers[0].statement.find("pg_advisory_xact_lock(72707369)") != std::string::npos);
  CHECK(plan.ledgers[0].statement.find(late.script->checksums.as_is) != std::string::npos);
  CHECK_FALSE(plan.ledgers[1].asked);
}

TEST_CASE("a row with other content is not renamed") {
  auto row = applied(late);
  row.checksum = std::string(64, 'a');
  auto plan = plan_restamp(analysis_of({late}, {database("shop", {row}, {"epic"})}), {}, request({}, true));
  CHECK(plan.refusals.size() == 1);
  CHECK(plan.ledgers.empty());
}

TEST_CASE("the target, and what is not a source's own, are never restamped") {
  auto analysis = analysis_of({late}, {});
  CHECK_THROWS_AS(plan_restamp(analysis, {}, {"main", {}, false, 0}), Error);
  CHECK_THROWS_AS(plan_restamp(analysis, {}, request({init.name})), Error);
}
