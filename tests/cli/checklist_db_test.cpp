// A deployment's list against real databases: environments, and databases that worktrees point at.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "support/json_schema.hpp"
#include "support/temp_repo.hpp"
#include "support/temp_server.hpp"

using namespace tributary;
using namespace tributary::testing;
using Json = nlohmann::json;

namespace {

const std::string init = "20240101000000_init", code = "20240201120501_add_code";

/// main with 20240101000000_init and add_code; its own database has run both, staging too, production init alone.
struct Shop : TempRepo {
  TempServer& server = TempServer::shared();
  std::string own = server.new_database("own"), staging = server.new_database("stage"),
              production = server.new_database("live");

  Shop() {
    write(".gitignore", ".env\n.env.*\n");
    start_project();
    migration(code, "ALTER TABLE \"Course\" ADD COLUMN \"code\" INTEGER;\n");
    commit("code");
    for (const auto& database : {own, staging, production}) {
      server.exec(database,
                  "CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, "
                  "finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at "
                  "timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL "
                  "DEFAULT 0)");
      apply(database, init);
      if (database != production) apply(database, code);
    }
    write(".env", "DATABASE_URL=" + server.url(own));
    write(".env.production", "DATABASE_URL=" + server.url(production));
  }
  void apply(const std::string& database, const std::string& name) {
    auto sql = file_text(path() + "/prisma/migrations/" + name + "/migration.sql");
    server.exec(database, sql);
    server.exec(database, "INSERT INTO _prisma_migrations VALUES (gen_random_uuid()::text, encode(sha256($q$" + sql +
                              "$q$), 'hex'), now(), '" + name + "', NULL, NULL, clock_timestamp(), 1)");
  }
  RunResult run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "checklist");
    return run_tributary(arguments, path(), {{"TRIBUTARY_NOW", "1767225600"}, {"STAGING_URL", server.url(staging)}});
  }
  Json json(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--format", "json"});
    auto result = run(arguments);
    INFO(result.err);
    REQUIRE(result.status < 2);
    CHECK(complaint_of_schema(result.out) == "");
    return Json::parse(result.out);
  }
};

Json item_of(const Json& list, const std::string& id) {
  for (const auto& item : list.at("items"))
    if (item.at("id") == id) return item;
  FAIL_CHECK("no item " << id);
  return Json::object();
}

}  // namespace

TEST_SUITE("db") {
  TEST_CASE("a deployment's list is of an environment's database, whatever the worktrees point at") {
    Shop shop;
    shop.write(".env.staging", "DATABASE_URL=" + shop.server.url(shop.staging));
    auto list = shop.json({"--env", "staging"});
    CHECK(list.at("title") == "Deployment of main to staging");
    CHECK(list.at("list") == "deployment staging");
    CHECK(item_of(list, "deployed").at("state") == "done");
    CHECK(item_of(list, "backup").at("state") == "needs-person");
    CHECK(item_of(list, "rollback-plan").at("state") == "needs-person");

    list = shop.json({"--env", "production", "--staging", "staging"});
    CHECK(item_of(list, "deployed").at("state") == "not-checked");
    CHECK(item_of(list, "deployed").at("next") == Json({"tributary check --pending --env production"}));
    CHECK(item_of(list, "tested-on-staging").at("state") == "done");
    list = shop.json({"--env", "staging", "--staging", "production"});
    CHECK(item_of(list, "tested-on-staging").at("evidence") == Json({"nothing is pending"}));
  }

  TEST_CASE("the configuration's environments take the place of the files, and a worktree may point at one") {
    Shop shop;
    shop.write("tributary.yaml",
               "environments:\n  - {name: staging, url-env: STAGING_URL}\n"
               "  - {name: live, env-file: .env.production}\n");
    shop.commit("environments");
    auto list = shop.json({"--env", "live", "--staging", "staging"});
    CHECK(item_of(list, "tested-on-staging").at("state") == "done");
    CHECK(shop.run({"--env", "production"}).status == 2);
    shop.write(".env", "DATABASE_URL=" + shop.server.url(shop.production));
    list = shop.json({"--env", "live"});
    CHECK(item_of(list, "backup").at("state") == "fails");
    CHECK(item_of(list, "rollback-plan").at("state") == "done");
  }

  TEST_CASE("without an environment of that name it is a database that a worktree points at, and nothing else") {
    Shop shop;
    auto list = shop.json({"--env", "target"});
    CHECK(list.at("list") == "deployment " + shop.own);
    CHECK(item_of(list, "deployed").at("state") == "done");
    CHECK(shop.json({"--env", shop.own}).at("list") == "deployment " + shop.own);
    auto unknown = shop.run({"--env", "nowhere"});
    CHECK(unknown.status == 2);
    CHECK(unknown.err.find("there is no environment and no database nowhere") != std::string::npos);
    CHECK(unknown.err.find("production, " + shop.own) != std::string::npos);
  }

  TEST_CASE("an environment that the target is not deployed to has no list, and one that is down is not checked") {
    Shop shop;
    shop.git({"branch", "epic3"});
    shop.write("tributary.yaml",
               "environments:\n  - {name: epic, url-env: STAGING_URL, sources: [epic3]}\n"
               "  - {name: down, env-file: .env.down}\n");
    shop.commit("environments");
    shop.write(".env.down", "DATABASE_URL=postgresql://postgres@127.0.0.1:1/nobody");
    auto epic = shop.run({"--env", "epic"});
    CHECK(epic.status == 2);
    CHECK(epic.err.find("which is not deployed to epic") != std::string::npos);
    auto list = shop.json({"--env", "down"});
    for (const auto* id : {"backup", "rollback-plan", "status-checked", "deployed", "drift-documented"})
      CHECK_MESSAGE(item_of(list, id).at("state") == "not-checked", id);
  }
}
