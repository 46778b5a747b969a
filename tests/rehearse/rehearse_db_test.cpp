#include <doctest/doctest.h>

#include <algorithm>

#include <set>

#include "rehearse/orders.hpp"

using namespace tributary;
using namespace tributary::testing;
using Outcome = StepOutcome::Outcome;

namespace {

Rehearsal rehearse_all(const std::vector<Order>& orders, const RehearseOptions& options = quick_options()) {
  return rehearse(shared_scratch(), orders, options);
}

std::set<std::string> objects_of(const std::vector<Difference>& differences) {
  std::set<std::string> out;
  for (const auto& one : differences) out.insert(kind_text(one.object.kind) + (" " + one.object.name));
  return out;
}

}  // namespace

TEST_SUITE("db") {
  TEST_CASE("scripts are applied one after the other, and what they leave is read") {
    auto rehearsal = rehearse_all({order_of("fresh", {{"1", "CREATE TABLE a (id int)"}, {"2", "CREATE TABLE b ()"}})});
    const auto& run = rehearsal.runs.at(0);
    CHECK(run.ok);
    CHECK(run.steps.at(1).outcome == Outcome::applied);
    REQUIRE(run.structure);
    CHECK(run.structure->find({ObjectKind::table, "public", "a"}) != nullptr);
    CHECK(run.structure->find({ObjectKind::table, "public", "_prisma_migrations"}) == nullptr);
    CHECK_FALSE(rehearsal.order_independent.has_value());
  }

  TEST_CASE("a step that fails says which statement, and what comes after it is not reached") {
    Scripts scripts = {{"1", "CREATE TABLE a (id int)"},
                       {"2", "CREATE TABLE b ();\nALTER TABLE a ADD id int;"},
                       {"3", "CREATE TABLE c ()"}};
    auto run = rehearse_all({order_of("fresh", scripts)}).runs.at(0);
    CHECK_FALSE(run.ok);
    CHECK(run.structure == nullptr);
    CHECK(run.steps.at(1).outcome == Outcome::failed);
    CHECK(run.steps.at(1).sqlstate == "42701");
    CHECK(run.steps.at(1).statement == "ALTER TABLE a ADD id int");
    CHECK(run.steps.at(1).line == 2);
    CHECK(run.steps.at(2).outcome == Outcome::not_reached);
    CHECK(run.not_checked_because.empty());
    auto options = quick_options();
    options.go_on = true;
    auto all = rehearse_all({order_of("fresh", scripts)}, options).runs.at(0);
    CHECK_FALSE(all.ok);
    CHECK(all.steps.at(2).outcome == Outcome::applied);
  }

  TEST_CASE("a script of several statements is one transaction: its failure undoes all of it") {
    auto options = quick_options();
    options.go_on = true;
    auto run = rehearse_all({order_of("fresh", {{"1", "CREATE TABLE a (); SELECT 1/0;"}, {"2", "CREATE TABLE a ()"}})},
                            options)
                   .runs.at(0);
    CHECK(run.steps.at(0).sqlstate == "22012");
    CHECK(run.steps.at(1).outcome == Outcome::applied);
  }

  TEST_CASE("two orders that give two structures are told apart, object by object") {
    std::pair<std::string, std::string> base = {"1", "CREATE TABLE a (id int)"}, drop = {"2", "DROP TABLE IF EXISTS b"},
                                        make = {"3", "CREATE TABLE IF NOT EXISTS b (id int)"};
    auto rehearsal = rehearse_all({order_of("fresh", {base, drop, make}), order_of("rolling", {base, make, drop})});
    REQUIRE(rehearsal.compared.size() == 1);
    CHECK(rehearsal.order_independent == false);
    CHECK(objects_of(rehearsal.compared[0].differences).count("table b"));
    CHECK(rehearsal.distinct == 5);
    CHECK(rehearsal.listed == 6);
    CHECK(rehearsal.executed + rehearsal.cloned == 6);  // the beginning is cloned, or executed again
  }

  TEST_CASE("two orders that give one structure make a harmless late migration") {
    std::pair<std::string, std::string> base = {"1", "CREATE TABLE a (id int)"},
                                        late = {"2", "ALTER TABLE a ADD x int"},
                                        newest = {"3", "ALTER TABLE a ADD y int"};
    auto rehearsal = rehearse_all({order_of("fresh", {base, late, newest}), order_of("rolling", {base, newest, late})});
    CHECK(rehearsal.order_independent == true);
    CHECK(rehearsal.compared.at(0).differences.empty());
  }

  TEST_CASE("an order that fails only one way is not independent of the order") {
    std::pair<std::string, std::string> uses = {"2", "ALTER TABLE a ADD x int"}, makes = {"3", "CREATE TABLE a ()"};
    auto rehearsal = rehearse_all({order_of("fresh", {uses, makes}), order_of("rolling", {makes, uses})});
    CHECK(rehearsal.order_independent == false);
    CHECK_FALSE(rehearsal.runs.at(0).ok);
    CHECK(rehearsal.runs.at(1).ok);
  }

  TEST_CASE("CREATE INDEX CONCURRENTLY goes through alone, and fails beside another statement as it does with Prisma") {
    auto alone = rehearse_all(
        {order_of("fresh", {{"1", "CREATE TABLE a (id int)"}, {"2", "CREATE INDEX CONCURRENTLY i ON a (id)"}})});
    CHECK(alone.runs.at(0).ok);
    CHECK(run_one("CREATE TABLE a (id int); CREATE INDEX CONCURRENTLY i ON a (id);").steps.at(0).sqlstate == "25001");
  }

  TEST_CASE("one deploy is one session: what a script sets is there for the next one, and gone for the next deploy") {
    std::string sets = "SELECT set_config('search_path', '', false)", makes = "CREATE TABLE a (id int)";
    auto same = rehearse_all({order_of("fresh", {{"1", sets}, {"2", makes}})});
    CHECK(same.runs.at(0).steps.at(1).sqlstate == "3F000");
    auto order = order_of("rolling", {{"1", sets}, {"2", makes}});
    order.migrations[1].new_deploy = true;
    CHECK(rehearse_all({order}).runs.at(0).ok);
  }

  TEST_CASE("the URL's schema is the whole search_path, and holds Prisma's table") {
    auto options = quick_options();
    options.schemas["."] = "app";
    auto run =
        rehearse_all({order_of("fresh", {{"1", "CREATE TABLE a AS SELECT count(*) FROM app._prisma_migrations"}})},
                     options)
            .runs.at(0);
    REQUIRE(run.ok);
    CHECK(run.structure->find({ObjectKind::table, "app", "a"}) != nullptr);
  }

  TEST_CASE("an extension that is not installed is the machine's lack, not a failed rehearsal") {
    auto run = run_one("CREATE EXTENSION surely_not_installed");
    CHECK(run.not_checked_because.find("surely_not_installed") != std::string::npos);
  }

  TEST_CASE("a role that is missing is named, and made on demand") {
    auto sql = "CREATE TABLE a (); GRANT SELECT ON a TO reporting_role";
    CHECK(run_one(sql).not_checked_because.find("reporting_role") != std::string::npos);
    auto options = quick_options();
    options.roles = {"reporting_role"};
    ScratchServer server(options);
    CHECK(rehearse(server, {order_of("one", {{"1", sql}})}, options).runs.at(0).ok);
  }

  TEST_CASE("an order with rows that are not known is not executed") {
    auto order = order_of("shop as it is", {{"1", "CREATE TABLE a ()"}});
    order.unknown = {"20240101_x was only marked as applied in shop"};
    auto rehearsal = rehearse_all({order});
    CHECK(rehearsal.executed == 0);
    CHECK(rehearsal.runs.at(0).steps.at(0).outcome == Outcome::not_reached);
    CHECK(rehearsal.runs.at(0).not_checked_because.find("only marked") != std::string::npos);
    CHECK(rehearsal.not_checked.empty());
  }

  TEST_CASE("many branches off one long beginning are cloned, not executed again and again") {
    Scripts base;
    for (int i = 0; i < 12; ++i)
      base.push_back(
          {std::to_string(10 + i), "CREATE TABLE t" + std::to_string(i) + " (id int); SELECT pg_sleep(0.03)"});
    std::vector<Order> orders;
    for (int i = 0; i < 4; ++i) {
      auto scripts = base;
      scripts.push_back({"99", "CREATE TABLE only" + std::to_string(i) + " (id int)"});
      orders.push_back(order_of("order " + std::to_string(i), scripts));
    }
    auto rehearsal = rehearse_all(orders);
    CHECK(rehearsal.distinct == 16);
    for (const auto& run : rehearsal.runs) CHECK(run.ok);
    for (int i = 0; i < 4; ++i) {
      const auto& structure = *rehearsal.runs.at(static_cast<std::size_t>(i)).structure;
      for (int other = 0; other < 4; ++other)
        CHECK((structure.find({ObjectKind::table, "public", "only" + std::to_string(other)}) != nullptr) ==
              (i == other));
    }
  }

  TEST_CASE(
      "orders that branch off one another, one after each script, need no more sessions than the owner may have") {
    Scripts trunk;
    std::vector<Order> orders;
    for (int i = 0; i < 12; ++i) {  // slow enough that each is cloned from the one before
      auto number = std::to_string(10 + i);
      auto twig = trunk;
      twig.push_back({number + "_twig", "CREATE TABLE twig" + number + " (id int)"});
      twig.push_back({number + "_twig_2", "CREATE TABLE leaf" + number + " (id int)"});
      trunk.push_back({number, "CREATE TABLE t" + number + " (id int); SELECT pg_sleep(0.1)"});
      if (i > 0) orders.push_back(order_of("twig " + number, twig));
    }
    orders.insert(orders.begin(), order_of("trunk", trunk));
    auto inside_out = orders;
    std::reverse(inside_out.begin(), inside_out.end());
    for (const auto* each : {&orders, &inside_out})
      for (const auto& run : rehearse_all(*each).runs) {
        CHECK_MESSAGE(run.ok, run.order.name);
        CHECK(run.structure->find({ObjectKind::table, "public", "t10"}) != nullptr);
      }
  }

  TEST_CASE("one folder name with two contents proves nothing, however well each order goes") {
    auto rehearsal =
        rehearse_all({order_of("fresh", {{"1", "CREATE TABLE a (id int)"}, {"2", "ALTER TABLE a ADD b int"}}),
                      order_of("other", {{"1", "CREATE TABLE a (id int, b int)"}}),
                      order_of("rolling", {{"1", "CREATE TABLE a (id int)"}, {"2", "ALTER TABLE a ADD b int"}})});
    CHECK_FALSE(rehearsal.order_independent.has_value());
    REQUIRE(rehearsal.contested.size() == 1);
    CHECK(rehearsal.contested[0].find("1 has 2 contents") == 0);
  }
}
