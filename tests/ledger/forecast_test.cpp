#include <doctest/doctest.h>

#include "ledger/case.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

using Lines = std::vector<std::string>;

const auto init = migration("20240101000000_init", "create a"), post = migration("20240201000000_add_post", "create b"),
           tag = migration("20240301000000_add_tag", "create c");
const auto init_row = row("20240101000000_init", "create a", 1),
           post_row = row("20240201000000_add_post", "create b", 2),
           tag_row = row("20240301000000_add_tag", "create c", 3);

Owner owned(const std::string& source, const std::string& sql) {
  Owner owner;
  owner.source = source;
  owner.ref = "refs/heads/" + source;
  owner.commit = std::string(40, 'a');
  owner.checksums = prisma::read_script(sql, 1u << 20).checksums;
  return owner;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// The history of the workspace's second source.
History second(const Workspace& space, const Database& database, const Owners& owners = {}) {
  return judge_ledgers(space, {database}, owners).at(1);
}

void check_harmless(const Forecast& forecast) {
  for (const auto* line : {&forecast.status, &forecast.deploy, &forecast.dev, &forecast.db_pull, &forecast.resolve})
    for (const auto& command : line->instead) {
      CAPTURE(command);
      CHECK_FALSE(has(command, "reset"));
      CHECK_FALSE(has(command, "db push"));
      CHECK_FALSE(has(command, "_prisma_migrations"));
    }
}

}  // namespace

TEST_CASE("whose a missing row is: the holder of the same content goes before a mere namesake") {
  auto space = workspace({source("main", folder({init})), source("epic-5", folder({init}))});
  Owners owners = {{post.name, {owned("draft", "something else"), owned("epic-3", "create b")}}};
  auto history = second(space, database({init_row, post_row, tag_row}, space), owners);
  REQUIRE(history.missing.size() == 2);
  CHECK(history.missing[0].owner->source == "epic-3");
  CHECK(history.missing[0].content_matches);
  CHECK(history.missing[0].also_in == Lines{"draft"});
  CHECK_FALSE(history.missing[1].owner);
  CHECK_FALSE(history.missing[1].content_matches);

  auto namesake = second(space, database({init_row, row(post.name, "third text", 2)}, space), owners);
  CHECK(namesake.missing[0].owner->source == "draft");
  CHECK_FALSE(namesake.missing[0].content_matches);
}

TEST_CASE("the questions are rows that a folder lacks or holds with other content") {
  auto edited = migration(post.name, "edited");
  auto space = workspace({source("main", folder({init, edited})), source("epic", folder({init, post, tag}))});
  auto questions = unknown_rows(space, {database({init_row, post_row, tag_row}, space)});
  CHECK(questions == std::set<OwnerQuestion>{{post.name, post_row.checksum}, {tag.name, tag_row.checksum}});
  CHECK(unknown_rows(space, {database({init_row}, space)}).empty());
}

TEST_CASE("dev with foreign rows demands a reset; the migration is made by diff and applied by deploy") {
  auto space = workspace({source("main", folder({init})), source("epic-5", folder({init}), version(6, 19))});
  Owners owners = {{post.name, {owned("epic-3", "create b")}}, {tag.name, {owned("epic-4", "create c")}}};
  auto history = second(space, database({init_row, post_row, tag_row}, space), owners);
  const auto& dev = history.forecast.dev;
  CHECK(dev.sentence ==
        "`migrate dev` will demand a reset of the shared database: 1 row of epic-3 and 1 row of epic-4 are not in this "
        "folder; "
        "create the migration with `migrate diff` and apply it with `migrate deploy`");
  CHECK(dev.exit == 130);
  REQUIRE(dev.instead.size() == 3);
  CHECK(dev.instead[0].find(": \"${SHADOW_DATABASE_URL:?") == 0);
  CHECK(has(dev.instead[1],
            "npx prisma migrate diff --from-migrations prisma/migrations --to-schema-datamodel "
            "prisma/schema.prisma --shadow-database-url \"$SHADOW_DATABASE_URL\" --script"));
  CHECK(dev.instead[2] == "npx prisma migrate deploy");
  CHECK(has(history.forecast.db_pull.sentence, "1 row of epic-3 and 1 row of epic-4"));
  CHECK(history.forecast.db_pull.instead == Lines{"npx prisma db pull --print"});
  CHECK(history.forecast.status.exit == 0);
  CHECK(has(history.forecast.status.sentence, "up to date, although"));
  check_harmless(history.forecast);
}

