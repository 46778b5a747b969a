// Rows counted on a real server, and nothing written.
#include <doctest/doctest.h>

#include "inspect/worktrees.hpp"
#include "support/temp_server.hpp"

using namespace tributary;
using namespace tributary::testing;
using What = Question::What;

namespace {

struct Shop {
  TempServer& server = TempServer::shared();
  std::string name = server.new_database("counts");
  std::string user = "postgres";

  Shop() {
    server.exec(name,
                "CREATE TABLE \"User\" (id int, \"we\"\"ird\" text, team int);"
                "INSERT INTO \"User\" VALUES (1, 'a', 1), (2, 'a', 2), (3, NULL, 9), (4, 'b', NULL);"
                "CREATE TABLE team (id int PRIMARY KEY); INSERT INTO team VALUES (1), (2);"
                "CREATE VIEW seen AS SELECT * FROM \"User\";"
                "CREATE SCHEMA app; CREATE TABLE app.\"User\" (id int)");
  }

  std::string url() const {
    auto all = server.url(name);
    return "postgresql://" + user + all.substr(all.find('@'));
  }

  Facts ask(std::vector<Question> questions, const InspectOptions& options = {}) {
    auto workspace = pointing_at({{"main", url()}});
    auto databases = inspect_databases(workspace, {});
    for (auto& question : questions) question.database = databases.at(0).id;
    return answer_questions(workspace, databases, questions, options);
  }

  FactAnswer answer(const Question& question, const InspectOptions& options = {}) {
    auto facts = ask({question}, options);
    REQUIRE(facts.size() == 1);
    return facts.begin()->second;
  }
};

Question about(What what, const std::string& table, std::vector<std::string> columns = {},
               const std::string& schema = "") {
  return {what, "", schema, table, std::move(columns), "", "", {}};
}

Question orphans() {
  return {What::orphans, "", "", "User", {"team"}, "", "team", {"id"}};
}

}  // namespace

