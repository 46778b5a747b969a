#include <doctest/doctest.h>

#include "report/demo.hpp"

using namespace tributary;
using namespace tributary::testing;

TEST_CASE("status is a table of sources, what each has to say, and the databases") {
  CHECK(render(demo("status"), Format::text, plain()) == R"(target  main  11111111  /srv/americano

SOURCE  STATE   OWN  SHARED  STALE  MODELS  DATABASE   LEDGER
main    target    -       1      -      31  americano  folder lacks 1 row
epic3             2       1      -      31  americano  2 to apply, lacks 1 row
epic4             1       1      -      31  -          -

main  /srv/americano/apps/web
  ledger      americano: folder lacks 1 row
  lacks       of epic4
                20251016223131_add_validation_response_fields
  status      prisma migrate status calls the database up to date.
  dev         prisma migrate dev will demand a reset of the shared database.
              $ npx prisma migrate deploy

epic3  /srv/americano-epic3/apps/web
  own         20251016000000_create_vector_indexes
              20251016164000_add_search_analytics_tracking
  ledger      americano: 2 to apply, lacks 1 row
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

3 sources, 3 own migrations to merge, 1 database; 1 warning: tributary check
)");
}