TEST_CASE("Prisma 7 takes the schema by another option and the scratch database from a config") {
  auto space = workspace({source("main", folder({init})), source("epic-5", folder({init}))});
  auto dev = second(space, database({init_row, post_row}, space)).forecast.dev;
  REQUIRE(dev.instead.size() == 3);
  CHECK(has(dev.instead[1], "shadowDatabaseUrl: process.env.SHADOW_DATABASE_URL"));
  CHECK(has(dev.instead[1], "migrate diff --config \"$made/prisma.config.mjs\" --from-migrations"));
  CHECK(has(dev.instead[1], "--to-schema prisma/schema.prisma --script"));
  CHECK_FALSE(has(dev.instead[1], "--shadow-database-url"));
}

TEST_CASE("command lines are written for the project's folder and survive blanks") {
  auto space = workspace({source("main", folder({init})), source("epic", folder({init}))});
  auto& project = space.sources[1].projects[0];
  project.path = "apps/my web";
  project.migrations_dir = "apps/my web/prisma/migrations";
  project.schema = {{"packages/db/schema/a.prisma", "", nullptr}, {"packages/db/schema/more/b.prisma", "", nullptr}};
  auto ledger = database({init_row, post_row}, space);
  ledger.consumers[1].project = "apps/my web";
  auto dev = second(space, ledger).forecast.dev;
  CHECK(has(dev.instead[1], "--from-migrations prisma/migrations --to-schema ../../packages/db/schema --script"));
}

TEST_CASE("rows whose folders the target has come by merging it back") {
  auto space = workspace({source("main", folder({init, post, tag})), source("epic-3", folder({init}))});
  Owners owners = {{post.name, {owned("main", "create b")}}, {tag.name, {owned("main", "create c")}}};
  auto ledger = database({init_row, post_row, tag_row}, space);
  auto history = second(space, ledger, owners);
  CHECK(history.state == LedgerState::folder_behind);
  CHECK(history.forecast.status.instead == Lines{"git merge --no-edit main"});
  CHECK(has(history.forecast.status.sentence, "merge main back: it has 2 of these folders"));
  CHECK(history.forecast.dev.instead == Lines{"git merge --no-edit main"});

  SUBCASE("but not before the target has committed them") {
    auto uncommitted = std::make_shared<MigrationsFolder>(*folder({init, post, tag}));
    for (auto& one : uncommitted->migrations) one.tracking = Tracking::untracked;
    space.sources[0].projects[0].folder = uncommitted;
    auto waiting = second(space, ledger, owners);
    CHECK(waiting.forecast.status.instead.empty());
    CHECK(has(waiting.forecast.status.sentence, "merge main back once it has committed"));
  }
  SUBCASE("a target that is only a remote's branch is merged by that name") {
    space.target.ref = "refs/remotes/origin/main";
    CHECK(second(space, ledger, owners).forecast.dev.instead == Lines{"git merge --no-edit origin/main"});
  }
}

TEST_CASE("deploy names what it will run and what of it comes late") {
  auto forecast = judge_one({init, post, tag}, {init_row, tag_row}, version(6, 19)).forecast;
  CHECK(forecast.deploy.sentence ==
        "`migrate deploy` will run 1 migration: 20240201000000_add_post; 20240201000000_add_post sorts before "
        "migrations that are "
        "applied already");
  CHECK(forecast.deploy.exit == -1);
  CHECK(judge_one({init, post}, {init_row}, version(6, 19)).forecast.deploy.sentence ==
        "`migrate deploy` will run 1 migration: 20240201000000_add_post");
  auto done = judge_one({init}, {init_row}, version(6, 19)).forecast.deploy;
  CHECK(done.exit == 0);
  CHECK(done.instead.empty());
}

