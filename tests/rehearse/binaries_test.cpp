#include "rehearse/binaries.hpp"

#include <doctest/doctest.h>

using namespace tributary::scratch;

TEST_CASE("a folder that is asked for and holds no server is not replaced by another one") {
  CHECK(find_binaries("/nowhere/bin", 0).folder.empty());
}
