#include <doctest/doctest.h>

#include "base/files.hpp"
#include "scenarios/play.hpp"
#include "support/places.hpp"
#include "support/temp_server.hpp"

namespace tributary::testing {

TEST_SUITE("db") {
  TEST_CASE("each scenario with a database gets the answer its readme promises beside it") {
    for (const auto& scenario : all_scenarios()) {
      bool has_database = kind_of(repository_root() + "/test-repos/" + scenario + "/database") == FileKind::file;
      if (!has_database && !asks_a_server(scenario)) continue;
      auto& server = TempServer::shared();
      CHECK_MESSAGE(play(scenario, server.port(), server.socket_folder()) > 0, scenario);
    }
  }
}

}  // namespace tributary::testing
