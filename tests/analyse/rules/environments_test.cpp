// Environments held against each other.
#include <doctest/doctest.h>

#include "analyse/look.hpp"
#include "tributary/catalog.hpp"

using namespace tributary;
using namespace tributary::testing;
using Lines = std::vector<std::string>;

namespace {

const auto init = migration("20240101000001_init");
const auto users = migration("20240201000001_users");

EnvironmentLook look(const std::string& name, int rank, const std::vector<LedgerRow>& rows) {
  EnvironmentLook out;
  out.name = name, out.rank = rank;
  out.consumer = {"main", "."};
  out.database = database(name + "_db", rows, {"main"});
  return out;
}

Analysis with(std::vector<EnvironmentLook> looks) {
  auto analysis = analysis_of(workspace().target("main", {init, users}).build());
  analysis.environments = std::move(looks);
  return analysis;
}

std::shared_ptr<const Catalog> structure(const std::vector<std::string>& tables) {
  Catalog catalog;
  for (const auto& name : tables) catalog.objects.push_back({{ObjectKind::table, "public", name, "", ""}, {}});
  catalog.known[ObjectKind::table] = {};
  return std::make_shared<const Catalog>(catalog);
}

}  // namespace

TEST_CASE("environment order: what skipped the one before is named, once for all of that rank") {
  auto production = look("production", 9, {applied(init), applied(users, 1)});
  CHECK(found(with({look("staging", 5, {applied(init)}), production}), "environment-order") ==
        Lines{"warning main 20240201000001_users: 20240201000001_users is applied in production and not in staging"});
  // silent twins: another database of that rank has it; nothing is known of the one before; it is only waiting there
  CHECK(found(with({look("epic3.staging", 5, {applied(init)}), look("staging", 5, {applied(init), applied(users, 1)}),
                    production}),
              "environment-order")
            .empty());
  auto silent = look("staging", 5, {});
  silent.problem = "connection refused";
  CHECK(found(with({silent, production}), "environment-order").empty());
  CHECK(found(with({look("staging", 5, {applied(init), applied(users, 1)}), look("production", 9, {applied(init)})}),
              "environment-order")
            .empty());
}

TEST_CASE("environments that nobody asked, or that did not answer, are not checked") {
  auto why = [](const Analysis& analysis) {
    Lines out;
    for (const auto& each : analyse(analysis).not_checked)
      if (each.rule == "environment-order") out.push_back(each.because);
    return out;
  };
  auto silent = look("staging", 5, {});
  silent.problem = "connection refused";
  CHECK(why(with({})) == Lines{"no environment was asked: --env asks them"});
  CHECK(why(with({silent, look("production", 9, {applied(init)})})) == Lines{"staging: connection refused"});
  CHECK(why(with({look("production", 9, {applied(init)})})).empty());
}

TEST_CASE("environment order: the other way round is told once") {
  auto hits = found(with({look("staging", 5, {applied(users), applied(init, 1)}),
                          look("production", 9, {applied(init), applied(users, 1)})}),
                    "environment-order");
  REQUIRE(hits.size() == 1);
  CHECK(
      hits[0].ends_with("production ran 20240101000001_init before 20240201000001_users, staging the other way round"));
}

TEST_CASE("environment drift: the same rows and another structure; other rows explain the difference") {
  auto staging = look("staging", 5, {applied(init)}), production = look("production", 9, {applied(init)});
  staging.structure = structure({"A"});
  production.structure = structure({"A", "ByHand"});
  auto hits = findings_of(with({staging, production}), "environment-drift");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].message == "table \"public\".\"ByHand\" is in production and not in staging");
  production.database.rows.push_back(applied(users, 1));
  CHECK(found(with({staging, production}), "environment-drift").empty());
  production.database.rows.pop_back();
  production.structure = staging.structure;
  CHECK(found(with({staging, production}), "environment-drift").empty());
}
