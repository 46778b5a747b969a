// The command as a person types it, on a private server that it starts by itself.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "support/temp_repo.hpp"
#include "support/temp_server.hpp"

using namespace tributary::testing;
using Json = nlohmann::json;

namespace {

struct Epics : TempRepo {
  Epics(const std::string& base, const std::string& epic3, const std::string& epic4) {
    start_project();
    migration("20250201000000_base", base);
    commit("base");
    for (const char* epic : {"epic3", "epic4"}) git({"worktree", "add", "-q", beside(epic), "-b", epic});
    migration("20250301120501_epic_three", epic3, beside("epic3"));
    migration("20250302120502_epic_four", epic4, beside("epic4"));
    commit("three", beside("epic3"));
    commit("four", beside("epic4"));
  }
  RunResult run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--offline", "--no-cache"});
    return run_tributary(arguments, path(), {{"TRIBUTARY_NOW", "1767225600"}});
  }
  Json json(std::vector<std::string> arguments, int status) const {
    arguments.insert(arguments.end(), {"--format", "json"});
    auto result = run(arguments);
    CHECK_MESSAGE(result.status == status, result.out << result.err);
    return Json::parse(result.out);
  }
};

const Json& run_named(const Json& answer, const std::string& name) {
  for (const auto& run : answer["runs"])
    if (run["name"] == name) return run;
  FAIL("no run " << name);
  return answer;
}

std::vector<std::string> sequence_of(const Json& answer) {
  std::vector<std::string> out;
  for (const auto& step : answer["sequence"]) out.push_back(step["source"]);
  return out;
}

}  // namespace

