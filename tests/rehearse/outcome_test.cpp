#include "rehearse/outcome.hpp"

#include <doctest/doctest.h>

#include "rehearse/orders.hpp"

using namespace tributary;
using namespace tributary::scratch;
using namespace tributary::testing;

TEST_CASE("without a position the number of statements that succeeded says which one failed") {
  auto step = replayed("1", "-- é\nCREATE TABLE a (id int);\n\n-- again\n  ALTER TABLE a ADD id int;\n");
  auto outcome = failed_step(step, {"42701", "column \"id\" of relation \"a\" already exists", "", 0, 1});
  CHECK(outcome.statement == "ALTER TABLE a ADD id int");
  CHECK(outcome.line == 5);
  CHECK(outcome.column == 3);
}

TEST_CASE("a position counts characters, not bytes") {
  auto step = replayed("1", "-- é\nSELECT 'é', nothing;");
  auto outcome = failed_step(step, {"42703", "column \"nothing\" does not exist", "", 18, 0});
  CHECK(outcome.line == 2);
  CHECK(outcome.column == 13);
  CHECK(outcome.statement == "SELECT 'é', nothing");
}

TEST_CASE("a long statement is cut between characters") {
  std::string text = "SELECT '";
  for (int i = 0; i < 400; ++i) text += "é";
  auto outcome = failed_step(replayed("1", text + "'"), {"22012", "division by zero", "", 0, 0});
  CHECK(outcome.statement.size() <= 503);
  CHECK(outcome.statement.ends_with("é…"));
}

TEST_CASE("what the machine lacks is told from what the migration lacks") {
  auto lacks = [](const char* code, const char* message) { return machine_lacks({code, message, "", 0, 0}, {}); };
  CHECK(lacks("0A000", "extension \"vector\" is not available").find("vector") != std::string::npos);
  CHECK(lacks("42704", "role \"app\" does not exist").find("--create-missing-roles") != std::string::npos);
  CHECK(lacks("42501", "permission denied to create role").find("superuser") != std::string::npos);
  CHECK(machine_lacks({"42704", "role \"app\" does not exist", "", 0, 0, "exec_stmt_raise"}, {}).empty());
  CHECK(lacks("42501", "permission denied to set role \"postgres\"").empty());
  CHECK(lacks("22012", "extension \"vector\" is not available").empty());
  CHECK(lacks("42704", "type \"Color\" does not exist").empty());
  CHECK(lacks("42P01", "relation \"role\" does not exist").empty());
  CHECK(machine_lacks({"42704", "type \"vector\" does not exist", "", 0, 0}, {"vector"}).find("vector") !=
        std::string::npos);
}
