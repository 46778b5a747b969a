// What ledgers say about folders.
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

History history_of(const std::string& source) {
  History history;
  history.consumer = {source, "."};
  history.database = "shop";
  history.state = LedgerState::in_sync;
  return history;
}

// main and epic share `shop`, whose ledger has these rows; the epic's history is `history`.
Analysis shop(const std::vector<LedgerRow>& rows, const History& history,
              const std::vector<Migration>& epic = {init, users}) {
  auto analysis = analysis_of(workspace().target("main", {init}).source("epic", epic).build(), {"epic"});
  analysis.databases = {{database("shop", rows, {"epic"})}};
  analysis.histories = {history};
  return analysis;
}

}  // namespace

TEST_CASE("pending: one finding per folder and database, with the command") {
  auto history = history_of("epic");
  CHECK(found(shop({applied(init), applied(users)}, history), "pending-migration").empty());
  history.unapplied = {users.name};
  auto hits = findings_of(shop({applied(init)}, history), "pending-migration");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].severity == Severity::info);
  CHECK(hits[0].message == "1 migration is not applied in shop: 20240201000001_users");
  CHECK(hits[0].help == "cd /worktrees/epic && npx prisma migrate deploy");
  history.forecast.deploy.instead = {"npx prisma migrate resolve --applied x", "npx prisma migrate deploy"};
  CHECK(findings_of(shop({applied(init)}, history), "pending-migration")[0].help ==
        "cd /worktrees/epic && npx prisma migrate resolve --applied x && npx prisma migrate deploy");
}

TEST_CASE("unknown row: information where somebody owns it, an error where nobody does") {
  auto history = history_of("epic");
  MissingRow row;
  row.migration = orders.name;
  row.checksum = orders.script->checksums.as_is;
  row.applied = true;
  history.missing = {row};
  CHECK(found(shop({applied(init), applied(orders)}, history), "unknown-row") ==
        Lines{"error epic 20240301000001_orders: shop has applied 20240301000001_orders, and no branch or worktree of "
              "this repository "
              "has that folder"});
  history.missing[0].owner = Owner{"epic-4", "refs/heads/epic-4", "0123456789abcdef", {}, {}};
  history.missing[0].content_matches = true;
  CHECK(found(shop({applied(init), applied(orders)}, history), "unknown-row") ==
        Lines{"info epic 20240301000001_orders: shop has applied 20240301000001_orders, whose folder is in epic-4, "
              "commit 0123456789"});
  history.missing[0].content_matches = false;
  CHECK(findings_of(shop({applied(orders)}, history), "unknown-row")[0].why.find("another checksum") !=
        std::string::npos);
  history.missing[0].failed = true;
  CHECK(found(shop({failed(orders)}, history), "unknown-row").empty());
  CHECK(found(shop({applied(init)}, history_of("epic")), "unknown-row").empty());
}

TEST_CASE("unknown row: one that is rolled back has applied nothing, and nothing is to be done") {
  auto history = history_of("epic");
  MissingRow row;
  row.migration = orders.name;
  row.rolled_back = true;
  history.missing = {row};
  auto hits = findings_of(shop({applied(init), rolled_back(orders)}, history), "unknown-row");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].severity == Severity::info);
  CHECK(hits[0].message == "shop has a rolled-back row of 20240301000001_orders, whose folder is gone");
  CHECK(hits[0].why.find("cannot be replayed") == std::string::npos);
  history.missing[0].owner = Owner{"epic-4", "refs/heads/epic-4", "0123456789abcdef", {}, {}};
  CHECK(findings_of(shop({rolled_back(orders)}, history), "unknown-row")[0].message ==
        "shop has a rolled-back row of 20240301000001_orders, whose folder is in epic-4, commit 0123456789");
}

TEST_CASE(
    "shared database: where an exported variable hides what the worktrees' files say, it is that which is to go") {
  auto analysis = shop({applied(init)}, history_of("epic"));
  analysis.databases->front().consumers = {{"main", "."}, {"epic", "."}};
  CHECK(findings_of(analysis, "shared-database").at(0).help.starts_with("Give each worktree a database of its own"));
  for (auto& source : analysis.workspace.sources) {
    DatabaseAddress address;
    address.variable = "DATABASE_URL", address.overrides = ".env", address.from_environment = true;
    source.projects.front().database = address;
  }
  CHECK(findings_of(analysis, "shared-database").at(0).help.starts_with("unset DATABASE_URL  ("));
}

TEST_CASE("edited after applied: names the source whose script ran") {
  auto history = history_of("epic");
  history.edited = {users.name};
  auto edited = migration(users.name, "SELECT 2;");
  auto analysis = shop({applied(init), applied(users)}, history, {init, edited});
  CHECK(found(analysis, "edited-after-applied") ==
        Lines{"error epic 20240201000001_users: 20240201000001_users is not the script that shop has applied"});
  analysis.workspace =
      workspace().target("main", {init}).source("epic", {init, edited}).source("other", {init, users}).build();
  CHECK(found(analysis, "edited-after-applied")[0].ends_with("has applied: that one is in other"));
  CHECK(findings_of(analysis, "edited-after-applied")[0].related.at(0).source == "other");
  CHECK(found(shop({applied(init), applied(users)}, history_of("epic")), "edited-after-applied").empty());
}

