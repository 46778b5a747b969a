#pragma once
// Where initdb and postgres are.
#include <string>

namespace tributary::scratch {

/// A folder that holds both initdb and postgres, and the major version it is.
struct Binaries {
  std::string folder;  ///< "" = none found
  int major = 0;
};

/// `wanted` alone where it is given. Else what pg_config names and what Debian installs beside PATH
/// (/usr/lib/postgresql/N/bin): the one of `prefer_major` first, then the newest. Then PATH.
Binaries find_binaries(const std::string& wanted, int prefer_major);

}  // namespace tributary::scratch
