// Servers are only read, and only those that a worktree's configuration names: asserted on the server's own log.
#include <doctest/doctest.h>

#include <algorithm>

#include "base/text.hpp"
#include "cli/safety.hpp"
#include "support/temp_server.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

// The statements that came from tributary, one a line; every line of a statement is one.
Words statements_of(const std::string& log) {
  Words found;
  for (const auto& line : text::lines(log))
    for (const char* mark : {"statement: ", "execute <unnamed>: "})
      if (auto at = line.find(mark); at != line.npos)
        found.push_back(text::trim(line.substr(at + std::string(mark).size())));
  return found;
}

bool only_reads(const std::string& statement) {
  for (const char* allowed :
       {"SELECT ", "SET LOCAL ", "BEGIN; SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
        "START TRANSACTION ", "COMMIT", "ROLLBACK", "SHOW ", "SAVEPOINT ", "RELEASE SAVEPOINT ", "ABORT"})
    if (statement.starts_with(allowed)) return true;
  // What pg_dump sends. That none of it writes is asserted by the transaction ids.
  for (const char* allowed : {"SET ", "PREPARE ", "EXECUTE ", "LOCK TABLE ", "WITH "})
    if (statement.starts_with(allowed)) return true;
  bool out = statement.starts_with("COPY ") && statement.find(" TO stdout") != statement.npos;
  return out || statement == "SELECT" || statement == "BEGIN" || statement.starts_with("DECLARE ");
}

struct Watched {
  TempServer& server = TempServer::shared();
  TempRepo repo;
  std::string database = server.new_database("watched");
  std::size_t from = 0;

  Watched() {
    server.exec(
        database,
        "CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at "
        "timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, started_at "
        "timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0); INSERT INTO "
        "_prisma_migrations VALUES ('1', 'x', now(), '20240101000000_init', null, null, now(), 1)");
    server.exec("postgres", "ALTER SYSTEM SET log_statement = 'all'; ");
    server.exec("postgres", "ALTER SYSTEM SET log_connections = 'on'");
    server.exec("postgres", "SELECT pg_reload_conf()");
    server.exec("postgres", "SELECT pg_sleep(0.2)");
    repo.write(".gitignore", ".env\n");
    repo.start_project();
    repo.git({"worktree", "add", "-q", "-b", "epic", repo.beside("epic")});
    repo.migration("20250101000011_add_lessons", "CREATE TABLE \"Lesson\" (\"id\" INTEGER NOT NULL);\n",
                   repo.beside("epic"));
    repo.commit("lessons", repo.beside("epic"));
  }
  ~Watched() {
    server.exec("postgres", "ALTER SYSTEM RESET log_statement");
    server.exec("postgres", "ALTER SYSTEM RESET log_connections");
    server.exec("postgres", "SELECT pg_reload_conf()");
  }
  void use(const std::string& url) const {
    repo.write(".env", "DATABASE_URL=" + url + "\n");
    repo.write(".env", "DATABASE_URL=" + url + "&schema=missing\n", repo.beside("epic"));
  }
  /// Each says what it has to say; none ends for want of a right.
  void run_everything() const {
    TempFolder folder;
    write_file(folder.path() + "/drift.md", "<!-- tributary:drift:begin epic -->\n<!-- tributary:drift:end -->\n");
    for (const auto& [name, runs] : commands_beside_a_database(folder.path(), database))
      for (const auto& words : runs) {
        auto result = run_tributary(words, repo.path());
        CHECK_MESSAGE(result.status <= 1, joined(words) << ": " << result.out << result.err);
      }
  }
  void start_watching() { from = server.log().size(); }
  std::string seen() const { return server.log().substr(from); }
  bool connected() const { return contains(seen(), "connection received"); }
  // Everything that a write would change.
  std::string state() {
    return server.exec(
        database,
        "SELECT pg_snapshot_xmax(pg_current_snapshot()); SELECT count(*), max(oid) FROM pg_namespace; "
        "SELECT count(*), max(oid::bigint) FROM pg_class; SELECT * FROM _prisma_migrations; SELECT count(*) "
        "FROM pg_database");
  }
};

}  // namespace