TEST_CASE("a failed row stops deploy and dev until it is resolved") {
  auto forecast = judge_one({init, post}, {init_row, failed(post_row)}, version(7, 3)).forecast;
  CHECK(has(forecast.deploy.sentence, "P3009"));
  CHECK(forecast.deploy.exit == 1);
  CHECK(forecast.deploy.instead ==
        Lines{"npx prisma migrate resolve --rolled-back 20240201000000_add_post", "npx prisma migrate deploy"});
  CHECK(forecast.dev.exit == 130);
  CHECK(forecast.dev.instead == Lines{"npx prisma migrate resolve --rolled-back 20240201000000_add_post"});
  CHECK(forecast.resolve.instead == Lines{"npx prisma migrate resolve --rolled-back 20240201000000_add_post"});
  CHECK(forecast.resolve.exit == 0);
  CHECK(has(judge_one({init}, {init_row, failed(post_row)}, version(7, 9)).forecast.resolve.sentence, "P3017"));
  check_harmless(forecast);
}

TEST_CASE("from 7.4 on nobody says that PostgreSQL has undone what failed") {
  auto forecast = judge_one({init, post}, {init_row, failed(post_row)}, version(7, 4)).forecast;
  CHECK(has(forecast.deploy.sentence, "P3009"));
  CHECK(has(forecast.deploy.sentence, "have stayed"));
  CHECK_FALSE(has(forecast.deploy.sentence, "PostgreSQL undid"));
  CHECK_FALSE(has(forecast.resolve.sentence, "PostgreSQL undid"));
  CHECK(forecast.deploy.instead.empty());
  CHECK(forecast.resolve.instead.empty());
  CHECK(forecast.dev.instead.empty());
  CHECK(has(forecast.dev.sentence, "settle 20240201000000_add_post first"));
}

TEST_CASE("commands start the project's own Prisma as its lock file wants it") {
  auto space = workspace({source("main", folder({init, post}))});
  space.sources[0].projects[0].runner = "pnpm exec";
  auto there = failed(post_row);
  there.logs = "Database error code: 42P07\n\nDatabase error:\nERROR: relation \"Post\" already exists";
  auto deploy = judge_ledgers(space, {database({init_row, there}, space)}, {}).front().forecast.deploy;
  CHECK(deploy.instead == Lines{"pnpm exec prisma migrate resolve --applied 20240201000000_add_post"});
}

TEST_CASE("the outcome of deploy is said in short beside the sentence") {
  using What = DeployOutcome::What;
  CHECK(judge_one({init}, {init_row}, version(6, 19)).forecast.outcome.what == What::nothing);
  CHECK(judge_one({init, post}, {init_row}, version(6, 19)).forecast.outcome.what == What::unknown);
  auto failing = judge_one({init, post}, {init_row, failed(post_row)}, version(6, 19)).forecast.outcome;
  CHECK(failing.what == What::fails);
  CHECK(failing.sqlstate == "P3009");
  CHECK(failing.migration == post.name);
}

TEST_CASE("the target is not to be merged back where git would refuse or bring nothing") {
  auto space = workspace({source("main", folder({init, post})), source("epic", folder({init}), version(6, 19))});
  auto ledger = database({init_row, post_row}, space);
  Owners owners = {{post.name, {owned("main", "create b")}}};
  space.sources[1].dirty = true;
  CHECK(second(space, ledger, owners).forecast.status.instead.empty());
  space.sources[1].dirty = false;
  space.target.commit = space.sources[1].merge_base = std::string(40, 'b');
  CHECK(second(space, ledger, owners).forecast.status.instead ==
        Lines{"git restore --source=main -- prisma/migrations/20240201000000_add_post/migration.sql"});
}

TEST_CASE("a row whose folder the target has taken out is not one of no known branch") {
  auto space = workspace({source("main", folder({init}))});
  PastMigration past;
  past.name = post.name, past.taken_out_by = std::string(40, 'c');
  space.target.past["."] = {past};
  auto history = judge_ledgers(space, {database({init_row, post_row}, space)}, {}).front();
  CHECK(history.missing.at(0).taken_out_by == past.taken_out_by);
  CHECK(has(history.forecast.dev.sentence, "1 row of the target's past is not in this folder"));
}

