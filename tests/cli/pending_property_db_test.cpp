// For generated states of a database and scripts that are pending there: the outcome that is said is that of executing.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "base/process.hpp"
#include "base/text.hpp"
#include "support/temp_repo.hpp"
#include "support/temp_server.hpp"

using namespace tributary;
using namespace tributary::testing;
using Json = nlohmann::json;

namespace {

using Texts = std::vector<std::string>;

const std::string base =
    "CREATE TYPE \"Kind\" AS ENUM ('A', 'B');\n"
    "CREATE TABLE \"User\" (\"id\" INTEGER NOT NULL, \"email\" TEXT, \"age\" TEXT, \"kind\" \"Kind\", CONSTRAINT "
    "\"User_pkey\" PRIMARY KEY (\"id\"));\n"
    "CREATE TABLE \"Post\" (\"id\" INTEGER NOT NULL, \"author\" INTEGER, \"title\" TEXT, CONSTRAINT \"Post_pkey\" "
    "PRIMARY "
    "KEY (\"id\"));\n"
    "CREATE INDEX \"Post_title_idx\" ON \"Post\" (\"title\");\n";

/// What somebody, or another branch, has left in the database.
const Texts rows = {
    "", "INSERT INTO \"User\" VALUES (1, 'a@x', '1', 'A'), (2, 'b@x', '2', 'B')",
    "INSERT INTO \"User\" VALUES (1, 'a@x', '1', 'A'), (2, 'a@x', 'old', 'A'), (3, NULL, NULL, NULL)",
    "INSERT INTO \"User\" VALUES (1, 'a@x', '1', 'A'); INSERT INTO \"Post\" VALUES (1, 1, 'x'), (2, 7, 'y')",
    "INSERT INTO \"Post\" VALUES (1, NULL, 'x'), (2, NULL, 'x')"};
const Texts by_hand = {
    "",
    "CREATE VIEW emails AS SELECT id, email FROM \"User\"",
    "CREATE INDEX hand_idx ON \"User\" (\"email\")",
    "ALTER TABLE \"User\" ADD COLUMN \"code\" INTEGER",
    "CREATE TABLE \"Tag\" (\"id\" INTEGER PRIMARY KEY)",
    "ALTER TABLE \"Post\" ADD CONSTRAINT by_hand_fkey FOREIGN KEY (\"author\") REFERENCES \"User\" "
    "(\"id\") NOT VALID",
    "CREATE MATERIALIZED VIEW titles AS SELECT title FROM \"Post\"",
    "ALTER TYPE \"Kind\" ADD VALUE 'C'",
    "ALTER TABLE \"User\" ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON \"User\" USING (email IS NOT "
    "NULL)"};
const Texts scripts = {
    "ALTER TABLE \"User\" ADD COLUMN \"code\" INTEGER;",
    "ALTER TABLE \"User\" ADD COLUMN \"code\" INTEGER NOT NULL;",
    "ALTER TABLE \"User\" ADD COLUMN \"code\" INTEGER NOT NULL DEFAULT 0;",
    "ALTER TABLE \"User\" ALTER COLUMN \"email\" SET NOT NULL;",
    "UPDATE \"User\" SET \"email\" = '' WHERE \"email\" IS NULL;\nALTER TABLE \"User\" ALTER COLUMN \"email\" SET NOT "
    "NULL;",
    "CREATE UNIQUE INDEX \"User_email_key\" ON \"User\" (\"email\");",
    "ALTER TABLE \"Post\" ADD CONSTRAINT \"Post_author_fkey\" FOREIGN KEY (\"author\") REFERENCES \"User\" (\"id\") ON "
    "DELETE SET NULL ON UPDATE CASCADE;",
    "ALTER TABLE \"User\" DROP COLUMN \"email\";",
    "ALTER TABLE \"Post\" DROP COLUMN \"title\";",
    "DROP TABLE \"Post\";",
    "DROP TABLE \"User\";",
    "CREATE TABLE \"Tag\" (\"id\" INTEGER NOT NULL, CONSTRAINT \"Tag_pkey\" PRIMARY KEY (\"id\"));",
    "CREATE TABLE IF NOT EXISTS \"Tag\" (\"id\" INTEGER NOT NULL);",
    "ALTER TYPE \"Kind\" ADD VALUE 'C';",
    "ALTER TYPE \"Kind\" ADD VALUE IF NOT EXISTS 'C';",
    "CREATE INDEX \"hand_idx\" ON \"User\" (\"age\");",
    "DROP INDEX \"Post_title_idx\";",
    "DROP INDEX \"Gone_idx\";",
    "ALTER TABLE \"Post\" DROP CONSTRAINT \"Gone_fkey\";",
    "ALTER TABLE \"Gone\" ADD COLUMN \"x\" INTEGER;",
    "ALTER TABLE \"User\" RENAME COLUMN \"email\" TO \"mail\";",
    "ALTER TABLE \"User\" RENAME COLUMN \"age\" TO \"email\";",
    "ALTER TABLE \"User\" ADD CONSTRAINT \"User_again\" PRIMARY KEY (\"email\");",
    "ALTER TABLE \"User\" ALTER COLUMN \"email\" TYPE VARCHAR(200);",
    "DELETE FROM \"Post\";",
    "BEGIN;\nCREATE TYPE \"Kind_new\" AS ENUM ('A');\nALTER TABLE \"User\" ALTER COLUMN \"kind\" TYPE \"Kind_new\" "
    "USING "
    "(\"kind\"::text::\"Kind_new\");\nALTER TYPE \"Kind\" RENAME TO \"Kind_old\";\nALTER TYPE \"Kind_new\" RENAME TO "
    "\"Kind\";\nDROP TYPE \"Kind_old\";\nCOMMIT;",
    "ALTER TABLE \"User\" ADD CONSTRAINT \"User_email_check\" CHECK (\"email\" <> 'a@x');",
    "CREATE VIEW \"emails\" AS SELECT \"id\" FROM \"User\";",
    "CREATE TABLE \"Log\" (\"id\" INTEGER NOT NULL, \"user\" INTEGER NOT NULL, CONSTRAINT \"Log_pkey\" PRIMARY KEY "
    "(\"id\"));\nALTER TABLE \"Log\" ADD CONSTRAINT \"Log_user_fkey\" FOREIGN KEY (\"user\") REFERENCES \"User\" "
    "(\"id\");",
    "DROP TYPE \"Kind\";"};

struct Bench : TempRepo {
  TempServer& server = TempServer::shared();
  std::string ledger;

