#include <doctest/doctest.h>

#include "base/text.hpp"
#include "plan/literals.hpp"
#include "tributary/rehearse.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

const Migrations target_has = {{"20240101000000_a", "CREATE TABLE a ()"}, {"20240301000000_c", "CREATE TABLE c ()"}};

/// Epic 1 has a migration that sorts before main's newest, epic 2 one that sorts after it.
Workspace two_epics() {
  return workspace_of(source_of("main", {project_of(target_has)}),
                      {source_of("epic1", {with_own(target_has, {{"20240201000000_b", "CREATE TABLE b ()"}})}),
                       source_of("epic2", {with_own(target_has, {{"20240401000000_d", "CREATE TABLE d ()"}})})});
}

/// "fresh: a b | c": the last letter of each migration, a bar where a deploy of its own begins.
std::string words(const Order& order) {
  std::string out = order.name + ":";
  for (const auto& step : order.migrations) {
    if (step.new_deploy && &step != &order.migrations.front()) out += " |";
    out += std::string(" ") + step.ref.migration.back();
  }
  return out;
}

std::vector<std::string> orders_of(const Workspace& workspace, const std::vector<Database>& databases = {},
                                   const OrderQuestion& question = {}) {
  std::vector<std::string> out;
  for (const auto& order : rehearsal_orders(workspace, propose_sequence(workspace, {}, {}), databases, question))
    out.push_back(words(order));
  return out;
}

LedgerRow applied(const std::string& name, const std::string& checksum) {
  LedgerRow row;
  row.migration_name = name, row.checksum = checksum;
  row.started_at = row.finished_at.emplace("2024-05-01T00:00:00.000000Z");
  row.applied_steps_count = 1;
  return row;
}

Database shop(const std::vector<LedgerRow>& rows) {
  Database database;
  database.id = "shop", database.state = Database::State::ok, database.has_ledger = true;
  database.rows = rows, database.consumers = {{"main", "."}};
  return database;
}

/// The literals' scripts carry no checksums: here their names stand for them.
Workspace with_checksums(Workspace workspace) {
  for (auto& source : workspace.sources)
    for (auto& project : source.projects) {
      auto folder = std::make_shared<MigrationsFolder>(*project.folder);
      for (auto& migration : folder->migrations) {
        auto script = std::make_shared<Script>(*migration.script);
        script->checksums = {"sum " + migration.name, "", ""};
        migration.script = script;
      }
      project.folder = folder;
    }
  return workspace;
}

}  // namespace

TEST_CASE("fresh is the merged folder in name order, rolling what each merge adds, and main is looked at in between") {
  CHECK(orders_of(two_epics()) == std::vector<std::string>{"fresh: a b c d", "rolling: a c | b | d",
                                                           "main as it is: a c", "main after epic1: a b c"});
}

TEST_CASE("both orders of a conflicting pair stand on the target") {
  OrderQuestion question;
  question.conflicting = {{"epic1", "epic2"}};
  auto orders = orders_of(two_epics(), {}, question);
  REQUIRE(orders.size() == 6);
  CHECK(orders[4] == "epic1, then epic2: a c | b | d");
  CHECK(orders[5] == "epic2, then epic1: a c | d | b");
}

TEST_CASE("a ledger gives the order of its rows, and what deploy still applies there") {
  auto workspace = with_checksums(two_epics());
  auto orders = orders_of(workspace, {shop({applied("20240401000000_d", "sum 20240401000000_d"),
                                            applied("20240101000000_a", "sum 20240101000000_a")})});
  REQUIRE(orders.size() == 6);
  CHECK(orders[4] == "shop as it is: d a");
  CHECK(orders[5] == "shop, then the merge: d a | b c");
}

TEST_CASE("a row whose script is nowhere, or that was only marked, is said and makes its order unknown") {
  auto workspace = with_checksums(two_epics());
  auto marked = applied("20240301000000_c", "sum 20240301000000_c");
  marked.applied_steps_count = 0, marked.logs = "";
  auto rows = std::vector<LedgerRow>{applied("20240101000000_a", "another sum"), marked};
  auto orders = rehearsal_orders(workspace, propose_sequence(workspace, {}, {}), {shop(rows)});
  auto at = std::find_if(orders.begin(), orders.end(), [](const Order& order) { return !order.unknown.empty(); });
  REQUIRE(at != orders.end());
  CHECK(at->kind == Order::Kind::as_happened);
  REQUIRE(at->unknown.size() == 2);
  CHECK(at->unknown[0].find("20240101000000_a") != std::string::npos);
  CHECK(at->unknown[1].find("only marked as applied") != std::string::npos);
}

TEST_CASE("a row with the checksum of another folder's script ran that script") {
  auto workspace = with_checksums(two_epics());
  auto orders = orders_of(workspace, {shop({applied("20240101000000_z", "sum 20240201000000_b")})});
  CHECK(orders.at(4) == "shop as it is: z");
}

TEST_CASE("a folder that two sources hold alike is added by the first") {
  Migrations own = {{"20240401000000_d", "CREATE TABLE d ()"}};
  auto workspace =
      workspace_of(source_of("main", {project_of(target_has)}),
                   {source_of("one", {with_own(target_has, own)}), source_of("two", {with_own(target_has, own)})});
  CHECK(words(rolling_order(workspace, ".", {"one", "two"})) == "rolling: a c | d");
}
