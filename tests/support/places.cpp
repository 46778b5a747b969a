#include "support/places.hpp"

namespace tributary::testing {

const std::string& tributary_binary() {
  static const std::string path = TRIBUTARY_BINARY;
  return path;
}

const std::string& repository_root() {
  static const std::string path = TRIBUTARY_SOURCE_DIR;
  return path;
}

}  // namespace tributary::testing
