#include <doctest/doctest.h>

#include "scenarios/play.hpp"

namespace tributary::testing {

TEST_SUITE("git") {
  TEST_CASE("each scenario of test-repos gets the answer its readme promises") {
    for (const auto& scenario : all_scenarios()) play(scenario);
  }
}

}  // namespace tributary::testing
