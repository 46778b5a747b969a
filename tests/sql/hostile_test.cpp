// Any bytes give an answer: a problem and an opaque change where they cannot be read, never a crash or a hang.
#include <doctest/doctest.h>
#include <limits.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>
#include <stdexcept>

#include "render.hpp"
#include "sql/parser.hpp"
#include "tributary/change.hpp"

using tributary::read_changes;
using tributary::Verb;

namespace {

std::string repeated(const std::string& text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

/// Everything is opaque, and a problem says why.
bool is_finding(const std::string& sql) {
  auto read = read_changes(sql);
  return !read.problems.empty() && read.changes.size() == 1 && read.changes[0].verb == Verb::opaque &&
         !read.changes[0].because.empty();
}

}  // namespace

TEST_CASE("however many scripts are read, thread-local keys are left for what needs one after it, such as TLS") {
  for (int i = 0; i < PTHREAD_KEYS_MAX + 100; ++i) read_changes("SELECT " + std::to_string(i));
  pthread_key_t key;
  REQUIRE(::pthread_key_create(&key, nullptr) == 0);
  ::pthread_key_delete(key);
}

TEST_CASE("a fork reads scripts, too, and an exception comes through") {
  read_changes("SELECT 1");
  pid_t child = ::fork();
  if (child == 0) ::_exit(read_changes("CREATE TABLE a ()").changes.size() == 1 ? 0 : 1);
  int status = -1;
  ::waitpid(child, &status, 0);
  CHECK(status == 0);
  auto failing = [] { tributary::sql::on_deep_stack([] { throw std::runtime_error("through"); }); };
  CHECK_THROWS_WITH(failing(), "through");
  CHECK(read_changes("SELECT 1").problems.empty());
}

TEST_CASE("a NUL byte would hide what stands behind it") {
  auto read = read_changes(std::string("CREATE TABLE a (id int);\n x\0 DROP TABLE a;", 42));
  REQUIRE(read.problems.size() == 1);
  CHECK(read.problems[0].line == 2);
  CHECK(read.problems[0].column == 3);
  CHECK(read.changes.at(0).verb == Verb::opaque);
}

TEST_CASE("what is not UTF-8 is said with its place") {
  auto read = read_changes("-- caf\xC3\xA9\nSELECT '\xE9t\xE9';");
  REQUIRE(read.problems.size() == 1);
  CHECK(read.problems[0].line == 2);
  CHECK(read.problems[0].column == 9);
  CHECK(is_finding("\xFF"));
  CHECK(is_finding(repeated("a", 100'000) + "\xC0\xAF" + repeated("b", 100'000)));
}

TEST_CASE("a script over the cap is not read at all; one byte less is") {
  std::string sql = "SELECT 1;";
  CHECK(read_changes(sql, 8).problems.size() == 1);
  CHECK(read_changes(sql, 9).problems.empty());
  CHECK(is_finding(repeated("INSERT INTO a VALUES (1);\n", 2'000'000)));  // 50 MB
}

TEST_CASE("quotes and comments that are never closed") {
  for (const char* open : {"SELECT 'abc", "SELECT \"abc", "SELECT $$abc", "SELECT $x$ abc $y$", "/* abc",
                           "SELECT E'a\\'", "SELECT U&'abc", "CREATE TABLE \"a (id int);"})
    CHECK_MESSAGE(read_changes(open).problems.size() == 1, open);
  CHECK(changes("CREATE TABLE a (id int);\nSELECT 'abc; DROP TABLE a;").find("create table a") == 0);
}

TEST_CASE("deep nesting of every kind") {
  for (std::size_t depth : {500u, 5'000u, 100'000u}) {
    auto nested = [&](const std::string& open, const std::string& middle, const std::string& close) {
      return "SELECT " + repeated(open, depth) + middle + repeated(close, depth) + ";\nDROP TABLE behind;";
    };
    for (const auto& sql :
         {nested("(", "1", ")"), nested("f(", "1", ")"), nested("(SELECT ", "1", ")"),
          nested("CASE WHEN a THEN ", "1", " END"), nested("ARRAY[", "1", "]"), nested("NOT ", "a", ""),
          nested("- ", "a", ""), nested("", "a", "::int"), nested("", "a", "[1]"), nested("", "(a)", ".b")}) {
      auto read = read_changes(sql);
      CHECK(read.changes.back().object.name == "behind");
      CHECK((read.problems.empty() || read.changes[0].verb == Verb::opaque));
    }
  }
}

TEST_CASE("chains of 200,000 terms") {
  for (const char* term :
       {"1 + ", "a || ", "a = 1 OR ", "a AND ", "a, ", "SELECT 1 UNION ", "a.", "a JOIN b ON true JOIN "}) {
    auto read = read_changes("SELECT " + repeated(term, 200'000) + "1;\nDROP TABLE behind;");
    CHECK_MESSAGE(read.changes.back().object.name == "behind", term);
  }
  CHECK(
      read_changes("CREATE TABLE behind_a_long_list (a int);INSERT INTO t VALUES " + repeated("(1),", 200'000) + "(1);")
          .problems.empty());
  // In a body, too.
  auto body = read_changes("DO $$ BEGIN x := " + repeated("1 + ", 200'000) + "1; END $$;\nDROP TABLE behind;");
  CHECK(body.changes.front().verb == Verb::opaque);
  CHECK(body.changes.back().object.name == "behind");
}

TEST_CASE("a body that makes a function or holds a DO is read once, not for ever") {
  for (const char* inner :
       {"CREATE FUNCTION g() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT a FROM inner_t); END';",
        "CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM a FROM inner_t; RETURN NEW; END';",
        "CREATE PROCEDURE g() LANGUAGE plpgsql AS 'BEGIN DELETE FROM inner_t; END';",
        "DO 'BEGIN PERFORM a FROM inner_t; END';",
        "EXECUTE 'CREATE FUNCTION g() RETURNS int LANGUAGE plpgsql AS ''BEGIN RETURN (SELECT a FROM inner_t); END''';",
        "EXECUTE 'SELECT 1; DO ''BEGIN PERFORM a FROM inner_t; END''';"}) {
    std::string body = "$$ BEGIN " + std::string(inner) + " END $$";
    for (const auto& sql : {"CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS " + body, "DO " + body,
                            "CREATE PROCEDURE f() LANGUAGE plpgsql AS " + body,
                            "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $o$ DO " + body + " $o$"}) {
      CHECK_MESSAGE(needs(sql).find("inner_t") != std::string::npos, sql);
      CHECK_MESSAGE(changes(sql).find("opaque") == std::string::npos, sql);
    }
  }
}

TEST_CASE("bodies in bodies are read to a depth; what lies below is opaque") {
  auto nested = [](int depth) {
    std::string sql = "PERFORM a FROM deepest;";
    for (int i = 0; i < depth; ++i) {
      auto fence = "$b" + std::to_string(i) + "$";
      sql = "DO " + fence + " BEGIN " + sql + " END " + fence + ";";
    }
    return sql;
  };
  CHECK(needs(nested(5)).find("deepest") != std::string::npos);
  CHECK(changes(nested(5)).find("opaque") == std::string::npos);
  CHECK(changes(nested(50)).find("opaque because bodies are nested too deeply") != std::string::npos);
  CHECK(changes("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $f$ BEGIN " + nested(50) + " END $f$")
            .find("opaque function f [body] because bodies are nested too deeply") != std::string::npos);
}

TEST_CASE("many client commands, COPYs without an end, enum values, columns: in reasonable time") {
  CHECK(read_changes(repeated("\\a 'open\n", 100'000)).changes.size() == 100'000);
  CHECK(read_changes(repeated("COPY a FROM STDIN;\n", 50'000) + "\\a\n").changes.size() >= 50'000);
  std::string values, columns;
  for (int i = 0; i < 50'000; ++i) values += (i ? ",'v" : "'v") + std::to_string(i) + "'";
  CHECK(read_changes("CREATE TYPE r AS ENUM (" + values + ")").changes.size() == 50'001);
  for (int i = 0; i < 30'000; ++i) columns += (i ? ", c" : "c") + std::to_string(i) + " \"Role\"";
  CHECK(read_changes("CREATE TABLE t (" + columns + ")").changes.size() == 30'001);
}

TEST_CASE("many statements, one line, many problems: in reasonable time") {
  CHECK(read_changes(repeated("ALTER TABLE a ADD b int;", 50'000)).changes.size() == 50'000);
  auto broken = read_changes(repeated("BOGUS;", 20'000));
  CHECK(broken.problems.size() == 20'000);
  CHECK(broken.changes.size() == 20'000);
  CHECK(broken.problems.back().column == 20'000 * 6 - 5);
}

TEST_CASE("random bytes and random pieces of SQL") {
  std::mt19937 random(20251023);
  const std::vector<std::string> words{"CREATE ", "TABLE ",    "\"a\" ",    "(",        ")",
                                       ";",       "'x' ",      "$$",        "DO ",      "BEGIN ",
                                       "END ",    "--c\n",     "/*",        "*/",       "\\",
                                       "\"",      "'",         "int ",      "ALTER ",   "ADD ",
                                       ",",       "\xC3\xA9 ", "FUNCTION ", "AS ",      "LANGUAGE plpgsql ",
                                       "IF ",     "THEN ",     ":=",        "EXECUTE ", "COPY ",
                                       "FROM ",   "STDIN",     "\n",        "\\.\n",    "ATOMIC ",
                                       "SELECT "};
  for (int round = 0; round < 3'000; ++round) {
    std::string sql;
    auto length = random() % 40;
    for (std::size_t i = 0; i < length; ++i)
      sql += random() % 20 ? words[random() % words.size()] : std::string(1, static_cast<char>(random()));
    auto read = read_changes(sql);
    for (const auto& statement : read.statements) CHECK(statement.end <= sql.size());
    for (const auto& change : read.changes) CHECK(change.line > 0);
  }
}