TEST_CASE("a row that failed because its objects are there is not rolled back to fail again") {
  auto there = failed(post_row);
  there.logs = "Database error code: 42P07\n\nDatabase error:\nERROR: relation \"Post\" already exists";
  auto forecast = judge_one({init, post}, {init_row, there}, version(6, 19)).forecast;
  CHECK(forecast.deploy.instead == Lines{"npx prisma migrate resolve --applied 20240201000000_add_post"});
  // another error: rolled back, as ever
  there.logs = "Database error code: 42703\n\nDatabase error:\nERROR: column \"already exists\" does not exist";
  auto other = judge_one({init, post}, {init_row, there}, version(6, 19)).forecast;
  CHECK(other.deploy.instead.front() == "npx prisma migrate resolve --rolled-back 20240201000000_add_post");
}

TEST_CASE("that objects are there is told by the server's code, whatever its language, and resolve says it, too") {
  auto there = failed(post_row);
  there.logs = "Database error code: 42P07\n\nDatabase error:\nFEHLER: Relation existiert bereits";
  auto forecast = judge_one({init, post}, {init_row, there}, version(6, 19)).forecast;
  const Lines applied = {"npx prisma migrate resolve --applied 20240201000000_add_post"};
  CHECK(forecast.deploy.instead == applied);
  CHECK(forecast.resolve.instead == applied);
  CHECK(forecast.dev.instead == applied);
  // its folder is not here: --applied would stop with P3017
  auto absent = judge_one({init}, {init_row, there}, version(6, 19)).forecast;
  CHECK(absent.resolve.instead == Lines{"npx prisma migrate resolve --rolled-back 20240201000000_add_post"});
}

TEST_CASE("where one of several failed rows needs a person first no line is printed that would stop before it") {
  auto there = failed(post_row), half = failed(tag_row);
  there.logs = "Database error code: 42P07";
  auto forecast = judge_one({init, post, tag}, {init_row, there, half}, version(7, 9)).forecast;
  CHECK(forecast.deploy.instead.empty());
  CHECK(forecast.dev.instead.empty());
  CHECK(has(forecast.deploy.sentence, "have stayed"));
  CHECK(has(forecast.deploy.sentence, "record it as applied"));
}

TEST_CASE("a ledger that search_path finds outside the schema deploy looks in stops deploy") {
  auto space = workspace({source("main", folder({init, post}))});
  auto ledger = database({init_row}, space);
  ledger.ledger_counts = false;
  auto deploy = [&] { return judge_ledgers(space, {ledger}, {}).front().forecast.deploy; };
  ledger.has_other_tables = false;
  CHECK(deploy().exit == 1);
  CHECK(has(deploy().sentence, "already exists"));
  ledger.has_other_tables = true;
  CHECK(has(deploy().sentence, "P3005"));
  ledger.ledger_counts = true;
  CHECK(has(deploy().sentence, "will run 1 migration"));
}

TEST_CASE("a script that begins with a byte order mark fails, one that holds it elsewhere is not judged") {
  auto forecast_of = [](const std::string& text) {
    auto marked = post;
    auto script = *post.script;
    script.text = text;
    marked.script = std::make_shared<const Script>(script);
    return judge_one({init, marked}, {init_row}, version(6, 19)).forecast;
  };
  auto forecast = forecast_of("\xEF\xBB\xBFSELECT 1;");
  CHECK(forecast.deploy.exit == 1);
  CHECK(has(forecast.deploy.sentence, "P3018"));
  CHECK(forecast.dev.exit == 1);
  CHECK(has(forecast.dev.sentence, "P3006"));
  CHECK(forecast_of("SELECT '\xEF\xBB\xBF';").deploy.exit == -1);
}

TEST_CASE("tables without a ledger are baselined, an empty database is not") {
  auto space = workspace({source("main", folder({init, post}))});
  auto ledger = database({}, space);
  ledger.has_ledger = false;
  auto forecast = judge_ledgers(space, {ledger}, {}).front().forecast;
  CHECK(has(forecast.deploy.sentence, "P3005"));
  CHECK(forecast.deploy.exit == 1);
  CHECK(forecast.deploy.instead == Lines{"npx prisma migrate resolve --applied 20240101000000_init",
                                         "npx prisma migrate resolve --applied 20240201000000_add_post",
                                         "npx prisma migrate deploy"});
  CHECK(forecast.dev.exit == 130);
  ledger.has_other_tables = false;
  forecast = judge_ledgers(space, {ledger}, {}).front().forecast;
  CHECK(has(forecast.deploy.sentence, "will run 2 migrations"));
  CHECK(forecast.deploy.instead.empty());
  CHECK(forecast.dev.exit == -1);
}

