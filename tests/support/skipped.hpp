#pragma once
#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

namespace tributary::testing {

/// Says that what follows cannot be tested here. Under CI, which has everything, that is a failure.
inline void skipped(const std::string& why) {
  const char* ci = std::getenv("CI");
  MESSAGE("SKIPPED: " << why);
  CHECK_MESSAGE((!ci || !*ci || std::string(ci) == "false"), why);
}

}  // namespace tributary::testing
