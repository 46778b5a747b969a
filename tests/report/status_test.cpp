#include <doctest/doctest.h>

#include "report/demo.hpp"

using namespace tributary;
using namespace tributary::testing;

TEST_CASE("status is a table of sources, what each has to say, and the databases") {
  CHECK(render(demo("status"), Format::text, in_full()) == R"(target  main  11111111  /srv/americano

SOURCE  STATE   OWN  SHARED  MODELS  ENUMS  DATABASE   LEDGER
main    target    -       1      31      8  americano  1 foreign row
epic3             2       1      31      8  americano  2 to apply, 1 foreign row
epic4             1       1      31      8  -          -

main  /srv/americano/apps/web
  ledger      americano: 1 foreign row
  lacks       of epic4
                20251016223131_add_validation_response_fields
  status      prisma migrate status calls the database up to date.
  dev         prisma migrate dev will demand a reset of the shared database.
              $ npx prisma migrate deploy

epic3  /srv/americano-epic3/apps/web
  own         20251016000000_create_vector_indexes
              20251016164000_add_search_analytics_tracking
  ledger      americano: 2 to apply, 1 foreign row
  to apply    all of its own
  lacks       of epic4
                20251016223131_add_validation_response_fields
  status      prisma migrate status calls the database up to date.
  dev         prisma migrate dev will demand a reset of the shared database.
              $ npx prisma migrate deploy

epic4  /srv/americano-epic4/apps/web
  own         20251016223131_add_validation_response_fields

Databases
  americano  PostgreSQL 15.20, 2 ledger rows
    postgresql://ky:***@localhost/americano
    shared by main, epic3

3 sources, 3 own migrations to merge, 1 database; 1 warning: tributary check reads the SQL, too
)");
}

TEST_CASE("stale migrations get a column and a line where there are any") {
  auto answer = demo("status");
  answer.analysis.workspace.sources[2].projects[0].stale = {"20251015112537_page_range_support"};
  auto text = render(answer, Format::text, in_full(100));
  CHECK(text.find("\nSOURCE  STATE   OWN  SHARED  STALE  MODELS") != std::string::npos);
  CHECK(text.find("\nepic4             1       1      1      31") != std::string::npos);
  CHECK(text.find("\n  stale       20251015112537_page_range_support\n") != std::string::npos);
}

TEST_CASE("a monorepo names the project of each row, and a source says what is odd about it") {
  auto answer = demo("status");
  auto& source = answer.analysis.workspace.sources[2];
  source.projects[0].path = "services/billing";
  source.detached = source.locked = source.missing = true;
  source.locked_because = "on the other disk";
  source.contains = {"epic3"};
  auto text = render(answer, Format::text, in_full(120));
  CHECK(text.find("epic4   detached locked missing  services/billing ") != std::string::npos);
  CHECK(text.find("main    target                   apps/web ") != std::string::npos);
  CHECK(text.find(
            "\n  locked      on the other disk\n  missing     its folder is gone\n  stack       stands on epic3\n") !=
        std::string::npos);
}

TEST_CASE("a target behind its upstream, or checked out nowhere, is said to be") {
  auto answer = demo("status");
  auto& target = answer.analysis.workspace.target;
  target.behind_upstream = 2;
  target.upstream = "origin/main";
  target.worktree.clear();
  auto text = render(answer, Format::text, in_full());
  CHECK(text.find("        checked out nowhere; read from refs/heads/main\n") != std::string::npos);
  CHECK(text.find("        2 commits behind origin/main: pull it before you trust what follows\n") !=
        std::string::npos);
}

TEST_CASE("what could not be read is shown with its place and hint") {
  auto answer = demo("status");
  answer.analysis.workspace.sources[1].projects[0].obstacles = {
      {"apps/web/prisma.config.ts", 4, "not a form we read", "set schema in tributary.yaml"}};
  auto text = render(answer, Format::text, in_full());
  CHECK(text.find("  problem     apps/web/prisma.config.ts:4: not a form we read\n              -> set schema in "
                  "tributary.yaml\n") != std::string::npos);
}

TEST_CASE("status is short: the table, then what needs attention, worst first, a line each") {
  auto answer = demo("status");
  answer.analysis.histories[1].failed = {"20251016000000_create_vector_indexes"};
  answer.analysis.histories[1].forecast.deploy = {"`migrate deploy` stops with P3009", 1, {}};
  CHECK(render(answer, Format::text, plain(200)) == R"(target  main  11111111  /srv/americano

SOURCE  STATE   OWN  SHARED  MODELS  ENUMS  DATABASE   LEDGER
main    target    -       1      31      8  americano  1 foreign row
epic3             2       1      31      8  americano  2 to apply, 1 foreign row, 1 failed
epic4             1       1      31      8  -          -

epic3  americano: failed: 20251016000000_create_vector_indexes; `migrate deploy` stops with P3009
main  americano: 1 row without a folder here (1 of epic4): `migrate dev` would demand a reset
epic3  americano: 1 row without a folder here (1 of epic4): `migrate dev` would demand a reset

americano  PostgreSQL 15.20, 2 ledger rows, shared by main, epic3

3 sources, 3 own migrations to merge, 1 database; 1 warning: tributary check reads the SQL, too; details: tributary status SOURCE, or -v
)");
}

TEST_CASE("status SOURCE says everything of that source and nothing of the others") {
  auto answer = demo("status");
  answer.about = {"epic3"};
  auto text = render(answer, Format::text, plain());
  CHECK(text.find("epic3  /srv/americano-epic3/apps/web\n") != std::string::npos);
  CHECK(text.find("  dev         prisma migrate dev will demand") != std::string::npos);
  CHECK(text.find("epic4  ") == std::string::npos);
}

TEST_CASE("what could not be read is in its line, with the hint") {
  auto answer = demo("status");
  answer.analysis.workspace.sources[1].projects[0].obstacles = {
      {"apps/web/prisma.config.ts", 4, "not a form we read", "set schema in tributary.yaml"}};
  auto text = render(answer, Format::text, plain());
  CHECK(text.find("epic3  apps/web/prisma.config.ts:4: not a form we read -> set schema in tributary.yaml\n") !=
        std::string::npos);
}
