#pragma once
// SHA-256 of files of any size, in pieces.
#include <cstdint>
#include <string>

namespace tributary {

struct FileDigest {
  std::string sha256;  ///< 64 lower-case hex digits; "" where `problem` says why
  std::uint64_t bytes = 0;
  std::string problem;
};
FileDigest digest_of_file(const std::string& path);

}  // namespace tributary