TEST_SUITE("db") {
  TEST_CASE("what goes through in every order is said to be independent of it") {
    Epics repo("CREATE TABLE \"Base\" (\"id\" TEXT NOT NULL);", "CREATE TABLE \"Three\" (\"id\" TEXT NOT NULL);",
               "ALTER TABLE \"Base\" ADD COLUMN \"four\" TEXT;");
    auto answer = repo.json({"rehearse"}, 0);
    CHECK(answer["server"]["private"] == true);
    CHECK(answer["order_independent"] == true);
    CHECK(answer["proven"] == true);
    CHECK(run_named(answer, "fresh")["steps"].size() == 4);
    CHECK(run_named(answer, "main after epic3")["ok"] == true);
    CHECK(answer["scripts"]["executed"] == 4);
    auto text = repo.run({"rehearse"});
    CHECK(text.status == 0);
    CHECK(text.out.find("Every order gives the same structure") != std::string::npos);
  }

  TEST_CASE("what --keep leaves is named with the command that looks into it and the one that ends it") {
    Epics repo("CREATE TABLE \"Base\" (\"id\" TEXT NOT NULL);", "CREATE TABLE \"Three\" (\"id\" TEXT NOT NULL);",
               "ALTER TABLE \"Base\" ADD COLUMN \"four\" TEXT;");
    CHECK(run_named(repo.json({"rehearse"}, 0), "fresh")["kept"].is_null());
    auto answer = repo.json({"rehearse", "--keep"}, 0);
    auto sh = [](const std::string& line) { return tributary::run_process({"sh", "-c", line}, {}); };
    auto look = answer["server"]["look"].get<std::string>(), end = answer["server"]["end"].get<std::string>();
    CHECK(look.find("PGPASSWORD") == std::string::npos);
    auto database = run_named(answer, "fresh")["kept"].get<std::string>();
    auto seen = sh(look + " " + database +
                   " -At -c \"SELECT count(*) FROM information_schema.columns WHERE column_name = 'four'\"");
    CHECK_MESSAGE(seen.out == "1\n", seen.err);
    auto folder = look.substr(3, look.rfind('/') - 3);
    CHECK(tributary::kind_of(folder) == tributary::FileKind::folder);
    CHECK(sh(end).status == 0);
    CHECK(tributary::kind_of(folder) == tributary::FileKind::absent);
  }

  TEST_CASE("a script that fails is exit 1, with its statement, place and hint") {
    Epics repo("CREATE TABLE \"Base\" (\"id\" TEXT NOT NULL);", "CREATE TABLE \"Notes\" (\"id\" TEXT NOT NULL);",
               "SELECT 1;\nALTER TABLE \"Base\" ADD COLUMN \"id\" TEXT;");
    auto answer = repo.json({"rehearse"}, 1);
    const auto& step = run_named(answer, "rolling")["steps"].back();
    CHECK(step["outcome"] == "failed");
    CHECK(step["sqlstate"] == "42701");
    CHECK(step["line"] == 2);
    CHECK(step["hint"].get<std::string>().find("20250201000000_base") != std::string::npos);
    CHECK(answer["findings"][0]["rule"] == "rehearsal-failed");
    CHECK(repo.run({"check", "--rehearse", "epic3"}).status == 0);
    CHECK(repo.run({"check", "--rehearse", "epic4"}).status == 1);
  }

  TEST_CASE("an order that only execution can see is learned, and the plan is proposed again") {
    // the key can be dropped only once nothing refers to it: nothing in the one script names the other's constraint
    Epics repo(
        "CREATE TABLE \"A\" (\"id\" INT, CONSTRAINT \"A_pkey\" PRIMARY KEY (\"id\"));\n"
        "CREATE TABLE \"B\" (\"a\" INT, CONSTRAINT \"B_a_fkey\" FOREIGN KEY (\"a\") REFERENCES \"A\"(\"id\"));",
        "ALTER TABLE \"A\" DROP CONSTRAINT \"A_pkey\";", "ALTER TABLE \"B\" DROP CONSTRAINT \"B_a_fkey\";");
    CHECK(sequence_of(repo.json({"plan"}, 0)) == std::vector<std::string>{"epic3", "epic4"});
    auto answer = repo.json({"plan", "--rehearse"}, 0);
    CHECK(sequence_of(answer) == std::vector<std::string>{"epic4", "epic3"});
    REQUIRE(answer["learned"].size() == 1);
    CHECK(answer["learned"][0]["source"] == "epic3");
    CHECK(answer["learned"][0]["needs"] == "epic4");
    CHECK(run_named(answer, "rolling")["ok"] == true);
    CHECK(run_named(answer, "fresh")["ok"] == false);  // a new database still runs them by their names
    CHECK(answer["proven"] == false);
  }

  TEST_CASE("a late migration whose order matters is told from one that does not") {
    Epics matters("CREATE TABLE \"Base\" (\"id\" INT);", "ALTER TABLE \"Base\" ALTER COLUMN \"id\" SET DEFAULT 3;",
                  "ALTER TABLE \"Base\" ALTER COLUMN \"id\" SET DEFAULT 4;");
    auto answer = matters.json({"rehearse"}, 1);
    CHECK(answer["order_independent"] == false);
    CHECK(answer["differences"].size() == 1);
    CHECK(answer["findings"][0]["rule"] == "order-dependent-structure");
    CHECK(answer["findings"][0]["severity"] == "warning");
  }

  TEST_CASE("a script of the past is found by the checksum of a checkout with other line ends") {
    auto& server = TempServer::shared();
    auto database = server.new_database("past");
    TempRepo repo;
    repo.write(".gitignore", ".env\n");
    repo.start_project();
    const std::string init = "20240101000000_init", lesson = "20250201000000_lesson";
    const std::string applied = "CREATE TABLE \"Lesson\" (\"id\" TEXT NOT NULL);\n-- as it was\n";
    repo.migration(lesson, applied);
    repo.commit("lesson");
    repo.migration(lesson, "CREATE TABLE \"Lesson\" (\"id\" TEXT NOT NULL);\n");
    repo.commit("edited");
    repo.write(".env", "DATABASE_URL=" + server.url(database));
    server.exec(database,
                "CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, "
                "finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, "
                "started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)");
    auto crlf = tributary::text::replace_all(applied, "\n", "\r\n");
    auto row = [&](const std::string& name, const std::string& script) {
      server.exec(database, "INSERT INTO _prisma_migrations VALUES ('" + name.substr(0, 14) + "', '" +
                                tributary::sha256_hex(script) + "', now(), '" + name +
                                "', null, null, clock_timestamp(), 1)");
    };
    row(init, file_text(repo.path() + "/prisma/migrations/" + init + "/migration.sql"));
    row(lesson, crlf);
    auto result = run_tributary({"rehearse", "--no-cache", "--format", "json"}, repo.path());
    INFO(result.out << result.err);
    REQUIRE(result.status == 0);
    auto answer = Json::parse(result.out);
    const auto& as_it_is = run_named(answer, database + " as it is");
    CHECK(as_it_is["unknown"].empty());
    CHECK(as_it_is["ok"] == true);
    CHECK(as_it_is["steps"].size() == 2);
  }

  TEST_CASE("without a rehearsal its rules are not checked, and with one they are") {
    Epics repo("CREATE TABLE \"Base\" ();", "CREATE TABLE \"Three\" ();", "CREATE TABLE \"Four\" ();");
    CHECK(repo.run({"check", "--require", "rehearsal"}).status == 1);
    CHECK(repo.run({"check", "--require", "rehearsal", "--rehearse"}).status == 0);
  }

  TEST_CASE("what one branch asks of the machine, or raises, does not hide another's failure") {
    for (const auto* lacks : {"CREATE EXTENSION surely_not_installed;",
                              "DO $$ BEGIN RAISE EXCEPTION 'extension \"x\" is not available'; END $$;"}) {
      Epics repo("CREATE TABLE \"Base\" (\"id\" TEXT NOT NULL);", lacks, "SELECT 1/0;");
      auto answer = repo.json({"check", "epic4", "--rehearse"}, 1);
      CHECK(answer.dump().find("rehearsal-failed") != std::string::npos);
      auto lacking = repo.json({"check", "epic3", "--rehearse", "--require", "rehearsal"}, 1);
      CHECK(lacking.dump().find(lacks[0] == 'C' ? "surely_not_installed" : "is not available") != std::string::npos);
    }
  }

  TEST_CASE("a branch whose scripts were never executed does not pass a gate that requires it") {
    Epics repo("CREATE TABLE \"Base\" (\"id\" TEXT);", "CREATE TABLE \"Three\" (\"id\" TEXT);", "SELECT 1/0;");
    repo.migration("20250202000000_twice", "CREATE TABLE \"Base\" (\"id\" INTEGER);");
    repo.commit("twice");
    auto answer = repo.json({"check", "epic3", "--rehearse", "--require", "rehearsal"}, 1);
    CHECK(answer.dump().find("was not executed: 20250202000000_twice of main fails before it") != std::string::npos);
  }

  TEST_CASE("each content of a folder name is executed, and the plan is not proven") {
    Epics repo("CREATE TABLE \"Base\" (\"id\" TEXT);", "ALTER TABLE \"Heat\" ADD COLUMN \"page\" TEXT;", "SELECT 1;");
    repo.migration("20250225000000_heat", "CREATE TABLE \"Heat\" (\"id\" TEXT);\n", repo.beside("epic3"));
    repo.migration("20250225000000_heat", "CREATE TABLE \"Heat\" (\"id\" TEXT, \"page\" TEXT);\n",
                   repo.beside("epic4"));
    repo.commit("heat", repo.beside("epic3")), repo.commit("heat", repo.beside("epic4"));
    auto answer = repo.json({"rehearse"}, 1);
    CHECK(answer["order_independent"].is_null());
    CHECK(answer["proven"] == false);
    CHECK(answer["contested"].size() == 1);
    CHECK(answer.dump().find("main with epic4's 20250225000000_heat") != std::string::npos);
    CHECK(repo.run({"rehearse"}).out.find("the plan is proven") == std::string::npos);
  }

  TEST_CASE("beside a branch that fails, another's schema is still held against what its scripts make") {
    Epics repo("CREATE TABLE \"Base\" (\"id\" TEXT NOT NULL, CONSTRAINT \"Base_pkey\" PRIMARY KEY (\"id\"));",
               "ALTER TABLE \"Base\" ADD COLUMN \"extra\" TEXT[];", "SELECT 1/0;");
    auto schema = file_text(repo.path() + "/prisma/schema.prisma");
    repo.write("prisma/schema.prisma", schema + "\nmodel Base {\n  id String @id\n}\n");
    repo.commit("model");
    repo.git({"merge", "-q", "main"}, repo.beside("epic3"));
    repo.write("prisma/schema.prisma", schema + "\nmodel Base {\n  id String @id\n  extra Json?\n}\n",
               repo.beside("epic3"));
    repo.commit("model", repo.beside("epic3"));
    auto answer = repo.json({"check", "epic3", "--rehearse"}, 1);
    CHECK(answer.dump().find("schema-without-migration") != std::string::npos);
  }
}
