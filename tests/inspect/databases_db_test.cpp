#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "inspect/worktrees.hpp"
#include "support/sql_session.hpp"
#include "support/temp_server.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

using State = Database::State;

const char* const ledger_table =
    "CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at "
    "TIMESTAMPTZ,"
    " migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL "
    "DEFAULT now(),"
    " applied_steps_count INTEGER NOT NULL DEFAULT 0);";

std::string insert(const std::string& name, const std::string& minute, const std::string& schema = {}) {
  auto at = "'2025-10-16 18:" + minute + ":00.5+02'";
  return "INSERT INTO " + schema + "_prisma_migrations VALUES ('" + name + "', 'sum of " + name + "', " + at + ", '" +
         name + "', NULL, NULL, " + at + ", 1);";
}

std::string with_ledger(TempServer& server) {
  auto name = server.new_database("shop");
  server.exec(name, ledger_table + insert("2_b", "40") + insert("1_a", "30"));
  return name;
}

Database look(const std::string& url, const InspectOptions& options = {}) {
  auto databases = inspect_databases(pointing_at({{"main", url}}), options);
  REQUIRE(databases.size() == 1);
  return databases.front();
}

std::vector<std::string> names(const Database& database) {
  std::vector<std::string> out;
  for (const auto& row : database.rows) out.push_back(row.migration_name);
  return out;
}

}  // namespace

