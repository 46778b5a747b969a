// Commands in files that a shared database must be kept from.
#include <doctest/doctest.h>

#include "analyse/look.hpp"

using namespace tributary;
using namespace tributary::testing;
using Lines = std::vector<std::string>;

namespace {

const auto init = migration("20240101000001_init");

/// A file of the worktree `epic`, whose database `shop` these sources use.
Analysis with(const std::string& command, const std::vector<std::string>& users = {"main", "epic"}) {
  auto built = workspace().target("main", {init}).source("epic", {init}).build();
  source_of(built, "epic").commands = {{"package.json", 7, command}};
  auto analysis = analysis_of(built);
  auto shop = database("shop", {}, users);
  shop.url = "postgresql://app:***@db.example.com:5432/shop";
  analysis.databases = {{shop}};
  return analysis;
}

std::string severity_of(const std::string& command) {
  auto hits = findings_of(with(command), "forbidden-command");
  return hits.empty() ? "silent" : severity_name(hits.front().severity);
}

}  // namespace

TEST_CASE("forbidden commands, form by form") {
  struct Row {
    const char *command, *severity;
  };
  const std::vector<Row> rows = {
      // the team's lists: reset, push in any form, the ledger by hand
      {"npx prisma migrate reset", "error"},
      {"npx prisma migrate reset --force --skip-seed", "error"},
      {"npx prisma db push --force-reset", "error"},
      {"npx prisma db push --accept-data-loss", "error"},
      {"npx prisma db push --skip-generate", "warning"},
      {"psql shop -c \"DELETE FROM _prisma_migrations WHERE migration_name = '$1'\"", "error"},
      {"psql \"$DATABASE_URL\" -c 'UPDATE \"_prisma_migrations\" SET finished_at = now()'", "error"},
      {"psql -c 'DROP TABLE IF EXISTS public._prisma_migrations'", "error"},
      {"psql -c 'TRUNCATE _prisma_migrations'", "error"},
      {"echo 'DELETE FROM _prisma_migrations' | npx prisma db execute --stdin", "error"},
      // however it is reached
      {"prisma db push", "warning"},
      {"pnpm exec prisma db push", "warning"},
      {"pnpm --filter web prisma db push", "warning"},
      {"yarn dlx prisma@6.19.0 db push", "warning"},
      {"bunx --bun prisma db push", "warning"},
      {"node ./node_modules/prisma/build/index.js db push", "warning"},
      {"./node_modules/.bin/prisma --schema ./x.prisma db push", "warning"},
      {"npm ci && (cd apps/web; npx prisma db push) || exit 1", "warning"},
      {"if true; then npx prisma db push; fi", "warning"},
      {"docker compose exec web npx prisma migrate reset", "error"},
      {"sh -c 'npx prisma migrate reset'", "error"},
      {"concurrently \"next dev\" \"prisma db push\"", "warning"},
      {"x=$(npx prisma db push)", "warning"},
      {"DATABASE_URL=$DATABASE_URL npx prisma db push", "warning"},
      {"DATABASE_URL=postgres://me:pw@db.example.com/shop npx prisma db push", "warning"},
      // silent twins
      {"npx prisma migrate deploy", "silent"},
      {"npx prisma migrate dev --name reset", "silent"},
      {"npx prisma db pull", "silent"},
      {"npx prisma migrate reset --help", "silent"},
      {"npm run prisma:reset", "silent"},
      {"npm run prisma migrate:reset", "silent"},
      {"echo npx prisma db push", "silent"},
      {"echo 'never run: npx prisma migrate reset'", "silent"},
      {"# npx prisma migrate reset", "silent"},
      {"npx prisma generate # not: prisma db push", "silent"},
      {"grep -r 'prisma db push' .", "silent"},
      {"git commit -m \"no more prisma db push\"", "silent"},
      {"psql -c 'SELECT migration_name FROM _prisma_migrations'", "silent"},
      {"psql -c 'DELETE FROM jobs WHERE id IN (SELECT id FROM _prisma_migrations)'", "silent"},
      {"echo 'DELETE FROM _prisma_migrations'", "silent"},
      // a database of its own
      {"DATABASE_URL=postgresql://localhost/shop_test npx prisma db push", "silent"},
      {"DATABASE_URL=$TEST_DATABASE_URL prisma migrate reset --force", "silent"},
      {"cross-env DATABASE_URL=postgresql://localhost/shop_test prisma db push", "silent"},
      {"export DATABASE_URL=postgresql://localhost/shop_test; npx prisma db push", "silent"},
      {"dotenv -e .env.test -- npx prisma migrate reset --force", "silent"},
  };
  for (const auto& row : rows) CHECK_MESSAGE(severity_of(row.command) == row.severity, row.command);
}

