#include <doctest/doctest.h>

#include "inspect/worktrees.hpp"
#include "support/temp_server.hpp"
#include "tributary/catalog.hpp"

using namespace tributary;
using namespace tributary::testing;

TEST_SUITE("db") {
  TEST_CASE("the structure of a database that answers is read once, and its ledger is no part of it") {
    auto& server = TempServer::shared();
    auto name = server.new_database("shop");
    server.exec(name, "CREATE TABLE \"User\" (id int PRIMARY KEY); CREATE TABLE _prisma_migrations (id text)");
    auto workspace = pointing_at({{"main", server.url(name)}, {"epic", server.socket_url(name)}});
    InspectOptions options;
    auto databases = inspect_databases(workspace, options);
    auto structures = read_structures(workspace, databases, options);
    REQUIRE(databases.size() == 1);
    REQUIRE(structures.count(databases.front().id));
    const auto& catalog = *structures.at(databases.front().id);
    CHECK(catalog.find({ObjectKind::column, "public", "User", "id", ""}));
    CHECK_FALSE(catalog.find({ObjectKind::table, "public", "_prisma_migrations", "", ""}));
    CHECK(catalog.server_major >= 12);
  }

  TEST_CASE("a role that may read nothing but the catalogs reads the whole structure") {
    auto& server = TempServer::shared();
    auto name = server.new_database("shop");
    server.exec(name,
                "CREATE ROLE looker LOGIN; CREATE TABLE secret (a int CHECK (a > 0)); REVOKE ALL ON SCHEMA public "
                "FROM PUBLIC");
    auto url = server.url(name);
    auto workspace = pointing_at({{"main", url.replace(url.find("postgres@"), 8, "looker")}});
    InspectOptions options;
    auto databases = inspect_databases(workspace, options);
    auto structures = read_structures(workspace, databases, options);
    REQUIRE(structures.size() == 1);
    CHECK(structures.begin()->second->find({ObjectKind::constraint, "public", "secret", "secret_a_check", ""}));
  }

  TEST_CASE("what is locked or not asked has no structure, and nobody waits for it") {
    auto& server = TempServer::shared();
    auto name = server.new_database("shop");
    auto workspace = pointing_at({{"main", server.url(name)}});
    InspectOptions options;
    options.connect_timeout_s = 1, options.statement_timeout_ms = 300;
    auto databases = inspect_databases(workspace, options);
    server.suspend();
    auto structures = read_structures(workspace, databases, options);
    server.resume();
    CHECK(structures.empty());
    options.offline = true;
    CHECK(read_structures(workspace, inspect_databases(workspace, options), options).empty());
  }
}
