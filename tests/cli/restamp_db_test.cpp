// The statement that --plan-ledger prints, run by the database's owner.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "support/temp_repo.hpp"
#include "support/temp_server.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

const std::string late = "20240201120501_epic3_add_tags", renamed = "20260101000000_epic3_add_tags";

struct AppliedEpic : TempRepo {
  TempServer& server = TempServer::shared();
  std::string database = server.new_database("restamp");

  AppliedEpic() {
    write(".gitignore", ".env\n");
    start_project();
    git({"worktree", "add", "-q", beside("epic3"), "-b", "epic3"});
    migration(late, "CREATE TABLE tags (id int PRIMARY KEY);\n", beside("epic3"));
    commit("epic", beside("epic3"));
    migration("20250601120500_newest", "CREATE TABLE newest (id int);\n");
    commit("newest");
    for (const auto& folder : {path(), beside("epic3")}) write(".env", "DATABASE_URL=" + server.url(database), folder);
    server.exec(database,
                "CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, "
                "finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, "
                "started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)");
  }
  void apply(const std::string& sql) const {
    server.exec(database, "INSERT INTO _prisma_migrations VALUES ('1', encode(sha256($sql$" + sql +
                              "$sql$), 'hex'), now(), '" + late + "', null, null, now(), 1)");
  }
  std::string rows() const {
    return text::trim(server.exec(database, "SELECT migration_name FROM _prisma_migrations ORDER BY 1"));
  }
  RunResult run(const std::vector<std::string>& arguments) const {
    return run_tributary(arguments, path(), {{"TRIBUTARY_NOW", "1767225600"}});
  }
  std::string statement() const {
    auto result = run({"restamp", "epic3", "--plan-ledger", "--dry-run", "--format", "json"});
    INFO(result.out << result.err);
    REQUIRE(result.status == 0);
    return nlohmann::json::parse(result.out).at("ledgers").at(0).at("statement");
  }
};

}  // namespace

TEST_SUITE("db") {
  TEST_CASE("what a database has applied is refused without --plan-ledger") {
    AppliedEpic repo;
    repo.apply("CREATE TABLE tags (id int PRIMARY KEY);\n");
    auto result = repo.run({"restamp", "epic3", "--yes"});
    CHECK(result.status == 1);
    CHECK(result.out.find("has " + late + " in its ledger") != std::string::npos);
  }

  TEST_CASE("the printed statement renames the row, once, and tributary itself leaves it alone") {
    AppliedEpic repo;
    repo.apply("CREATE TABLE tags (id int PRIMARY KEY);\n");
    auto statement = repo.statement();
    CHECK(repo.rows() == late);
    repo.server.exec(repo.database, statement);
    CHECK(repo.rows() == renamed);
    CHECK(repo.run({"restamp", "epic3", "--yes"}).status == 0);
    auto status = repo.run({"status", "--format", "json"});
    CHECK(nlohmann::json::parse(status.out).at("databases").at(0).at("ledgers").at(1).at("missing").empty());
  }

  TEST_CASE("the statement stops, changing nothing, where the row has other content by then") {
    AppliedEpic repo;
    repo.apply("CREATE TABLE tags (id int PRIMARY KEY);\n");
    auto statement = repo.statement();
    repo.server.exec(repo.database, "UPDATE _prisma_migrations SET checksum = 'other'");
    repo.server.exec(repo.database, "DO $t$ BEGIN EXECUTE $s$" + statement +
                                        "$s$; RAISE 'it ran'; EXCEPTION WHEN raise_exception THEN "
                                        "IF SQLERRM = 'it ran' THEN RAISE; END IF; END $t$");
    CHECK(repo.rows() == late);
  }
}
