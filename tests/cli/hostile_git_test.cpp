// SQL that no parser can read gives a finding through the whole program: never a crash, a hang or a clean gate.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/temp_repo.hpp"

using namespace tributary::testing;

namespace {

std::string repeated(const std::string& text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

/// One branch whose one migration is this.
RunResult check(const std::string& sql, std::vector<std::string> words) {
  TempRepo repo;
  repo.start_project();
  repo.git({"worktree", "add", "-q", repo.beside("epic"), "-b", "epic"});
  repo.migration("20250301120501_add_lessons", sql, repo.beside("epic"));
  repo.commit("lessons", repo.beside("epic"));
  words.insert(words.begin(), {"check", "epic", "--offline"});
  return run_tributary(words, repo.path(), {{"TRIBUTARY_NOW", "1767225600"}});
}

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("hostile SQL is not checked, said so, and fails a gate that requires the SQL") {
    struct Row {
      const char* what;
      std::string sql;
      const char* because;  ///< what it was stopped by
    };
    const std::vector<Row> rows = {
        {"deep nesting", "SELECT " + repeated("(", 200'000) + "1" + repeated(")", 200'000) + ";", "memory exhausted"},
        {"deep expression", "SELECT " + repeated("1+", 500'000) + "1;", "a chain of 500000 terms is too long"},
        {"50 MB", repeated("INSERT INTO a VALUES (1);\n", 2'000'000), "over the size cap"},
        {"NUL", std::string("CREATE TABLE a (id int);\n\0DROP TABLE a;", 39), "holds a NUL byte"},
        {"open quote", "CREATE TABLE a (id int);\nSELECT 'abc; DROP TABLE a;", "unterminated quoted string"},
        {"open comment", "/* CREATE TABLE a (id int);", "unterminated /* comment"},
        {"open dollar quote", "DO $x$ BEGIN END", "unterminated dollar-quoted string"},
    };
    for (const auto& row : rows) {
      CAPTURE(row.what);
      auto result = check(row.sql, {"--format", "json", "--require", "sql"});
      INFO(result.err);
      CHECK(result.status == 1);
      CHECK(result.out.find("\"not_checked\"") != std::string::npos);
      CHECK(result.out.find("20250301120501_add_lessons") != std::string::npos);
      CHECK_MESSAGE(result.out.find(row.because) != std::string::npos, result.out);
    }
    // What is no UTF-8 is read as Prisma from 6.6 on decodes it, and said so.
    auto decoded = check("CREATE TABLE \"caf\xE9\" (id int);", {"--format", "json"});
    CHECK(decoded.out.find("is not UTF-8") != std::string::npos);
  }

  TEST_CASE("silent twin: SQL that is read meets --require sql") {
    CHECK(check("CREATE TABLE \"Lesson\" (\"id\" INTEGER);\n", {"--require", "sql"}).status == 0);
    CHECK(check("DO $$ BEGIN EXECUTE 'x'; END $$;\n", {"--require", "sql"}).status == 1);
    CHECK(check("DO $$ BEGIN EXECUTE 'x'; END $$;\n", {}).status == 0);
  }

  TEST_CASE("a command that only looks ends in time, and not as clean") {
    int listening = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in place{};
    place.sin_family = AF_INET, place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof place;
    REQUIRE(::bind(listening, reinterpret_cast<sockaddr*>(&place), sizeof place) == 0);
    REQUIRE(::listen(listening, 5) == 0);
    REQUIRE(::getsockname(listening, reinterpret_cast<sockaddr*>(&place), &size) == 0);
    TempRepo repo;
    repo.start_project();
    repo.write(".env", "DATABASE_URL=postgresql://u:p@127.0.0.1:" + std::to_string(ntohs(place.sin_port)) + "/d\n");
    auto run = run_tributary({"check", "--format", "json"}, repo.path(), {{"TRIBUTARY_DEADLINE", "1"}});
    CHECK(run.status == 2);
    CHECK(run.err.find("not checked: it was not done within 1 s") != std::string::npos);
    CHECK(run.out.find("not done within 1 s") != std::string::npos);
    ::close(listening);
    CHECK(run_tributary({"check", "--offline"}, repo.path(), {{"TRIBUTARY_DEADLINE", "60"}}).status == 0);
  }
}
