// The emergency procedure, executed as it is printed, by the database's owner: tributary itself runs none of it.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "support/json_schema.hpp"
#include "support/temp_repo.hpp"
#include "support/temp_server.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

const std::string init = "20240101000000_init", good = "20240201120501_add_lessons", bad = "20240301120502_bad";
const std::string lessons_sql =
    "CREATE TABLE \"Lesson\" (\"id\" SERIAL PRIMARY KEY, \"course\" TEXT NOT NULL REFERENCES \"Course\" (\"id\"));\n"
    "CREATE UNIQUE INDEX \"Lesson_course_key\" ON \"Lesson\" (\"course\");\n";
const std::string bad_sql =
    "ALTER TABLE \"Lesson\" ADD COLUMN \"oops\" INTEGER;\nDROP INDEX \"Lesson_course_key\";\n"
    "CREATE TABLE \"Oops\" (\"id\" INTEGER);\n";

struct Corrupted : TempRepo {
  TempServer& server = TempServer::shared();
  std::string database = server.new_database("runbook");

  Corrupted() {
    write(".gitignore", ".env\n");
    start_project();
    migration(good, lessons_sql);
    migration(bad, bad_sql);
    commit("lessons");
    write(".env", "DATABASE_URL=" + server.url(database));
    server.exec(database,
                "CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, "
                "finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, "
                "started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)");
    for (const auto& name : {init, good, bad}) {
      apply(name, path());
    }
    server.exec(database, "INSERT INTO \"Course\" VALUES ('c1', 'Biology'), ('c2', E'tab\\tand \\\\ back')");
    server.exec(database, "INSERT INTO \"Lesson\" (\"course\", \"oops\") VALUES ('c1', 1), ('c2', 2)");
  }
  void apply(const std::string& name, const std::string& worktree) {
    auto sql = file_text(worktree + "/prisma/migrations/" + name + "/migration.sql");
    server.exec(database, sql);
    server.exec(database, "INSERT INTO _prisma_migrations VALUES ('" + name.substr(0, 14) + "', encode(sha256($q$" +
                              sql + "$q$), 'hex'), now(), '" + name + "', null, null, clock_timestamp(), 1)");
  }
  RunResult run_bash(const std::string& script) const {
    write("rollback.sh", script);
    ProcessOptions options;
    options.folder = path();
    options.deadline_ms = 120'000;
    auto ran = run_process({"bash", "rollback.sh"}, options);
    return {ran.status, ran.out, ran.err};
  }
  std::string ask(const std::string& sql) const { return text::trim(server.exec(database, sql)); }
  RunResult run(const std::vector<std::string>& arguments) const {
    return run_tributary(arguments, path(), {{"TRIBUTARY_NOW", "1767225600"}});
  }
};

}  // namespace

