// What a deploy would do, asked of real databases: the gate before it, the ledger's rows, the environments.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "support/json_schema.hpp"
#include "support/temp_repo.hpp"
#include "support/temp_server.hpp"

using namespace tributary;
using namespace tributary::testing;
using Json = nlohmann::json;

namespace {

const std::string init = "20240101000000_init", code = "20240201120501_add_code";

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// The text without its line breaks, so that wrapped sentences are found.
std::string flat(const std::string& text) {
  std::string out;
  for (const auto& line : text::lines(text)) out += text::trim(line) + " ";
  return out;
}

/// main with 20240101000000_init (table Course), and databases that have run it.
struct Shop : TempRepo {
  TempServer& server = TempServer::shared();

  Shop() {
    write(".gitignore", ".env\n.env.*\n");
    start_project();
  }
  std::string with_init(const std::string& stem) {
    auto database = server.new_database(stem);
    server.exec(database,
                "CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, "
                "finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, "
                "started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)");
    apply(database, init);
    return database;
  }
  void apply(const std::string& database, const std::string& name) {
    server.exec(database, file_text(path() + "/prisma/migrations/" + name + "/migration.sql"));
    row(database, name, "now()", "NULL");
  }
  void row(const std::string& database, const std::string& name, const std::string& finished, const std::string& log) {
    auto sql = file_text(path() + "/prisma/migrations/" + name + "/migration.sql");
    server.exec(database, "INSERT INTO _prisma_migrations VALUES (gen_random_uuid()::text, encode(sha256($q$" + sql +
                              "$q$), 'hex'), " + finished + ", '" + name + "', " + log +
                              ", NULL, clock_timestamp(), 1)");
  }
  void add_code(const std::string& sql) {
    migration(code, sql);
    commit("code");
  }
  RunResult run(const std::vector<std::string>& arguments,
                std::vector<std::pair<std::string, std::string>> environment = {}) const {
    environment.emplace_back("TRIBUTARY_NOW", "1767225600");
    return run_tributary(arguments, path(), environment);
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

}  // namespace

TEST_SUITE("db") {
  TEST_CASE(
      "the gate before a deploy is shut where a script fails on rows that are there, and says which and how many") {
    Shop shop;
    auto database = shop.with_init("gate");
    shop.write(".env", "DATABASE_URL=" + shop.server.url(database));
    shop.add_code("ALTER TABLE \"Course\" ADD COLUMN \"code\" INTEGER NOT NULL;\n");
    CHECK(shop.json({"check", "--pending"})["exit"] == 0);  // no rows: silent twin
    shop.server.exec(database, "INSERT INTO \"Course\" VALUES ('c1', 'Biology'), ('c2', 'Art')");
    auto answer = shop.json({"check", "--pending", database});
    CHECK(answer["exit"] == 1);
    auto deploy = answer["databases"][0]["ledgers"][0]["deploy"];
    CHECK(deploy["outcome"] == "fails");
    CHECK(deploy["migration"] == code);
    CHECK(deploy["sqlstate"] == "23502");
    CHECK(deploy["rows"] == 2);
    CHECK(deploy["line"] == 1);
    CHECK(has(deploy["statement"], "ADD COLUMN"));
    auto text = flat(shop.run({"check", "--pending"}).out);
    CHECK(has(text, "fails at " + code));
    CHECK(has(text, "(23502, 2 rows)"));
    CHECK(shop.json({"status"})["databases"][0]["ledgers"][0]["deploy"] == deploy);
  }

  TEST_CASE(
      "what it destroys is said before it runs; that a table is empty, or a script makes only new things, shuts "
      "nothing") {
    Shop shop;
    auto database = shop.with_init("destroys");
    shop.write(".env", "DATABASE_URL=" + shop.server.url(database));
    shop.add_code("DROP TABLE \"Course\";\n");
    shop.server.exec(database, "INSERT INTO \"Course\" VALUES ('c1', 'Biology')");
    auto answer = shop.json({"check", "--pending"});
    CHECK(answer["exit"] == 1);
    CHECK(answer["databases"][0]["ledgers"][0]["deploy"]["outcome"] == "destroys");
    CHECK(answer["databases"][0]["ledgers"][0]["deploy"]["rows"] == 1);
    shop.add_code("CREATE TABLE \"Code\" (\"id\" INTEGER PRIMARY KEY);\n");
    CHECK(shop.json({"check", "--pending"})["databases"][0]["ledgers"][0]["deploy"]["outcome"] == "runs");
  }

  TEST_CASE("a script whose every object is there is to be recorded, not run; one whose half is there is not") {
    Shop shop;
    auto database = shop.with_init("squash");
    shop.write(".env", "DATABASE_URL=" + shop.server.url(database));
    const std::string squashed = "00000000000000_init", folder = shop.path() + "/prisma/migrations/";
    shop.migration(squashed, file_text(folder + init + "/migration.sql"));
    shop.git({"rm", "-rq", "prisma/migrations/" + init});
    shop.commit("squash");
    auto ledger = [&] { return shop.json({"status"})["databases"][0]["ledgers"][0]; };
    CHECK(ledger()["deploy"]["sqlstate"] == "42P07");
    CHECK(ledger()["instead"]["deploy"] == Json::array({"npx prisma migrate resolve --applied " + squashed}));
    CHECK(has(shop.run({"check", "main"}).out, "resolve --applied " + squashed));
    shop.migration(squashed, file_text(folder + squashed + "/migration.sql") + "CREATE TABLE \"Half\" (id INTEGER);\n");
    CHECK(ledger()["deploy"]["outcome"] == "fails");
    CHECK_FALSE(ledger()["instead"].contains("deploy"));
  }

  TEST_CASE("a database that no worktree points at is no question that can be asked") {
    Shop shop;
    auto result = shop.run({"check", "--pending", "nowhere"});
    CHECK(result.status == 2);
    CHECK(has(result.err, "'nowhere'"));
  }

  TEST_CASE("the ledger's rows come as they were applied, each with its owner, its folder and what became of it") {
    Shop shop;
    auto database = shop.with_init("rows");
    shop.write(".env", "DATABASE_URL=" + shop.server.url(database));
    shop.add_code("ALTER TABLE \"Course\" ADD COLUMN \"code\" INTEGER;\n");
    shop.row(database, code, "NULL", "'ERROR: column \"code\" already exists'");
    shop.server.exec(database,
                     "INSERT INTO _prisma_migrations VALUES ('x', repeat('0', 64), now(), '20230101000000_lost', NULL, "
                     "NULL, '2023-01-01', 1)");
    auto ledger = shop.json({"ledger"})["ledgers"][0];
    CHECK(ledger["rows"].size() == 3);
    CHECK(ledger["rows"][0]["migration"] == "20230101000000_lost");
    CHECK(ledger["rows"][0]["owner"].is_null());
    CHECK(ledger["rows"][1]["owner"]["source"] == "main");
    CHECK(ledger["rows"][1]["folder"] == "prisma/migrations/" + init);
    CHECK(ledger["rows"][2]["state"] == "failed");
    CHECK(shop.json({"ledger", database, "--since", "2024"})["ledgers"][0]["rows"].size() == 2);
    auto text = shop.run({"ledger"}).out;
    CHECK(has(text, "nobody in this repository"));
    CHECK(has(text, "already exists"));
    CHECK(has(shop.run({"ledger", "--format", "markdown"}).out, "| `" + init + "` |"));
    CHECK(shop.run({"ledger", "--offline"}).status == 2);
  }

  TEST_CASE("a failed row has its block in status, although nothing else is to be done there") {
    Shop shop;
    auto database = shop.with_init("failed");
    shop.write(".env", "DATABASE_URL=" + shop.server.url(database));
    CHECK(!has(shop.run({"status"}).out, "P3009"));
    shop.add_code("ALTER TABLE \"Course\" ADD COLUMN \"code\" INTEGER;\n");
    shop.row(database, code, "NULL", "'ERROR: column \"code\" already exists'");
    auto text = flat(shop.run({"status"}).out);
    CHECK(has(text, code));
    CHECK(has(text, "P3009"));
    CHECK(shop.json({"status"})["databases"][0]["ledgers"][0]["deploy"]["sqlstate"] == "P3009");
  }

  TEST_CASE(
      "an exported variable that hides a file's other value is named by status, check and doctor; an equal one is "
      "not") {
    Shop shop;
    auto one = shop.with_init("one"), other = shop.with_init("other");
    shop.write(".env", "DATABASE_URL=" + shop.server.url(one));
    for (const char* command : {"status", "check", "doctor"}) {
      auto told = flat(shop.run({command}, {{"DATABASE_URL", shop.server.url(other)}}).out);
      CAPTURE(command);
      CHECK(has(told, "DATABASE_URL is exported and overrides another value in "));
      CHECK(!has(shop.run({command}, {{"DATABASE_URL", shop.server.url(one)}}).out, "overrides"));
    }
  }

  TEST_CASE("files beside the project are environments: a grid, a deploy for each, and what skipped staging") {
    Shop shop;
    auto development = shop.with_init("development"), staging = shop.with_init("staging"),
         production = shop.with_init("production");
    shop.write(".env", "DATABASE_URL=" + shop.server.url(development));
    shop.write(".env.staging", "DATABASE_URL=" + shop.server.url(staging));
    shop.write(".env.production", "DATABASE_URL=" + shop.server.url(production));
    shop.write(".env.example", "DATABASE_URL=postgresql://user@host/db");
    shop.add_code("ALTER TABLE \"Course\" ADD COLUMN \"code\" INTEGER;\n");
    auto answer = shop.json({"status", "--env", "all"});
    REQUIRE(answer["environments"].size() == 2);
    CHECK(answer["environments"][0]["name"] == "staging");
    CHECK(answer["environments"][1]["protected"] == true);
    CHECK(answer["environments"][1]["migrations"][code] == "pending");
    CHECK(answer["environments"][1]["ledger"]["deploy"]["outcome"] == "runs");
    for (const auto& finding : answer["findings"]) CHECK(!has(finding["rule"], "environment-"));
    shop.apply(production, code);
    shop.server.exec(staging, "CREATE INDEX by_hand ON \"Course\" (\"id\")");
    auto later = shop.json({"check", "--env", "all"});
    std::string found;
    for (const auto& finding : later["findings"])
      if (has(finding["rule"], "environment-")) found += finding["message"].get<std::string>() + ";";
    CHECK(found == code + " is applied in production and not in staging;");
    shop.apply(staging, code);
    auto drifted = shop.json({"check", "--env", "all"});
    found.clear();
    for (const auto& finding : drifted["findings"])
      if (finding["rule"] == "environment-drift") found += finding["message"].get<std::string>();
    CHECK(has(found, "by_hand"));
    auto text = shop.run({"status", "--env", "all"}).out;
    CHECK(has(text, "production *"));
    CHECK(!has(text, shop.server.url(production) + "?password"));
    CHECK(shop.run({"status", "--env", "nowhere"}).status == 2);
  }

  TEST_CASE("a branch is judged against the environment that it is named with, not against its own database") {
    Shop shop;
    auto development = shop.with_init("dev"), production = shop.with_init("prod");
    shop.write(".env", "DATABASE_URL=" + shop.server.url(development));
    shop.write("tributary.yaml", "environments:\n  - {name: live, url-env: LIVE_URL, protected: true}\n");
    shop.commit("configuration");
    shop.git({"worktree", "add", "-q", "-b", "feature", shop.beside("feature")});
    shop.migration(code, "ALTER TABLE \"Course\" ADD COLUMN \"code\" INTEGER NOT NULL;\n", shop.beside("feature"));
    shop.commit("code", shop.beside("feature"));
    shop.server.exec(production, "INSERT INTO \"Course\" VALUES ('c1', 'Biology')");
    std::vector<std::pair<std::string, std::string>> live = {{"LIVE_URL", shop.server.url(production)}};
    auto there = shop.run({"check", "feature", "--env", "live"}, live).out;
    CHECK(has(flat(there), "1 row in " + production));
    CHECK(!has(shop.run({"check", "feature"}, live).out, "1 row in"));
    CHECK(shop.run({"check", "feature", "--env", "live"}).status == 2);  // the variable is not set
  }
}