TEST_SUITE("db") {
  TEST_CASE("rows come by the time they started, in UTC, with every column") {
    auto& server = TempServer::shared();
    auto name = with_ledger(server);
    server.exec(name,
                "UPDATE _prisma_migrations SET finished_at = NULL, rolled_back_at = started_at, logs = 'broke' WHERE "
                "id = '2_b'");
    auto database = look(server.url(name));
    CHECK(database.error == "");
    CHECK(database.state == State::ok);
    CHECK(database.id == name);
    CHECK(database.schema == "public");
    CHECK(database.has_ledger);
    CHECK_FALSE(database.has_other_tables);
    CHECK(database.server_version.find('.') != std::string::npos);
    REQUIRE(names(database) == std::vector<std::string>{"1_a", "2_b"});
    CHECK(database.rows[0].started_at == "2025-10-16T16:30:00.500000Z");
    CHECK(database.rows[0].applied());
    CHECK(database.rows[0].checksum == "sum of 1_a");
    CHECK(database.rows[0].applied_steps_count == 1);
    CHECK_FALSE(database.rows[0].logs);
    CHECK(database.rows[1].rolled_back());
    CHECK(database.rows[1].logs == "broke");
  }

  TEST_CASE("one database spelled in many ways is one, proved on the server") {
    auto& server = TempServer::shared();
    auto name = with_ledger(server);
    auto port = std::to_string(server.port());
    server.exec("postgres",
                "DO $$ BEGIN CREATE ROLE ann LOGIN SUPERUSER; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
    auto databases = inspect_databases(
        pointing_at(
            {{"main", server.url(name)},
             {"epic-3", server.socket_url(name)},
             {"epic-4", "postgres://postgres@localhost:" + port + "/" + name + "?schema=public&connection_limit=3"},
             {"epic-5", "postgresql://ann@127.0.0.1:" + port + "/" + name + "?application_name=x"}}),
        {});
    REQUIRE(databases.size() == 1);
    CHECK(databases[0].proved_shared);
    CHECK(databases[0].id == name);
    CHECK(databases[0].consumers ==
          std::vector<ProjectRef>{{"main", "."}, {"epic-3", "."}, {"epic-4", "."}, {"epic-5", "."}});
  }

  TEST_CASE("a copy of a database, another schema and another server's database of the same name stay apart") {
    auto& server = TempServer::shared();
    TempServer other;
    auto name = with_ledger(server), copy = name + "_copy";
    server.create_database(copy, name);
    server.exec(name, std::string("CREATE SCHEMA app; SET search_path = app; ") + ledger_table);
    other.create_database(name);
    other.exec(name, ledger_table + insert("2_b", "40") + insert("1_a", "30"));
    auto databases = inspect_databases(pointing_at({{"main", server.url(name)},
                                                    {"copy", server.url(copy)},
                                                    {"app", server.url(name, "schema=app")},
                                                    {"other", other.url(name)}}),
                                       {});
    REQUIRE(databases.size() == 4);
    for (const auto& database : databases) CHECK(database.state == State::ok);
    CHECK(databases[0].id == name + "@127.0.0.1:" + std::to_string(server.port()));
    CHECK(databases[1].id == copy);
    CHECK(databases[2].id == name + "#app");
    CHECK(databases[2].rows.empty());
    CHECK(databases[3].id == name + "@127.0.0.1:" + std::to_string(other.port()));
  }

  TEST_CASE("without ?schema= the table is where search_path finds it; with it only there, and no schema is made") {
    auto& server = TempServer::shared();
    auto name = server.new_database();
    server.exec(name, std::string("CREATE SCHEMA app; SET search_path = app; ") + ledger_table + insert("1_app", "10"));
    CHECK_FALSE(look(server.url(name)).has_ledger);
    CHECK(names(look(server.url(name, "schema=app"))) == std::vector<std::string>{"1_app"});
    server.exec(name, "ALTER DATABASE \"" + name + "\" SET search_path = app, public");
    auto found = look(server.url(name));
    CHECK(names(found) == std::vector<std::string>{"1_app"});
    CHECK(found.schema == "app");
    auto absent = look(server.url(name, "schema=No%22where"));
    CHECK(absent.state == State::ok);
    CHECK_FALSE(absent.has_ledger);
    CHECK(absent.schema == "No\"where");
    CHECK(server.exec(name, "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'No%'") == "0\n");
    CHECK(names(look(server.url(name, "options=-c%20search_path%3Dpublic"))).empty());
  }

  TEST_CASE("only ordinary tables of Prisma's schema count as tables for P3005") {
    auto& server = TempServer::shared();
    auto name = server.new_database();
    server.exec(name,
                "CREATE VIEW v AS SELECT 1; CREATE TYPE e AS ENUM ('a'); CREATE TABLE Spatial_Ref_Sys (a int);"
                "CREATE TABLE parted (a int) PARTITION BY LIST (a); CREATE SCHEMA app; CREATE TABLE app.t (a int)");
    auto empty = look(server.url(name));
    CHECK_FALSE(empty.has_other_tables);
    CHECK_FALSE(empty.has_ledger);
    CHECK(look(server.url(name, "schema=app")).has_other_tables);
    auto workspace = pointing_at({{"main", server.url(name)}});
    workspace.sources[0].projects[0].schema = {
        {"schema.prisma", "",
         std::make_shared<const std::string>(
             "datasource db {\n  provider = \"postgresql\"\n  schemas = [\"base\", \"app\"]\n}\n")}};
    CHECK(inspect_databases(workspace, {}).front().has_other_tables);
    server.exec(name, "CREATE TABLE t (a int)");
    CHECK(look(server.url(name)).has_other_tables);
  }

  TEST_CASE("an extra column of the ledger is ignored, and its partitions are read") {
    auto& server = TempServer::shared();
    auto name = with_ledger(server);
    server.exec(name, "ALTER TABLE _prisma_migrations ADD COLUMN note text; CREATE INDEX ON _prisma_migrations (note)");
    CHECK(look(server.url(name)).rows.size() == 2);
    CHECK(look(server.url(name)).ledger_counts);
    server.exec(name,
                "ALTER TABLE _prisma_migrations RENAME TO kept; CREATE TABLE _prisma_migrations (LIKE kept) PARTITION "
                "BY RANGE (started_at); CREATE TABLE part PARTITION OF _prisma_migrations DEFAULT; INSERT INTO "
                "_prisma_migrations SELECT * FROM kept");
    CHECK(look(server.url(name)).rows.size() == 2);
    CHECK_FALSE(look(server.url(name)).ledger_counts);
  }

  TEST_CASE("what another user put at the ledger's place is told, and none of it runs") {
    auto& server = TempServer::shared();
    struct Trap {
      const char *sql, *told;
    };
    // each calls evil(), which leaves a trace that survives a rolled back transaction: a sequence's value
    for (const auto& trap :
         {Trap{"CREATE VIEW _prisma_migrations AS SELECT *, public.evil() AS checksum2 FROM kept", "is a view"},
          Trap{"CREATE TABLE _prisma_migrations (LIKE kept); INSERT INTO _prisma_migrations SELECT * FROM kept;"
               "ALTER TABLE _prisma_migrations ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON _prisma_migrations USING "
               "(public.evil() > 0); GRANT SELECT ON _prisma_migrations TO reader",
               "row-level security"},
          Trap{"CREATE TYPE public.ts2 AS (at timestamptz); CREATE TABLE _prisma_migrations (LIKE kept); ALTER TABLE "
               "_prisma_migrations ALTER started_at DROP DEFAULT, ALTER started_at TYPE ts2 USING ROW(now())::ts2;"
               "INSERT INTO _prisma_migrations SELECT id, checksum, finished_at, migration_name, logs, rolled_back_at,"
               "ROW(started_at)::ts2, 1 FROM kept; CREATE FUNCTION public.to_char(ts2, text) RETURNS text LANGUAGE sql "
               "AS 'SELECT public.evil()::text'",
               "type of its own"},
          Trap{"CREATE TABLE _prisma_migrations (LIKE kept INCLUDING DEFAULTS); CREATE INDEX odd ON _prisma_migrations "
               "(id) WHERE public.evil2(1) > 0",
               "calls another user's function"}}) {
      CAPTURE(trap.sql);
      auto name = with_ledger(server);
      server.exec(
          name,
          "DO $$ BEGIN CREATE ROLE low LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
          "DO $$ BEGIN CREATE ROLE reader LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
          "ALTER TABLE _prisma_migrations RENAME TO kept; GRANT CREATE ON SCHEMA public TO low; GRANT SELECT ON "
          "kept TO low, reader; CREATE SEQUENCE trace; GRANT ALL ON SEQUENCE trace TO PUBLIC;"
          "SET ROLE low; CREATE FUNCTION public.evil() RETURNS bigint LANGUAGE sql AS "
          "'SELECT nextval(''public.trace'')'; CREATE FUNCTION public.evil2(int) RETURNS bigint IMMUTABLE "
          "LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'; " +
              std::string(trap.sql));
      server.exec(name, "SELECT setval('trace', 100)");
      auto rls = std::string(trap.told) == "row-level security";
      auto found = look("postgresql://" + std::string(rls ? "reader" : "postgres") +
                        "@127.0.0.1:" + std::to_string(server.port()) + "/" + name);
      CHECK(found.state == State::not_read);
      CHECK_MESSAGE(found.error.find(trap.told) != std::string::npos, found.error);
      CHECK(found.rows.empty());
      CHECK(server.exec(name, "SELECT last_value FROM trace") == "100\n");
    }
  }

  TEST_CASE("functions and operators that stand in for pg_catalog's are not called") {
    auto& server = TempServer::shared();
    auto name = with_ledger(server);
    server.exec(
        name,
        "CREATE SEQUENCE trace; CREATE FUNCTION public.evil(text) RETURNS text LANGUAGE sql AS 'SELECT "
        "nextval(''public.trace'')::text'; CREATE FUNCTION public.current_setting(text) RETURNS text LANGUAGE "
        "sql AS 'SELECT public.evil($1)'; CREATE FUNCTION public.to_char(timestamptz, text) RETURNS text LANGUAGE "
        "sql AS 'SELECT public.evil($2)'; CREATE FUNCTION public.current_schema() RETURNS name LANGUAGE sql AS "
        "'SELECT public.evil(''x'')::name'; CREATE FUNCTION public.to_regclass(text) RETURNS regclass LANGUAGE "
        "sql AS 'SELECT 1259::regclass'; SELECT setval('trace', 100)");
    server.exec(name, "ALTER DATABASE \"" + name + "\" SET search_path = public, pg_catalog");
    auto found = look(server.url(name));
    CHECK(found.error == "");
    CHECK(found.rows.size() == 2);
    CHECK(found.schema == "public");
    CHECK(server.exec(name, "SELECT last_value FROM public.trace") == "100\n");
  }

  TEST_CASE("a ledger that Prisma could not read says which column or right is missing") {
    auto& server = TempServer::shared();
    auto name = with_ledger(server);
    server.exec(name, "DO $$ BEGIN CREATE ROLE guest LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
    auto guest = look("postgresql://guest@127.0.0.1:" + std::to_string(server.port()) + "/" + name);
    CHECK(guest.state == State::denied);
    CHECK(guest.error == "permission denied for table _prisma_migrations");
    CHECK_FALSE(guest.hint.empty());
    server.exec(name, "ALTER TABLE _prisma_migrations DROP COLUMN rolled_back_at");
    auto broken = look(server.url(name));
    CHECK(broken.state == State::broken_ledger);
    CHECK(broken.error.find("rolled_back_at") != std::string::npos);
    CHECK(broken.has_ledger);
    CHECK(broken.rows.empty());
  }

  TEST_CASE("a ledger beyond the cap is broken, one within it is read") {
    auto& server = TempServer::shared();
    auto name = with_ledger(server);
    InspectOptions options;
    options.rows_cap = 1;
    CHECK(look(server.url(name), options).state == State::broken_ledger);
    options.rows_cap = 2;
    CHECK(look(server.url(name), options).state == State::ok);
  }

  TEST_CASE("refusals carry Prisma's codes and no password, and the rest still answers") {
    auto& server = TempServer::shared();
    auto name = with_ledger(server);
    auto port = std::to_string(server.port());
    server.exec(
        "postgres",
        "DO $$ BEGIN CREATE ROLE locked LOGIN PASSWORD 'right'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
    server.exec("postgres", "DO $$ BEGIN CREATE ROLE guest LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
    auto closed = server.new_database("closed");
    server.exec("postgres", "REVOKE CONNECT ON DATABASE " + closed + " FROM PUBLIC");
    auto at = "@127.0.0.1:" + port + "/";
    auto databases = inspect_databases(pointing_at({{"main", server.url(name)},
                                                    {"wrong password", "postgresql://locked:s3cret" + at + name},
                                                    {"no role", "postgresql://nobody_here:s3cret" + at + name},
                                                    {"no database", "postgresql://postgres:s3cret" + at + "absent"},
                                                    {"no right", "postgresql://guest:s3cret" + at + closed},
                                                    {"no server", "postgresql://postgres:s3cret@127.0.0.1:1/away"},
                                                    {"no user", "postgresql://127.0.0.1:" + port + "/" + name}}),
                                       {});
    REQUIRE(databases.size() == 7);
    CHECK(databases[0].state == State::ok);
    const std::vector<std::pair<State, std::string>> expected = {
        {State::ok, ""},          {State::denied, "P1000"},
        {State::denied, "P1010"}, {State::unreachable, "P1003"},
        {State::denied, "P1010"}, {State::unreachable, "P1001"},
        {State::denied, "P1010"}};
    for (std::size_t i = 0; i < databases.size(); ++i) {
      CAPTURE(databases[i].error);
      CHECK(databases[i].state == expected[i].first);
      CHECK(databases[i].error.substr(0, 5) == expected[i].second);
      for (const auto& text : {databases[i].error, databases[i].hint, databases[i].id, databases[i].url})
        CHECK(text.find("s3cret") == std::string::npos);
    }
    CHECK(databases[5].error == "P1001: Can't reach database server at `127.0.0.1:1`");
    CHECK(databases[5].id == "away");
    CHECK(look("postgresql://locked:right" + at + name).state != State::unreachable);
  }

  TEST_CASE("unreachable databases are one where their URLs lead to one place, and nothing is proved") {
    auto databases = inspect_databases(pointing_at({{"main", "postgresql://ann@localhost:1/shop"},
                                                    {"epic", "postgres://ann@localhost:1/shop?schema=public"},
                                                    {"else", "postgresql://ann@localhost:1/log"}}),
                                       {});
    REQUIRE(databases.size() == 2);
    CHECK(databases[0].consumers.size() == 2);
    CHECK_FALSE(databases[0].proved_shared);
    CHECK(databases[1].consumers.size() == 1);
  }

  TEST_CASE("a URL that one exported variable gives to all proves nothing") {
    auto& server = TempServer::shared();
    auto url = server.url(with_ledger(server));
    auto workspace = pointing_at({{"main", url}, {"epic", url}});
    CHECK(inspect_databases(workspace, {}).front().proved_shared);
    for (auto& source : workspace.sources) source.projects[0].database->from_environment = true;
    auto databases = inspect_databases(workspace, {});
    REQUIRE(databases.size() == 1);
    CHECK_FALSE(databases[0].proved_shared);
  }

  TEST_CASE("a locked ledger and a server that never answers end in time") {
    TempServer server;
    auto name = with_ledger(server);
    SqlSession holder(server.url(name));
    holder.run("BEGIN");
    holder.run("LOCK TABLE _prisma_migrations");
    InspectOptions options;
    options.statement_timeout_ms = options.lock_timeout_ms = 300;
    options.connect_timeout_s = 1;
    auto slow = look(server.url(name), options);
    CHECK(slow.state == State::unreachable);
    CHECK(slow.error.find("too long") != std::string::npos);

    // accepts connections and says nothing, as a frozen server does
    int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    REQUIRE(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(fd, 5) == 0);
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length);
    auto mute = look("postgresql://ann@127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/shop", options);
    ::close(fd);
    CHECK(mute.state == State::unreachable);
    CHECK(mute.error.substr(0, 5) == "P1001");
  }

  TEST_CASE("libpq's environment has no effect") {
    auto& server = TempServer::shared();
    auto name = with_ledger(server);
    const std::vector<std::pair<const char*, const char*>> traps = {
        {"PGSERVICE", "nowhere"},     {"PGHOSTADDR", "192.0.2.1"},    {"PGOPTIONS", "-c search_path=nowhere"},
        {"PGSSLMODE", "verify-full"}, {"PGDATABASE", "wrong"},        {"PGTZ", "Asia/Tokyo"},
        {"PGPASSFILE", "/dev/zero"},  {"PGCLIENTENCODING", "LATIN1"}, {"PGTARGETSESSIONATTRS", "standby"}};
    for (const auto& [variable, value] : traps) ::setenv(variable, value, 1);
    auto database = look(server.url(name));
    for (const auto& trap : traps) ::unsetenv(trap.first);
    CHECK(database.error == "");
    CHECK(names(database).size() == 2);
  }

  TEST_CASE("nothing is written: no statement that could, no transaction id used, and the lock is ours") {
    TempServer server;
    auto name = with_ledger(server);
    server.exec("postgres", "ALTER SYSTEM SET log_statement = 'all'; ALTER SYSTEM SET log_min_duration_statement = 0;");
    server.exec("postgres", "SELECT pg_reload_conf()");
    auto next_id = [&] { return server.exec("postgres", "SELECT pg_snapshot_xmax(pg_current_snapshot())"); };
    auto before = next_id();
    auto logged = server.log().size();
    auto databases = inspect_databases(pointing_at({{"main", server.url(name)},
                                                    {"epic", server.socket_url(name)},
                                                    {"new", server.url(name, "schema=absent")}}),
                                       {});
    CHECK(databases.size() == 2);
    CHECK(databases[0].consumers.size() == 2);
    auto log = server.log().substr(logged);
    CHECK(next_id() == before);
    CHECK(log.find("READ ONLY") != std::string::npos);
    CHECK(log.find("pg_try_advisory_xact_lock") != std::string::npos);
    for (const char* word : {"INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP", "TRUNCATE", "72707369"})
      CHECK_MESSAGE(log.find(word) == std::string::npos, word);
  }
}