TEST_CASE("a forbidden command names the file, the database and who shares it") {
  auto hits = findings_of(with("npx prisma migrate reset"), "forbidden-command");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].message ==
        "package.json line 7 runs `prisma migrate reset`, and the database shop is shared by main, epic");
  CHECK(hits[0].place.source == "epic");
  CHECK(hits[0].place.file == "package.json");
  CHECK(hits[0].place.line == 7);
}

TEST_CASE("silent twin: a database that nobody shares, and a project whose own database nobody shares") {
  CHECK(found(with("npx prisma migrate reset", {"epic"}), "forbidden-command").empty());
  auto elsewhere = with("npx prisma migrate reset");
  auto& epic = source_of(elsewhere.workspace, "epic");
  epic.projects.push_back(epic.projects.front());
  epic.projects.back().path = "apps/alone";
  epic.commands[0].file = "apps/alone/package.json";
  elsewhere.databases->push_back(database("alone", {}, {}));
  elsewhere.databases->back().consumers = {{"epic", "apps/alone"}};
  CHECK(found(elsewhere, "forbidden-command").empty());
}

TEST_CASE("without a connection the URLs say who shares, then the configuration, then a compose file") {
  auto offline = with("npx prisma migrate reset");
  offline.addresses = *offline.databases;
  offline.databases.reset();
  auto severity = [&] {
    auto hits = findings_of(offline, "forbidden-command");
    return hits.empty() ? std::string("silent") : severity_name(hits.front().severity);
  };
  CHECK(severity() == "error");
  offline.addresses[0].consumers = {{"epic", "."}};
  CHECK(severity() == "silent");  // it is known, and nobody shares it
  offline.addresses.clear();
  CHECK(severity() == "warning");  // nothing tells whose it is
  offline.policy.shared_database = false;
  CHECK(severity() == "silent");
  offline.policy.shared_database = true;
  CHECK(severity() == "error");
  offline.policy.shared_database.reset();
  source_of(offline.workspace, "epic").published_database = "docker-compose.yml: port 5432";
  CHECK(severity() == "warning");
  source_of(offline.workspace, "main").published_database = "docker-compose.yml: port 5432";
  CHECK(severity() == "error");
}

TEST_CASE("where sharing is not known a line that the target has is the target's alone") {
  auto offline = with("npx prisma migrate reset");
  offline.databases.reset();
  auto& main = source_of(offline.workspace, "main");
  main.commands = source_of(offline.workspace, "epic").commands;
  auto hits = findings_of(offline, "forbidden-command");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].place.source == "main");
}

TEST_CASE("a migration that writes Prisma's own table is an error; one that reads it is none") {
  auto of = [](const std::string& sql) {
    auto own = migration("20240201000001_a", sql);
    auto analysis = analysis_of(workspace().target("main", {init}).source("epic", {init, own}).build(), {"epic"});
    analysis.changes[own.script->blob] = std::make_shared<const ScriptChanges>(read_changes(sql));
    return found(analysis, "ledger-written-by-script");
  };
  CHECK(of("SELECT 1;\nDELETE FROM \"_prisma_migrations\" WHERE migration_name LIKE '2023%'") ==
        Lines{"error epic 20240201000001_a: 20240201000001_a writes rows of table \"_prisma_migrations\" (delete)"});
  CHECK(of("DROP TABLE public._prisma_migrations").size() == 1);
  CHECK(of("CREATE VIEW ran AS SELECT migration_name FROM _prisma_migrations").empty());
  CHECK(of("COMMENT ON TABLE _prisma_migrations IS 'x'").empty());
}