TEST_CASE("failed: with the time, the server's first words and the way out") {
  auto history = history_of("epic");
  history.failed = {users.name};
  auto hits = findings_of(shop({applied(init), failed(users, 75)}, history), "failed-migration");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].message ==
        "20240201000001_users failed in shop at 2025-01-01 01:15 UTC: ERROR: relation already exists");
  // rolled back it would fail in the same way again
  CHECK(hits[0].help.find("cd /worktrees/epic && npx prisma migrate resolve --applied 20240201000001_users") !=
        std::string::npos);
  CHECK(hits[0].help.find("--rolled-back") == std::string::npos);
  CHECK(hits[0].help.starts_with("Something that it makes was there already"));
  CHECK(found(shop({applied(init), applied(users)}, history_of("epic")), "failed-migration").empty());
  // words alone are of one language, and any script may hold them
  auto words = failed(users, 75);
  words.logs = "ERROR: relation already exists";
  CHECK(findings_of(shop({applied(init), words}, history), "failed-migration").at(0).help.find("--applied") ==
        std::string::npos);
}

TEST_CASE("rolled back: what status says of it depends on the version") {
  auto history = history_of("epic");
  history.rolled_back = {users.name};
  auto analysis = shop({applied(init), rolled_back(users)}, history);
  CHECK(findings_of(analysis, "rolled-back-migration").at(0).why ==
        "It is not applied; the next `prisma migrate deploy` runs it again.");
  project_of(analysis.workspace, "epic").prisma = {6, 19, 0, "config"};
  CHECK(findings_of(analysis, "rolled-back-migration").at(0).why.find("of 6.19.0 counts it as applied") !=
        std::string::npos);
  CHECK(found(shop({rolled_back(users), applied(users, 5)}, history_of("epic")), "rolled-back-migration").empty());
  history.rolled_back = {orders.name};
  CHECK(found(shop({rolled_back(orders)}, history), "rolled-back-migration").empty());
}

TEST_CASE("applied out of order: information") {
  auto history = history_of("epic");
  history.applied_out_of_order = {users.name};
  CHECK(found(shop({applied(users), applied(init, 3)}, history), "applied-out-of-order") ==
        Lines{"info epic 20240201000001_users: shop ran 1 migration before one that the folder lists earlier: "
              "20240201000001_users"});
  CHECK(found(shop({applied(init), applied(users, 3)}, history_of("epic")), "applied-out-of-order").empty());
}

TEST_CASE("applied and uncommitted: where the folder lies, unless it is committed elsewhere") {
  auto analysis = shop({applied(init), applied(users)}, history_of("epic"), {init, untracked(users)});
  CHECK(found(analysis, "applied-uncommitted") ==
        Lines{"error epic 20240201000001_users: 20240201000001_users is applied in shop and committed nowhere"});
  auto committed = analysis;
  committed.workspace =
      workspace().target("main", {init}).source("epic", {init, untracked(users)}).source("b", {init, users}).build();
  CHECK(found(committed, "applied-uncommitted").empty());
  CHECK(found(shop({applied(init)}, history_of("epic"), {init, untracked(users)}), "applied-uncommitted").empty());
}

TEST_CASE("applied and uncommitted: in another source's worktree that has no database of its own") {
  auto history = history_of("epic");
  MissingRow row;
  row.migration = orders.name;
  row.applied = true;
  row.owner = Owner{"draft", "", "", {}, {}};
  history.missing = {row};
  auto analysis = shop({applied(init), applied(orders)}, history);
  analysis.workspace =
      workspace().target("main", {init}).source("epic", {init}).source("draft", {init, untracked(orders)}).build();
  CHECK(findings_of(analysis, "applied-uncommitted").at(0).place.source == "draft");
}

TEST_CASE("no ledger: empty, or with tables that Prisma refuses") {
  auto history = history_of("epic");
  history.state = LedgerState::no_table;
  auto analysis = shop({}, history);
  CHECK(found(analysis, "no-ledger").empty());
  analysis.databases->front().has_ledger = false;
  CHECK(found(analysis, "no-ledger") == Lines{"warning epic : shop has no ledger in schema public"});
  analysis.databases->front().has_other_tables = true;
  CHECK(findings_of(analysis, "no-ledger")[0].why.find("P3005") != std::string::npos);
}

TEST_CASE("unreachable: not checked, by name of the database; a finding only where the policy asks for one") {
  auto analysis = shop({}, history_of("epic"));
  auto& database = analysis.databases->front();
  database.state = Database::State::unreachable;
  database.error = "connection refused";
  auto verdict = analyse(analysis);
  for (std::string rule : {"database-unreachable", "unknown-row", "pending-migration"}) {
    auto expected = not_checked(rule, "epic", "shop: connection refused");
    CHECK(std::count(verdict.not_checked.begin(), verdict.not_checked.end(), expected) == 1);
  }
  CHECK(found(analysis, "database-unreachable").empty());
  analysis.policy.severities["database-unreachable"] = Severity::error;
  CHECK(found(analysis, "database-unreachable") == Lines{"error epic : shop could not be asked: connection refused"});
}

TEST_CASE("offline: every rule about ledgers is not checked, none is silently clean") {
  auto analysis = shop({}, history_of("epic"));
  analysis.databases.reset();
  auto verdict = analyse(analysis);
  for (const auto& rule : rules()) {
    if (rule.needs != Needs::ledger) continue;
    auto expected = not_checked(rule.id, "epic", "no database was asked");
    CHECK(std::count(verdict.not_checked.begin(), verdict.not_checked.end(), expected) == 1);
  }
}