TEST_CASE("a script applied under an older name is recorded, not run again") {
  auto renamed = migration("20240601000000_add_post", "create b");
  auto forecast = judge_one({init, renamed}, {init_row, post_row}, version(7, 9)).forecast;
  CHECK(has(forecast.deploy.sentence, "a second time"));
  CHECK(forecast.deploy.instead ==
        Lines{"npx prisma migrate resolve --applied 20240601000000_add_post", "npx prisma migrate deploy"});
  CHECK(forecast.dev.instead.front() == "npx prisma migrate resolve --applied 20240601000000_add_post");
  auto empty = "-- This is an empty migration.\n";
  CHECK(judge_one({init, migration("2_x", empty)}, {init_row, row("1_y", empty, 2)}, version(7, 9))
            .forecast.deploy.instead.empty());
  CHECK(judge_one({init, migration("20240601000000_x", "other")}, {init_row, post_row}, version(7, 9))
            .forecast.deploy.instead.empty());
}

TEST_CASE("an edited script is put back from the branch that still has it, and resolve cannot help") {
  auto space =
      workspace({source("main", folder({init, post})), source("epic", folder({init, migration(post.name, "edited")}))});
  auto ledger = database({init_row, post_row}, space);
  auto forecast = second(space, ledger, {{post.name, {owned("main", "create b")}}}).forecast;
  CHECK(has(forecast.dev.sentence, "was edited after it was applied"));
  CHECK(forecast.dev.instead ==
        Lines{"git restore --source=main -- prisma/migrations/20240201000000_add_post/migration.sql"});
  CHECK(has(forecast.resolve.sentence, "cannot settle an edited migration"));
  CHECK(forecast.resolve.exit == 1);
  auto lost = second(space, ledger).forecast;
  CHECK(has(lost.dev.sentence, "nobody in this repository holds the applied script"));
  CHECK(lost.dev.instead.back() == "npx prisma migrate deploy");
}

TEST_CASE("an attempt that failed with another text is resolved, not restored") {
  auto fixed = migration(post.name, "create b, better");
  Owners owners = {{post.name, {owned("main", "create b")}}};
  auto space = workspace({source("main", folder({init, post})), source("epic", folder({init, fixed}), version(7, 9))});
  auto ledger = database({init_row, failed(post_row)}, space);
  auto half = second(space, ledger, owners).forecast.dev;
  CHECK(half.instead.empty());
  CHECK(has(half.sentence, "settle 20240201000000_add_post first"));
  // before 7.9 the rolled-back attempt still counts as edited, and dev goes on refusing
  space.sources[1].projects[0].prisma = version(6, 19);
  auto retried = database({init_row, rolled_back(post_row), row(post.name, "create b, better", 5)}, space);
  auto dev = second(space, retried, owners).forecast.dev;
  CHECK(dev.exit == 130);
  CHECK(dev.instead.size() == 3);
  CHECK(dev.instead.back() == "npx prisma migrate deploy");
}

TEST_CASE("in sync nothing is to be typed instead") {
  auto forecast = judge_one({init}, {init_row}, version(7, 9)).forecast;
  for (const auto* line : {&forecast.status, &forecast.deploy, &forecast.dev, &forecast.db_pull, &forecast.resolve})
    CHECK(line->instead.empty());
  CHECK(forecast.status.sentence == "`migrate status` says that the database schema is up to date");
  CHECK(forecast.resolve.exit == 1);
}

TEST_CASE("deploy and dev would create a database that does not exist") {
  auto space = workspace({source("main", folder({init}))});
  auto absent = database({}, space);
  absent.state = Database::State::unreachable;
  absent.error = "P1003: Database `shop` does not exist";
  auto forecast = judge_ledgers(space, {absent}, {}).front().forecast;
  CHECK(forecast.status.sentence == "`migrate status` stops with P1003");
  CHECK(forecast.deploy.sentence == "`migrate deploy` will create the database and run 1 migration");
}