TEST_SUITE("db") {
  TEST_CASE("every command of the program is held against the promises below") {
    Words held;
    for (const auto& [name, runs] : commands_beside_a_database("/", "none")) {
      held.push_back(name);
      CHECK(!runs.empty());
    }
    auto listed = names_of_commands();
    CHECK(listed.size() > 10);
    std::sort(held.begin(), held.end());
    std::sort(listed.begin(), listed.end());
    CHECK(held == listed);
  }

  TEST_CASE("with a superuser's URL only reading statements reach the server, and nothing there changes") {
    Watched watched;
    watched.use(watched.server.url(watched.database, "connection_limit=1"));
    auto before = watched.state();
    watched.start_watching();
    watched.run_everything();
    for (const auto& words : dry_commands()) run_tributary(words, watched.repo.path());
    auto statements = statements_of(watched.seen());
    CHECK(statements.size() > 20);
    for (const auto& statement : statements) CHECK_MESSAGE(only_reads(statement), statement);
    CHECK(contains(watched.seen(), "READ ONLY"));
    CHECK(watched.state() == before);
    CHECK(watched.server.exec(watched.database, "SELECT count(*) FROM pg_namespace WHERE nspname = 'missing'") ==
          "0\n");
  }

  TEST_CASE("a role that may only read is enough for every command") {
    Watched watched;
    auto role = watched.database + "_reader";
    watched.server.exec(watched.database, "CREATE ROLE " + role + " LOGIN; ALTER ROLE " + role +
                                              " SET default_transaction_read_only = on; GRANT SELECT ON ALL TABLES IN "
                                              "SCHEMA public TO " +
                                              role);
    watched.use(text::replace_all(watched.server.url(watched.database, "connection_limit=1"), "//postgres@",
                                  "//" + role + "@"));
    auto before = watched.state();
    watched.start_watching();
    watched.run_everything();
    CHECK(contains(watched.seen(), "user=" + role));
    CHECK_FALSE(contains(watched.seen(), "ERROR:"));
    CHECK(watched.state() == before);
  }

  TEST_CASE("--offline, hooks, undo and refs alone connect to nothing; the twin without --offline does") {
    Watched watched;
    watched.use(watched.server.url(watched.database, "connection_limit=1"));
    watched.start_watching();
    for (auto words : reading_commands(false)) {
      words.push_back("--offline");
      run_tributary(words, watched.repo.path());
    }
    for (const Words& words : {Words{"undo", "--dry-run"},
                               {"init", "--dry-run"},
                               {"doctor"},
                               {"explain", "P3009"},
                               {"hook", "install", "--yes"},
                               {"merge", "epic", "--yes", "--force", "--offline"}})
      run_tributary(words, watched.repo.path());
    watched.repo.git({"checkout", "-q", "-f", "main"});
    watched.repo.git({"clean", "-fdq"});
    std::string out;
    watched.repo.try_git({"merge", "--no-ff", "--no-edit", "epic"}, &out);
    CHECK_MESSAGE(!watched.connected(), watched.seen());
    run_tributary({"status"}, watched.repo.path());
    CHECK(watched.connected());
  }

  TEST_CASE("a ref's URL is never connected to") {
    Watched watched;
    const auto& repo = watched.repo;
    repo.git({"checkout", "-q", "-b", "tempting"});
    repo.write("prisma/schema.prisma", "datasource db {\n  provider = \"postgresql\"\n  url = \"" +
                                           watched.server.url(watched.database) + "\"\n}\nmodel A {\n id Int @id\n}\n");
    repo.migration("20250202000012_add_a", "CREATE TABLE \"A\" (\"id\" INTEGER);\n");
    repo.commit("tempting");
    repo.git({"checkout", "-q", "main"});
    watched.start_watching();
    for (auto words : reading_commands(false)) {
      words.insert(words.end(), {"--refs", "*"});
      run_tributary(words, repo.path());
    }
    CHECK_MESSAGE(!watched.connected(), watched.seen());
  }

  TEST_CASE("libpq's environment leads nowhere: PGHOST, PGPORT, PGSERVICE, PGUSER, ~/.pgpass") {
    Watched watched;
    watched.repo.write(".env", "DATABASE_URL=postgresql://postgres@127.0.0.1:1/" + watched.database + "\n");
    auto port = std::to_string(watched.server.port());
    watched.repo.write("pg_service.conf", "[tempting]\nhost=127.0.0.1\nport=" + port + "\nuser=postgres\n");
    watched.start_watching();
    for (const std::string& url :
         {std::string("postgresql://postgres@127.0.0.1:1/x"), std::string("postgresql:///x"),
          std::string("postgresql://"), std::string("postgresql://,127.0.0.1:" + port + "/x"), std::string()}) {
      auto result = run_tributary({"status"}, watched.repo.path(),
                                  {{"DATABASE_URL", url},
                                   {"PGHOST", "127.0.0.1"},
                                   {"PGHOSTADDR", "127.0.0.1"},
                                   {"PGPORT", port},
                                   {"PGUSER", "postgres"},
                                   {"PGDATABASE", watched.database},
                                   {"PGSERVICE", "tempting"},
                                   {"PGSERVICEFILE", watched.repo.path() + "/pg_service.conf"}});
      CHECK_MESSAGE(result.status == 0, result.err);
    }
    CHECK_MESSAGE(!watched.connected(), watched.seen());
  }

  TEST_CASE("a ledger that is nothing like Prisma's is reported, never a crash: columns, types, nulls, a view, names") {
    auto& server = TempServer::shared();
    auto database = server.new_database("odd");
    TempRepo repo;
    repo.write(".gitignore", ".env\n");
    repo.start_project();
    repo.write(".env", "DATABASE_URL=" + server.url(database) + "\n");
    const std::string good =
        "CREATE TABLE _prisma_migrations (id text, checksum text, finished_at timestamptz, migration_name text, logs "
        "text, rolled_back_at timestamptz, started_at timestamptz, applied_steps_count int); ";
    for (const std::string& sql :
         {std::string("CREATE TABLE _prisma_migrations (a int)"), std::string("CREATE TABLE _prisma_migrations ()"),
          std::string(
              "CREATE TABLE _prisma_migrations (id int, checksum bytea, finished_at text, migration_name int[], logs "
              "json, rolled_back_at int, started_at text, applied_steps_count text); INSERT INTO _prisma_migrations "
              "VALUES (1, '\\x00', 'never', '{1}', '{}', 7, 'yesterday', 'many')"),
          good + "INSERT INTO _prisma_migrations VALUES (null, null, null, null, null, null, null, null)",
          good +
              "INSERT INTO _prisma_migrations VALUES ('1', '', '-infinity', E'a\\x1b[31m\\nb\\u202e', '', 'infinity', "
              "'infinity', -2147483648)",
          good +
              "INSERT INTO _prisma_migrations SELECT i::text, md5(i::text), now(), repeat('x', 3000) || i, repeat('y', "
              "100), null, now(), 1 FROM generate_series(1, 2000) i",
          good + "INSERT INTO _prisma_migrations SELECT i::text, 'c', now(), '20240101000000_init', null, null, now(), "
                 "1 FROM "
                 "generate_series(1, 100001) i",
          std::string("CREATE VIEW _prisma_migrations AS SELECT 1/0 AS id"),
          std::string(
              "CREATE VIEW _prisma_migrations AS SELECT pg_sleep(60)::text AS id, ''::text AS checksum, now() AS "
              "finished_at, 'x'::text AS migration_name, ''::text AS logs, now() AS rolled_back_at, now() AS "
              "started_at, 1 AS applied_steps_count"),
          std::string("CREATE SEQUENCE _prisma_migrations")}) {
      CAPTURE(sql);
      server.exec(database, "DROP SCHEMA public CASCADE; CREATE SCHEMA public; " + sql);
      repo.write("tributary.yaml", "timeouts: {connect: 2, statement: 1}\n");
      auto shown = run_tributary({"drift"}, repo.path());
      CHECK_MESSAGE(shown.status == 0, shown.err);
      CHECK_FALSE(shown.out.empty());
      CHECK(obeyed_by_terminals(shown.out) == std::string::npos);
    }
  }

  TEST_CASE("a server that accepts and never answers costs the timeout, once, and the rest of the answer comes") {
    auto& server = TempServer::shared();
    auto database = server.new_database("mute");
    TempRepo repo;
    repo.start_project();
    repo.write(".env", "DATABASE_URL=" + server.url(database, "connect_timeout=1") + "\n");
    server.suspend();
    auto result = run_tributary({"status"}, repo.path());
    server.resume();
    CHECK_MESSAGE(result.status == 0, result.err);
    CHECK(contains(result.out, "main"));
    CHECK(contains(result.out, "P1001"));
  }
}
