#include "inspect/names.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <cstdlib>

#include "base/hidden_variables.hpp"
#include "inspect/address.hpp"
#include "inspect/worktrees.hpp"

using namespace tributary;
using namespace tributary::inspect;
using namespace tributary::testing;

using Ids = std::vector<std::string>;

TEST_CASE("an id is the database's name, and as much more as tells it from the others") {
  CHECK(ids_of({{"shop", "h", "public", "ann", 5432}}) == Ids{"shop"});
  CHECK(ids_of({{"shop", "h", "app", "ann", 5432}}) == Ids{"shop#app"});
  CHECK(ids_of({{"shop", "h", "public", "ann", 5432}, {"shop", "h", "app", "ann", 5432}}) == Ids{"shop", "shop#app"});
  CHECK(ids_of({{"shop", "h", "public", "ann", 5432},
                {"shop", "h", "public", "ann", 5433},
                {"log", "h", "public", "ann", 5432}}) == Ids{"shop@h:5432", "shop@h:5433", "log"});
  CHECK(ids_of({{"shop", "h", "public", "ann", 5432}, {"shop", "h", "public", "bob", 5432}}) ==
        Ids{"shop@h:5432/ann", "shop@h:5432/bob"});
  CHECK(ids_of({{"", "file:./dev.db", "", "", 0}, {"", "file:./dev.db", "", "", 0}}) ==
        Ids{"file:./dev.db", "file:./dev.db~2"});
}

TEST_CASE("what libpq would take from the machine is pinned, and values cannot break out of their quotes") {
  auto text = conninfo(prisma::parse_url("postgresql://ann:it's%5C@h/shop?sslmode=verify-full&schema=a"));
  CHECK(text.find("password='it\\'s\\\\'") != text.npos);
  CHECK(text.find("passfile='/dev/null/none'") != text.npos);
  CHECK(text.find("sslmode='prefer'") != text.npos);
  CHECK(text.find("schema") == text.npos);
}

TEST_CASE("PG variables are gone while we connect and back afterwards") {
  ::setenv("PGSERVICE", "elsewhere", 1);
  {
    HiddenVariables without("PG");
    CHECK(std::getenv("PGSERVICE") == nullptr);
    CHECK(std::getenv("PATH") != nullptr);
  }
  REQUIRE(std::getenv("PGSERVICE") != nullptr);
  CHECK(std::string(std::getenv("PGSERVICE")) == "elsewhere");
  ::unsetenv("PGSERVICE");
}

TEST_CASE("the local host's spellings are one place, other hosts are not") {
  auto place = [](const char* url) { return place_of(prisma::parse_url(url)); };
  CHECK(place("postgresql://ann@localhost/shop") == place("postgres://bob:x@127.0.0.1:5432/shop?schema=public"));
  CHECK(place("postgresql://ann@localhost/shop") != place("postgresql://ann@localhost:5433/shop"));
  CHECK(place("postgresql://ann@localhost/shop") != place("postgresql://ann@localhost/shop?schema=app"));
}

TEST_CASE("offline and for other providers nothing is connected to, and it is said what still works") {
  auto workspace =
      pointing_at({{"main", "postgresql://ann:s3cret@127.0.0.1:1/shop"}, {"epic", "mysql://root:s3cret@h/db"}});
  InspectOptions offline;
  offline.offline = true;
  auto databases = inspect_databases(workspace, offline);
  REQUIRE(databases.size() == 2);
  CHECK(databases[0].id == "shop");
  CHECK(databases[0].state == Database::State::not_asked);
  CHECK(databases[0].error == "not asked: offline");
  CHECK(databases[0].url == "postgresql://ann:***@127.0.0.1:1/shop");
  CHECK(databases[1].state == Database::State::not_asked);
  CHECK(databases[1].error.find("mysql") != std::string::npos);
  CHECK(databases[1].hint.find("still works") != std::string::npos);
  CHECK(databases[1].id.find("s3cret") == std::string::npos);
}

TEST_CASE("a URL that Prisma refuses is reported with its code, and never as it is written") {
  auto databases =
      inspect_databases(pointing_at({{"main", "s3cret"}, {"epic", "postgresql://ann:s3cret?x@h/shop"}}), {});
  REQUIRE(databases.size() == 2);
  for (const auto& database : databases) {
    CHECK(database.state == Database::State::unreachable);
    CHECK(database.error.find("P1013") == 0);
    for (const auto& text : {database.error, database.hint, database.id, database.url})
      CHECK(text.find("s3cret") == std::string::npos);
  }
  CHECK(databases[0].id == "not-a-url");
}

TEST_CASE("a ref's project causes no connection, and neither does a project without a URL") {
  auto workspace = pointing_at({{"main", "postgresql://ann@127.0.0.1:1/shop"}, {"epic", ""}});
  workspace.sources[0].kind = Source::Kind::ref;
  CHECK(inspect_databases(workspace, {}).empty());
}
