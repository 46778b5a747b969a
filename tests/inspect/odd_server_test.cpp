// Servers that answer what no PostgreSQL does cost their own database its answer, and nothing else.
#include "inspect/odd_server.hpp"

#include <sys/resource.h>

#include "inspect/worktrees.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

using Rows = std::vector<std::vector<std::string>>;

Database look(const std::string& url, const InspectOptions& options = {}) {
  auto databases = inspect_databases(pointing_at({{"main", url}}), options);
  REQUIRE(databases.size() == 1);
  return databases.front();
}

void check_odd(const Database& database) {
  CHECK(database.state == Database::State::unreachable);
  CHECK_MESSAGE(database.error.find("as no PostgreSQL does") != std::string::npos, database.error);
}

/// Right up to the question about tables, which comes after search_path and the server's identity.
OddServer::Rows honest_until(const std::string& word, Rows then) {
  return [word, then](const std::string& sql) -> Rows {
    if (sql.find(word) != sql.npos) return then;
    if (sql.find("to_regclass") != sql.npos) return {{"7", "public"}};
    if (sql.find("server_version") != sql.npos) return {{"15.1", "shop", "1", "2"}};
    return {{"f", "f"}};
  };
}

}  // namespace

TEST_CASE("no rows where one was asked for") {
  OddServer server(2, [](const std::string&) { return Rows(); });
  check_odd(look(server.url()));
  OddServer later(2, honest_until("bool_or", {}));
  check_odd(look(later.url()));
}

TEST_CASE("too few or too many columns") {
  OddServer one(1, [](const std::string&) { return Rows{{"1"}}; });
  check_odd(look(one.url()));
  OddServer many(9, [](const std::string&) { return Rows{{"1", "2", "3", "4", "5", "6", "7", "8", "9"}}; });
  check_odd(look(many.url()));
}

TEST_CASE("no truth value where one was asked for") {
  OddServer server(2, honest_until("bool_or", {{"x", "maybe"}}));
  check_odd(look(server.url()));
}

TEST_CASE("no number where an oid was asked for") {
  OddServer server(2, honest_until("to_regclass", {{"1; DROP TABLE x", "public"}}));
  check_odd(look(server.url()));
}

TEST_CASE("rows without an end stop long before the memory does") {
  OddServer server(2, [](const std::string&) { return Rows{{std::string(1 << 20, 'x'), "y"}}; });
  server.endless = true;
  auto database = look(server.url());
  CHECK(database.state == Database::State::unreachable);
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  CHECK(usage.ru_maxrss < 1'500'000);  // KB
}

TEST_CASE("an odd server beside others leaves them alone, and a hundred dead ones have one time for all") {
  OddServer odd(2, [](const std::string&) { return Rows(); });
  std::vector<std::pair<std::string, std::string>> worktrees{{"main", "postgresql://ann@127.0.0.1:1/away"},
                                                             {"odd", odd.url()}};
  auto databases = inspect_databases(pointing_at(worktrees), {});
  REQUIRE(databases.size() == 2);
  CHECK(databases[0].error.substr(0, 5) == "P1001");
  check_odd(databases[1]);
}

TEST_CASE("what the time for all databases does not reach is told, not tried") {
  InspectOptions options;
  options.databases_budget_ms = 0;
  auto database = look("postgresql://ann@127.0.0.1:1/away", options);
  CHECK(database.state == Database::State::unreachable);
  CHECK(database.error == "not asked within the time for all databases");
  auto other = look("mysql://ann@127.0.0.1:1/away", options);
  CHECK(other.error.find("only PostgreSQL") != std::string::npos);
}