TEST_SUITE("db") {
  TEST_CASE("the rollback that is printed works: structure, ledger and rows are those of the last good migration") {
    Corrupted repo;
    auto printed = repo.run({"runbook", "rollback", "--to", good, "--reason", "it's \"bad\" $(date)"});
    INFO(printed.err);
    REQUIRE(printed.status == 0);
    auto ran = repo.run_bash(printed.out);
    INFO(ran.out << ran.err);
    REQUIRE(ran.status == 0);
    CHECK(repo.ask("SELECT string_agg(migration_name, ' ' ORDER BY migration_name) FROM _prisma_migrations") ==
          init + " " + good);
    CHECK(repo.ask("SELECT to_regclass('\"Oops\"') IS NULL AND to_regclass('\"Lesson_course_key\"') IS NOT NULL") ==
          "t");
    CHECK(repo.ask("SELECT count(*) FROM information_schema.columns WHERE column_name = 'oops'") == "0");
    CHECK(repo.ask("SELECT string_agg(id || ' ' || course, ', ' ORDER BY id) FROM \"Lesson\"") == "1 c1, 2 c2");
    CHECK(repo.ask("SELECT name = E'tab\\tand \\\\ back' FROM \"Course\" WHERE id = 'c2'") == "t");
    CHECK(
        repo.ask(
                "INSERT INTO \"Course\" VALUES ('c3', 'x'); INSERT INTO \"Lesson\" (course) VALUES ('c3') RETURNING id")
            .starts_with("3"));
    CHECK(repo.server
              .exec("postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE '" + repo.database +
                                    "_before_%' OR datname LIKE '" + repo.database + "_clean_%'")
              .starts_with("1"));
    CHECK(ran.out.find("it's \"bad\" $(date)") != std::string::npos);
  }

  TEST_CASE("of a shared database what other branches had applied by then comes back too, from their worktrees") {
    Corrupted repo;
    const std::string epic = "20240215000000_epic", later = "20240216000000_epic_later";
    repo.git({"worktree", "add", "-q", "-b", "epic", repo.beside("it's epic"), "HEAD~1"});
    auto folder = repo.beside("it's epic");
    repo.migration(epic, "CREATE TABLE \"Epic\" (\"id\" INTEGER);\n", folder);
    repo.migration(later, "CREATE TABLE \"Later\" (\"id\" INTEGER);\n", folder);
    repo.apply(epic, folder);
    repo.apply(later, folder);
    repo.ask("INSERT INTO \"Epic\" VALUES (7)");

    auto json = repo.run({"runbook", "rollback", "--to", epic, "--format", "json"});
    REQUIRE(json.status == 0);
    CHECK(complaint_of_schema(json.out) == "");
    auto rollback = nlohmann::json::parse(json.out);
    CHECK(rollback.at("as_applied") == true);
    CHECK(rollback.at("kept") == nlohmann::json({init, good, bad, epic}));
    CHECK(rollback.at("foreign") == nlohmann::json({later}));

    auto ran = repo.run_bash(rollback.at("script").get<std::string>());
    INFO(ran.out << ran.err);
    REQUIRE(ran.status == 0);
    CHECK(repo.ask("SELECT id FROM \"Epic\"") == "7");
    CHECK(repo.ask("SELECT to_regclass('\"Later\"') IS NULL") == "t");
    CHECK(repo.ask("SELECT string_agg(migration_name, ' ' ORDER BY started_at) FROM _prisma_migrations") ==
          init + " " + good + " " + bad + " " + epic);
  }

  TEST_CASE("the message to the teams starts Prisma as the project's lock file wants it") {
    Corrupted repo;
    repo.write("pnpm-lock.yaml", "lockfileVersion: '9.0'\n");
    repo.commit("pnpm");
    auto told = repo.run({"runbook", "rollback", "--to", good, "--print", "message"});
    CHECK_MESSAGE(told.out.find("- pnpm exec prisma generate && pnpm exec prisma validate\n") != std::string::npos,
                  told.out << told.err);
  }

  TEST_CASE("a branch without a worktree gives its script out of git, asked for with --refs or not") {
    Corrupted repo;
    const std::string epic = "20240215000000_epic";
    auto folder = repo.beside("epic");
    repo.git({"worktree", "add", "-q", "-b", "epic", folder, "HEAD~1"});
    repo.migration(epic, "CREATE TABLE \"Epic\" (\"id\" INTEGER);\n", folder);
    repo.commit("epic", folder);
    repo.apply(epic, folder);
    repo.git({"worktree", "remove", folder});
    for (const auto& more : {std::vector<std::string>{}, std::vector<std::string>{"--refs", "epic"}}) {
      std::vector<std::string> arguments = {"runbook", "rollback", "--to", epic};
      arguments.insert(arguments.end(), more.begin(), more.end());
      auto printed = repo.run(arguments);
      REQUIRE(printed.status == 0);
      auto ran = repo.run_bash(printed.out);
      INFO(ran.out << ran.err);
      CHECK(ran.status == 0);
      CHECK(repo.ask("SELECT to_regclass('\"Epic\"') IS NOT NULL") == "t");
      CHECK(repo.run_bash(printed.out).out.find("this script has been run") != std::string::npos);
      repo.server.exec("postgres", "DROP DATABASE " + repo.database + "_before_20260101000000");
    }
  }

  TEST_CASE("a source that is named is replayed alone, and a script that is nowhere any more is told") {
    Corrupted repo;
    repo.server.exec(repo.database,
                     "INSERT INTO _prisma_migrations VALUES ('gone', 'ab', now(), '20240220000000_gone', null, null, "
                     "clock_timestamp(), 1)");
    auto alone = repo.run({"runbook", "rollback", "--to", good, "--source", "main", "--format", "json"});
    REQUIRE(alone.status == 0);
    CHECK(nlohmann::json::parse(alone.out).at("as_applied") == false);
    auto before = repo.run({"runbook", "rollback", "--to", good, "--format", "json"});
    CHECK(nlohmann::json::parse(before.out).at("kept") == nlohmann::json({init, good}));
    auto gone = repo.run({"runbook", "rollback", "--to", "20240220000000_gone"});
    CHECK(gone.status == 2);
    CHECK(gone.err.find("no branch has any more") != std::string::npos);
  }

  TEST_CASE("a time finds the last migration finished by then, and the later ones are taken back as SQL") {
    Corrupted repo;
    repo.server.exec(repo.database,
                     "UPDATE _prisma_migrations SET finished_at = '2025-01-02' WHERE migration_name = '" + good +
                         "'; UPDATE _prisma_migrations SET finished_at = '2025-01-01' WHERE "
                         "migration_name = '" +
                         init + "'");
    auto json = repo.run({"runbook", "rollback", "--to", "2025-01-02 12:00", "--format", "json"});
    REQUIRE(json.status == 0);
    CHECK(nlohmann::json::parse(json.out).at("to") == good);
    auto fix = repo.run({"runbook", "rollback", "--to", good, "--print", "forward-fix"});
    CHECK(fix.out.find("DROP TABLE \"Oops\";") != std::string::npos);
    CHECK(fix.out.find("ALTER TABLE \"Lesson\" DROP COLUMN \"oops\";") != std::string::npos);
    CHECK(fix.out.find("no SQL takes that back by itself") != std::string::npos);
    CHECK(repo.run({"runbook", "rollback", "--to", "no_such"}).status == 2);
  }

  TEST_CASE("what was applied by then is told by the ledger's times, not by names, for a name, a time and a source") {
    Corrupted repo;
    repo.server.exec(repo.database,
                     "UPDATE _prisma_migrations SET finished_at = '2025-10-01', started_at = '2025-10-01' WHERE "
                     "migration_name = '" +
                         init +
                         "'; UPDATE _prisma_migrations SET finished_at = '2025-10-16 12:00+00', started_at = "
                         "'2025-10-16 12:00+00' WHERE migration_name = '" +
                         bad +
                         "'; UPDATE _prisma_migrations SET finished_at = '2025-10-16 23:00+00', started_at = "
                         "'2025-10-16 23:00+00' WHERE migration_name = '" +
                         good + "'");
    for (const auto& more : {std::vector<std::string>{"--to", "2025-10-16 22:00"},
                             {"--to", bad},
                             {"--to", "2025-10-16 22:00", "--source", "main"}}) {
      std::vector<std::string> arguments = {"runbook", "rollback", "--format", "json"};
      arguments.insert(arguments.end(), more.begin(), more.end());
      auto json = repo.run(arguments);
      INFO(json.err);
      REQUIRE(json.status == 0);
      auto rollback = nlohmann::json::parse(json.out);
      CHECK(rollback.at("kept") == nlohmann::json({init, bad}));
      CHECK(rollback.at("undone") == nlohmann::json({good}));
    }
  }

  TEST_CASE(
      "tables, columns, types and enum values that undone migrations renamed keep their rows under the old names") {
    Corrupted repo;
    const std::string before = "20240401000000_mood", renames = "20240402000000_renames";
    repo.migration(before,
                   "CREATE TYPE \"Mood\" AS ENUM ('OK', 'LOW');\nCREATE TABLE \"Person\" (\"id\" INTEGER PRIMARY KEY, "
                   "\"name\" TEXT NOT NULL, \"mood\" \"Mood\", \"moods\" \"Mood\"[]);\n");
    repo.migration(renames,
                   "ALTER TABLE \"Person\" RENAME COLUMN \"name\" TO \"full'Name\";\nALTER TABLE \"Person\" RENAME TO "
                   "\"People\";\nALTER TYPE \"Mood\" RENAME VALUE 'LOW' TO 'BLUE';\nALTER TYPE \"Mood\" RENAME TO "
                   "\"Feeling\";\nALTER TABLE \"People\" RENAME COLUMN \"full'Name\" TO \"label\";\n");
    repo.commit("renames");
    repo.apply(before, repo.path());
    repo.apply(renames, repo.path());
    repo.ask("INSERT INTO \"People\" SELECT i, 'Name ' || i, 'BLUE', '{OK,BLUE}' FROM generate_series(1, 100) i");
    auto printed = repo.run({"runbook", "rollback", "--to", before});
    REQUIRE(printed.status == 0);
    auto ran = repo.run_bash(printed.out);
    INFO(ran.out << ran.err);
    REQUIRE(ran.status == 0);
    CHECK(repo.ask("SELECT count(*) FROM \"Person\" WHERE \"name\" = 'Name ' || id AND mood = 'LOW' AND moods = "
                   "'{OK,LOW}'") == "100");
    CHECK(repo.ask("SELECT to_regclass('\"People\"') IS NULL") == "t");
    CHECK(ran.out.find("comes back without its values") == std::string::npos);
    CHECK(ran.out.find("git revert") != std::string::npos);
    CHECK(ran.out.find("Downtime:        (") == std::string::npos);
  }

  TEST_CASE("grants, owners, policies and row-level security come along; what has no place is named beforehand") {
    Corrupted repo;
    repo.ask(
        "DO $$ BEGIN CREATE ROLE app_reader; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
        "GRANT SELECT ON \"Course\" TO app_reader; GRANT SELECT ON \"Oops\" TO app_reader;"
        "ALTER TABLE \"Course\" ENABLE ROW LEVEL SECURITY; CREATE POLICY mine ON \"Course\" FOR SELECT TO app_reader "
        "USING (name <> 'x'); ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO app_reader;"
        "CREATE VIEW by_hand AS SELECT 1 AS one");
    auto printed = repo.run({"runbook", "rollback", "--to", good});
    REQUIRE(printed.status == 0);
    auto ran = repo.run_bash(printed.out);
    INFO(ran.out << ran.err);
    REQUIRE(ran.status == 0);
    CHECK(repo.ask("SELECT has_table_privilege('app_reader', '\"Course\"', 'SELECT')") == "t");
    CHECK(repo.ask("SELECT relrowsecurity FROM pg_class WHERE relname = 'Course'") == "t");
    CHECK(repo.ask("SELECT count(*) FROM pg_policies WHERE policyname = 'mine'") == "1");
    CHECK(repo.ask("SELECT count(*) FROM pg_default_acl") == "1");
    auto named = ran.out.substr(0, ran.out.find("DOWNTIME BEGINS"));
    for (const char* what : {"view public.by_hand", "table public.\"Oops\"", ".oops was made later: 2 values"})
      CHECK_MESSAGE(named.find(what) != std::string::npos, what);
  }

  TEST_CASE("a column that may not be NULL and was dropped stops the rollback before anything starts") {
    Corrupted repo;
    const std::string drop = "20240401000000_drop";
    repo.migration(drop, "ALTER TABLE \"Course\" DROP COLUMN \"name\";\n");
    repo.commit("drop");
    repo.apply(drop, repo.path());
    auto printed = repo.run({"runbook", "rollback", "--to", bad});
    REQUIRE(printed.status == 0);
    auto ran = repo.run_bash(printed.out);
    INFO(ran.out << ran.err);
    CHECK(ran.status != 0);
    CHECK(ran.out.find("may not be NULL, and no value of it is left for the 2 rows") != std::string::npos);
    CHECK(ran.out.find("DOWNTIME BEGINS") == std::string::npos);
    CHECK(repo.ask("SELECT count(*) FROM \"Course\"") == "2");
  }

  TEST_CASE("a backup holds a dump that pg_restore reads, every source's files, and a manifest that fits") {
    Corrupted repo;
    auto folder = repo.beside("saved");
    auto result = repo.run({"backup", "--to", folder, "--yes"});
    INFO(result.out << result.err);
    REQUIRE(result.status == 0);
    ProcessOptions options;
    options.folder = folder;
    CHECK(run_process({"sha256sum", "--check", "--quiet", "MANIFEST.sha256"}, options).status == 0);
    CHECK(file_text(folder + "/sources/main/prisma/migrations/" + good + "/migration.sql") == lessons_sql);
    CHECK(repo.run({"backup", "--to", folder, "--yes"}).status == 2);
    auto json = repo.run({"backup", "--to", repo.beside("again"), "--yes", "--format", "json"});
    CHECK(complaint_of_schema(json.out) == "");
    CHECK(kind_of(folder + ".partial") == FileKind::absent);
  }

  TEST_CASE("a backup is verified by restoring it, and one that was touched is not relied on") {
    Corrupted repo;
    auto made = repo.run({"backup", "--yes", "--format", "json"});
    REQUIRE(made.status == 0);
    auto folder = nlohmann::json::parse(made.out).at("folder").get<std::string>();
    auto verified = repo.run({"backup", "--verify", folder, "--format", "json"});
    INFO(verified.out << verified.err);
    REQUIRE(verified.status == 0);
    CHECK(complaint_of_schema(verified.out) == "");
    auto restored = nlohmann::json::parse(verified.out).at("restored");
    REQUIRE(restored.size() == 1);
    CHECK(restored[0].at("tables") == 4);
    CHECK(restored[0].at("rows") == 7);
    for (const std::string name : {"extra", "MANIFEST.sha256"}) {
      write_file(folder + "/" + name, "x\n");
      CHECK(repo.run({"backup", "--verify", folder}).status == 1);
    }
  }

  TEST_CASE("what a dump has planted is not called by who counts its rows, and its row security hides none") {
    Corrupted repo;
    repo.ask(
        "CREATE FUNCTION public.quote_ident(name) RETURNS text LANGUAGE plpgsql AS "
        "'BEGIN RAISE EXCEPTION ''planted''; END'");
    repo.ask("ALTER TABLE \"Course\" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY");
    auto made = repo.run({"backup", "--yes", "--format", "json"});
    REQUIRE(made.status == 0);
    auto folder = nlohmann::json::parse(made.out).at("folder").get<std::string>();
    auto verified = repo.run({"backup", "--verify", folder, "--format", "json"});
    INFO(verified.out << verified.err);
    REQUIRE(verified.status == 0);
    auto restored = nlohmann::json::parse(verified.out).at("restored");
    CHECK(restored[0].at("tables") == 4);
    CHECK(restored[0].at("rows") == 7);
  }

  TEST_CASE("backups are listed with those that were stopped half-way, and old ones are removed when asked") {
    Corrupted repo;
    REQUIRE(repo.run({"backup", "--yes", "--offline"}).status == 0);
    auto own = repo.path() + "/.git/tributary/backups";
    for (const char* name :
         {"/20240101000000/MANIFEST.sha256", "/20251231120000.partial/databases/a.dump", "/notes/mine"})
      write_file(own + name, "");
    auto listed = repo.run({"backup", "--list"});
    CHECK(listed.out.find("20240101000000") != std::string::npos);
    CHECK(listed.out.find("20251231120000  0.0 MB  1 database  stopped half-way") != std::string::npos);
    CHECK(repo.run({"backup", "--prune", "--dry-run"}).status == 0);
    CHECK(kind_of(own + "/20240101000000") == FileKind::folder);
    auto pruned = repo.run({"backup", "--prune", "--yes", "--format", "json"});
    REQUIRE(pruned.status == 0);
    CHECK(complaint_of_schema(pruned.out) == "");
    CHECK(nlohmann::json::parse(pruned.out).at("backups").size() == 1);
    CHECK(kind_of(own + "/20240101000000") == FileKind::absent);
    CHECK(kind_of(own + "/20251231120000.partial") == FileKind::folder);  // not a day old
    CHECK(kind_of(own + "/notes/mine") == FileKind::file);
    CHECK(kind_of(own + "/20260101000000") == FileKind::folder);
  }

  TEST_CASE("a script that was edited since starts no program by a backslash command when it is replayed") {
    Corrupted repo;
    auto trace = repo.beside("trace");
    repo.migration(good, lessons_sql + "\\! touch '" + trace + "'\n");
    repo.commit("edited");
    auto printed = repo.run({"runbook", "rollback", "--to", good});
    REQUIRE(printed.status == 0);
    auto ran = repo.run_bash(printed.out);
    CHECK(ran.status != 0);
    CHECK(ran.out.find("Stopped. " + repo.database + " is as it was") != std::string::npos);
    CHECK(kind_of(trace) == FileKind::absent);
    CHECK(repo.ask("SELECT count(*) FROM \"Lesson\"") == "2");
  }
}