TEST_SUITE("db") {
  TEST_CASE("rows, NULLs, duplicates and orphans are counted, whatever the names are") {
    Shop shop;
    CHECK(shop.answer(about(What::rows, "User")).count == 4);
    CHECK(shop.answer(about(What::rows, "User", {}, "app")).count == 0);
    CHECK(shop.answer(about(What::nulls, "User", {"we\"ird"})).count == 1);
    CHECK(shop.answer(about(What::nulls, "User", {"we\"ird", "team"})).count == 2);
    CHECK(shop.answer(about(What::duplicates, "User", {"we\"ird"})).count == 1);
    CHECK(shop.answer(about(What::duplicates, "User", {"we\"ird", "team"})).count == 0);
    CHECK(shop.answer(orphans()).count == 1);
  }

  TEST_CASE("what is not there, or no table, is an answer with its reason") {
    Shop shop;
    auto missing = shop.answer(about(What::rows, "Robert\"; DROP TABLE team; --"));
    CHECK_FALSE(missing.count.has_value());
    CHECK(missing.because == "schema public has no table Robert\"; DROP TABLE team; --");
    CHECK(shop.answer(about(What::rows, "seen")).because == "seen in schema public is a view, which is not read");
    CHECK(shop.answer(about(What::rows, "team", {}, "app")).because == "schema app has no table team");
    CHECK(shop.answer(about(What::nulls, "User", {"nowhere"})).because.find("nowhere") != std::string::npos);
    CHECK(shop.answer(about(What::rows, "team")).count == 2);
  }

  TEST_CASE(
      "operators and types of other users are not called when keys are compared, enums and domains are compared") {
    Shop shop;
    shop.server.exec(
        shop.name,
        "CREATE SEQUENCE trace; CREATE TABLE owner (code varchar(9) PRIMARY KEY); INSERT INTO owner VALUES ('a'), "
        "('b');"
        "CREATE TABLE thing (code varchar(9), kind int); INSERT INTO thing VALUES ('a', 1), ('z', 2), ('z', 2);"
        "CREATE FUNCTION evil(varchar, varchar) RETURNS boolean LANGUAGE sql AS 'SELECT nextval(''trace'') > 0';"
        "CREATE OPERATOR public.= (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = evil);"
        "CREATE TYPE mood AS ENUM ('ok', 'low'); CREATE TABLE moods (m mood); INSERT INTO moods VALUES ('ok'), ('low');"
        "CREATE TABLE good (m mood PRIMARY KEY); INSERT INTO good VALUES ('ok');"
        "CREATE TYPE pair AS (a int); CREATE TABLE pairs (p pair); SELECT setval('trace', 100)");
    CHECK(shop.answer({What::orphans, "", "", "thing", {"code"}, "", "owner", {"code"}}).count == 2);
    CHECK(shop.server.exec(shop.name, "SELECT last_value FROM trace") == "100\n");
    CHECK(shop.answer({What::orphans, "", "", "moods", {"m"}, "", "good", {"m"}}).count == 1);
    CHECK(shop.answer(about(What::duplicates, "thing", {"code"})).count == 1);
    CHECK(shop.answer(about(What::duplicates, "pairs", {"p"})).because.find("column p (pair)") != std::string::npos);
    CHECK(shop.answer(about(What::nulls, "pairs", {"p"})).count == 0);
  }

  TEST_CASE("rows that a policy or a missing grant hides are not counted as absent") {
    Shop shop;
    shop.server.exec(shop.name,
                     "DROP ROLE IF EXISTS counter; CREATE ROLE counter LOGIN; GRANT SELECT ON \"User\" TO counter;"
                     "ALTER TABLE \"User\" ENABLE ROW LEVEL SECURITY;"
                     "CREATE POLICY mine ON \"User\" USING (id = 1)");
    shop.user = "counter";
    auto facts = shop.ask({about(What::rows, "User"), about(What::rows, "team")});
    REQUIRE(facts.size() == 2);
    for (const auto& fact : facts) {
      CAPTURE(fact.first.table);
      CHECK_FALSE(fact.second.count.has_value());
      CHECK(fact.second.because.find(fact.first.table == "team" ? "permission denied" : "row-level security") !=
            std::string::npos);
    }
    shop.server.exec(shop.name, "DROP OWNED BY counter; DROP ROLE counter");
  }

  TEST_CASE("a table that somebody locks, and what the budget does not reach, are unknown") {
    Shop shop;
    InspectOptions none;
    none.questions_budget_ms = 0;
    CHECK(shop.answer(about(What::rows, "User"), none).because == "not asked within the time for all counts");
    InspectOptions offline;
    offline.offline = true;
    CHECK_FALSE(shop.answer(about(What::rows, "User"), offline).count.has_value());
  }

  TEST_CASE("counting writes nothing") {
    Shop shop;
    auto written =
        "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del), pg_current_wal_insert_lsn() IS NOT NULL FROM "
        "pg_stat_user_tables";
    auto tables =
        "SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relnamespace = "
        "'public'::regnamespace";
    shop.server.exec(shop.name, "SELECT pg_stat_force_next_flush()");
    auto rows_before = shop.server.exec(shop.name, written), tables_before = shop.server.exec(shop.name, tables);
    shop.server.exec(shop.name, "ALTER SYSTEM SET log_statement = 'all'; SELECT pg_reload_conf(), pg_sleep(0.3)");
    auto log_before = shop.server.log().size();
    shop.ask({about(What::rows, "User"), about(What::duplicates, "User", {"team"}), orphans()});
    auto log = shop.server.log().substr(log_before);
    shop.server.exec(shop.name, "ALTER SYSTEM RESET log_statement; SELECT pg_reload_conf()");
    CHECK(log.find("READ ONLY") != std::string::npos);
    for (const char* word : {"INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "COMMIT", "LOCK TABLE"})
      CHECK_MESSAGE(log.find(word) == std::string::npos, word, "\n", log);
    CHECK(shop.server.exec(shop.name, written) == rows_before);
    CHECK(shop.server.exec(shop.name, tables) == tables_before);
  }
}
