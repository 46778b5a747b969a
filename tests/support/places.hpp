#pragma once
// Where the program and the repository are: known to one file, so that no other changes with the folder it is built in.
#include <string>

namespace tributary::testing {

const std::string& tributary_binary();  ///< absolute path of the program under test
const std::string& repository_root();   ///< absolute path of the sources

}  // namespace tributary::testing
