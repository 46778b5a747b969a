// Nor does a command that asks a database or starts a server of its own run what the repository names.
#include "cli/trapped.hpp"
#include "support/temp_server.hpp"

using namespace tributary;
using namespace tributary::testing;

TEST_SUITE("db") {
  TEST_CASE(
      "nor does a command that starts a server of its own, or asks one, although PATH leads into the repository") {
    Trapped trapped;
    auto& server = TempServer::shared();
    auto database = server.new_database("trapped");
    trapped.repo.write(".env", "DATABASE_URL=" + server.url(database) + "\n");
    TempFolder folder;
    write_file(folder.path() + "/drift.md", "<!-- tributary:drift:begin epic -->\n<!-- tributary:drift:end -->\n");
    for (const auto& [name, runs] : commands_beside_a_database(folder.path(), database))
      for (const auto& words : runs) {
        auto result = run_tributary(words, trapped.repo.path(), trapped.environment());
        CHECK_MESSAGE((result.status >= 0 && result.status <= 2), joined(words) << ": " << result.err);
        if (name == "rehearse") CHECK_MESSAGE(contains(result.out, "  fresh "), result.out << result.err);
        trapped.require_unsprung(words);
      }
  }
}