  Bench() {
    write(".gitignore", ".env\n");
    start_project();
    migration("20240101000000_init", base);
    write("package.json", R"({"devDependencies": {"prisma": "6.19.0"}})");
    commit("base");
    ledger = server.new_database("with_ledger");
    server.exec(ledger,
                "CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, "
                "finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, "
                "started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)");
    server.exec(ledger, base);
    server.exec(ledger, "INSERT INTO _prisma_migrations VALUES ('1', encode(sha256($q$" + base +
                            "$q$), 'hex'), now(), '20240101000000_init', NULL, NULL, now(), 1)");
  }
  /// What PostgreSQL says to the script as Prisma 6 sends it: "" or the code.
  std::string executed(const std::string& database, const std::string& script) const {
    write("run.sql", script);
    ProcessOptions options;
    options.deadline_ms = 60'000;
    auto ran =
        run_process({"psql", "-X", "-q", "-v", "VERBOSITY=verbose", "-d", server.url(database), "-c", script}, options);
    auto at = ran.err.find("ERROR:  ");
    return at == std::string::npos ? "" : ran.err.substr(at + 8, 5);
  }
  Json said(const std::string& database, const std::string& script) const {
    write(".env", "DATABASE_URL=" + server.url(database));
    migration("20240201000000_pending", script);
    auto result = run_tributary({"check", "--pending", "--format", "json"}, path(), {{"TRIBUTARY_NOW", "1767225600"}});
    INFO(result.err);
    REQUIRE(result.status < 2);
    return Json::parse(result.out)["databases"][0]["ledgers"][0]["deploy"];
  }
};

}  // namespace

TEST_SUITE("db") {
  TEST_CASE("for a hundred states of a database the outcome that is said is that of executing") {
    Bench bench;
    std::mt19937 dice(20251128);
    std::size_t not_known = 0;
    constexpr std::size_t states = 110;
    for (std::size_t i = 0; i < states; ++i) {
      const auto& script = scripts[i % scripts.size()];
      const auto& filled = rows[dice() % rows.size()];
      const auto& hand = by_hand[dice() % by_hand.size()];
      auto database = bench.server.new_database("state");
      bench.server.exec("postgres", "DROP DATABASE " + database);
      bench.server.create_database(database, bench.ledger);
      if (!filled.empty()) bench.server.exec(database, filled);
      if (!hand.empty()) bench.server.exec(database, hand);
      auto deploy = bench.said(database, script);
      auto code = bench.executed(database, script);
      auto outcome = deploy["outcome"].get<std::string>();
      CAPTURE(script);
      CAPTURE(filled);
      CAPTURE(hand);
      CAPTURE(deploy.dump());
      CAPTURE(code);
      not_known += outcome == "unknown";
      if (outcome == "unknown") continue;
      CHECK((outcome == "fails") == !code.empty());
      if (outcome == "fails") CHECK(deploy["sqlstate"] == code);
      bench.server.exec("postgres", "DROP DATABASE " + database);
    }
    CAPTURE(not_known);
    CHECK(not_known * 20 <= states);
  }
}
