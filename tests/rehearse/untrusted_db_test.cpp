// What a branch's SQL may try, and that nothing comes of it.
#include <doctest/doctest.h>

#include "rehearse/orders.hpp"
#include "support/skipped.hpp"

using namespace tributary;
using namespace tributary::testing;
using Outcome = StepOutcome::Outcome;

namespace {

/// The SQLSTATE it fails with; "" where it does not fail or we stopped it.
std::string refused_with(const std::string& sql) {
  auto run = run_one(sql);
  CHECK_MESSAGE(run.steps.at(0).outcome == Outcome::failed, sql);
  return run.steps.at(0).sqlstate;
}

RehearseOptions short_deadline() {
  auto options = quick_options();
  options.script_deadline_ms = 300;
  return options;
}

}  // namespace

TEST_SUITE("db") {
  TEST_CASE("files and programs of the machine are out of reach") {
    CHECK(refused_with("COPY (SELECT 1) TO PROGRAM 'touch /tmp/tributary-was-here'") == "42501");
    CHECK(refused_with("CREATE TABLE t (a text); COPY t FROM PROGRAM 'id'") == "42501");
    CHECK(refused_with("CREATE TABLE t (a text); COPY t FROM '/etc/passwd'") == "42501");
    CHECK(refused_with("SELECT pg_read_file('/etc/passwd')") == "42501");
    CHECK(refused_with("SELECT pg_ls_dir('/')") == "42501");
    CHECK(refused_with("SELECT lo_import('/etc/passwd')") == "42501");
    CHECK(refused_with("LOAD '/tmp/anything.so'") == "42501");
  }

  TEST_CASE("the owner logged in and was never anybody else: there is nobody to become again") {
    CHECK(refused_with("RESET SESSION AUTHORIZATION; RESET ROLE; CREATE ROLE boss SUPERUSER") == "42501");
    CHECK(refused_with("SET SESSION AUTHORIZATION postgres") == "42501");
    CHECK(refused_with("SET ROLE postgres") == "42501");
    CHECK(refused_with("ALTER ROLE CURRENT_USER SUPERUSER") == "42501");
    CHECK(refused_with("GRANT pg_execute_server_program TO CURRENT_USER") == "42501");
  }

  TEST_CASE("the server's settings, languages and other databases are not the script's") {
    CHECK(refused_with("ALTER SYSTEM SET port = 1") == "42501");
    CHECK(refused_with("CREATE DATABASE another") != "");
    CHECK(refused_with("CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'libc', 'system'") == "42501");
    CHECK(refused_with("CREATE FUNCTION f() RETURNS int LANGUAGE plpython3u AS 'return 1'") == "42704");
    CHECK(refused_with("CREATE EXTENSION file_fdw") == "42501");
    CHECK(refused_with("CREATE EXTENSION dblink") == "42501");
    CHECK(refused_with("SET temp_file_limit = -1") == "42501");
  }

  TEST_CASE("even with dblink at hand a script reaches neither another machine nor the superuser") {
    auto options = quick_options();
    options.extensions = {"dblink"};
    ScratchServer server(options);
    auto fails_with = [&](const std::string& sql) {
      auto run = rehearse(server, {order_of("one", {{"1", sql}})}, options).runs.at(0);
      return run.steps.at(0).outcome == Outcome::failed ? run.steps.at(0).sqlstate : "not at all";
    };
    if (fails_with("SELECT 'dblink'::regproc") == "42883")
      return skipped("dblink is not made where the server cannot be kept from the network");
    CHECK(fails_with("SELECT dblink_connect('host=127.0.0.1 port=9 user=u password=p dbname=d')") == "08001");
    auto socket =
        "SELECT dblink_connect('user=postgres dbname=postgres host=' ||"
        " split_part(current_setting('unix_socket_directories'), ',', 1))";
    CHECK(fails_with(socket) == "42501");  // where the superuser's socket lies is not the script's to know
  }

  TEST_CASE("a query without end is stopped from outside, whatever timeout the script sets") {
    auto run = run_one("SET statement_timeout = 0; SELECT pg_sleep(600)", short_deadline());
    CHECK(run.steps.at(0).outcome == Outcome::failed);
    CHECK(run.steps.at(0).message.find("longer than 0.3 s") != std::string::npos);
    CHECK(run.steps.at(0).sqlstate.empty());
  }

  TEST_CASE("a loop that catches the cancel is ended with its session, and the next script goes on") {
    auto stubborn =
        "DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(1); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$";
    auto options = short_deadline();
    options.go_on = true;
    auto run = rehearse(shared_scratch(), {order_of("one", {{"1", stubborn}, {"2", "CREATE TABLE a ()"}})}, options)
                   .runs.at(0);
    CHECK(run.steps.at(0).outcome == Outcome::failed);
    CHECK(run.steps.at(1).outcome == Outcome::applied);
  }

  TEST_CASE("rows without end do not fill our memory, and a table without end does not fill the disk") {
    auto run = run_one("SELECT * FROM generate_series(1, 1000000000000)", short_deadline());
    CHECK(run.steps.at(0).message.find("longer than 0.3 s") != std::string::npos);
    auto options = quick_options();
    options.disk_cap = 40u << 20;
    run = run_one("CREATE TABLE t AS SELECT repeat(md5(random()::text), 30), generate_series(1, 100000000)", options);
    CHECK(run.steps.at(0).outcome == Outcome::failed);
    CHECK_MESSAGE(run.steps.at(0).message.find("grew over 40 MB") != std::string::npos, run.steps.at(0).message);
  }

  TEST_CASE("a transaction that a script leaves open is its failure, and does not hold what comes next") {
    auto options = quick_options();
    options.go_on = true;
    auto run = rehearse(shared_scratch(),
                        {order_of("one", {{"1", "BEGIN; CREATE TABLE a ()"}, {"2", "CREATE TABLE a ()"}})}, options)
                   .runs.at(0);
    CHECK(run.steps.at(0).message.find("transaction open") != std::string::npos);
    CHECK(run.steps.at(1).outcome == Outcome::applied);
    CHECK(run_one("BEGIN; CREATE TABLE a (); COMMIT;").ok);
  }

  TEST_CASE("a script that changes its own role's password, settings and limits binds only itself") {
    auto first = "ALTER ROLE CURRENT_USER PASSWORD 'mine'; ALTER ROLE CURRENT_USER SET search_path = nowhere;";
    auto order = order_of("one", {{"1", first}, {"2", "CREATE TABLE a ()"}});
    order.migrations[1].new_deploy = true;
    CHECK(rehearse(shared_scratch(), {order}, quick_options()).runs.at(0).ok);
  }

  TEST_CASE("COPY FROM STDIN gets nothing and does not wait") {
    CHECK(refused_with("CREATE TABLE t (a int); COPY t FROM STDIN") == "57014");
    CHECK(run_one("COPY (SELECT 1) TO STDOUT").ok);
  }

  TEST_CASE("rows without end to standard output are stopped like others") {
    auto run = run_one("COPY (SELECT generate_series(1, 1000000000000)) TO STDOUT", short_deadline());
    CHECK(run.steps.at(0).message.find("longer than 0.3 s") != std::string::npos);
  }

  TEST_CASE("a library that hears no interrupt is ended with its process, and the next script goes on") {
    auto deaf =
        "SELECT xpath('count(//*[count(//*[count(//*[count(//*[count(//*)>0])>0])>0])>0])', ('<r>' || repeat('<a/>', "
        "2000)"
        " || '</r>')::xml)";
    auto options = short_deadline();
    options.go_on = true;
    ScratchServer server(options);
    auto run = rehearse(server, {order_of("one", {{"1", deaf}, {"2", "CREATE TABLE a ()"}})}, options).runs.at(0);
    CHECK(run.steps.at(0).message.find("longer than 0.3 s") != std::string::npos);
    CHECK(run.steps.at(1).outcome == Outcome::applied);
  }

  TEST_CASE("all scripts together have a deadline, and what was not reached by then is not checked") {
    auto options = quick_options();
    options.total_deadline_ms = 5000;  // the scripts alone would take twice as long
    ScratchServer server(options);
    Scripts scripts;
    for (int i = 0; i < 50; ++i) scripts.push_back({std::to_string(100 + i), "SELECT pg_sleep(0.2)"});
    auto run = rehearse(server, {order_of("one", scripts)}, options).runs.at(0);
    CHECK(run.steps.front().outcome == Outcome::applied);
    CHECK(run.steps.back().outcome == Outcome::not_reached);
    CHECK_FALSE(run.ok);
  }

  TEST_CASE("a message is told in part where it is long") {
    auto run = run_one("DO $$ BEGIN RAISE EXCEPTION '%', repeat('é', 1000000); END $$");
    CHECK(run.steps.at(0).message.size() < 10'000);
    CHECK(run.steps.at(0).message.find("…") != std::string::npos);
  }

  TEST_CASE("what a script itself raises is its failure, whatever it says the machine lacks") {
    for (const auto* sql :
         {"DO $$ BEGIN RAISE EXCEPTION 'extension \"x\" is not available' USING ERRCODE = '0A000'; END $$",
          "DO $$ BEGIN RAISE EXCEPTION 'role \"x\" does not exist' USING ERRCODE = '42704'; END $$",
          "DO $$ BEGIN RAISE EXCEPTION 'permission denied to create role' USING ERRCODE = '42501'; END $$",
          "SET ROLE postgres"}) {
      auto run = run_one(sql);
      CHECK_MESSAGE(run.not_checked_because == "", sql);
      CHECK(run.steps.at(0).outcome == Outcome::failed);
    }
  }

  TEST_CASE(
      "a NUL byte is a failure, since everything behind it would not be sent; bytes outside of UTF-8 are decoded") {
    auto run = run_one(std::string("CREATE TABLE a ();\nCREATE TABLE b ();\0SELECT 1/0;", 47));
    CHECK(run.steps.at(0).message.find("line 2 holds a NUL byte") != std::string::npos);
    auto order = order_of("one", {{"1", "-- \xFF\nCREATE TABLE a ();"}});
    auto script = std::make_shared<Script>(*order.migrations[0].script);
    script->valid_utf8 = false;
    order.migrations[0].script = script;
    CHECK(rehearse(shared_scratch(), {order}, quick_options()).runs.at(0).ok);
  }
}
