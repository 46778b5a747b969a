#include "prisma/version.hpp"

#include <charconv>
#include <tuple>

namespace tributary::prisma {

std::optional<PrismaVersion> parse_version(const std::string& text, const std::string& from) {
  auto digit = text.find_first_of("0123456789");
  if (digit == text.npos) return std::nullopt;
  PrismaVersion version{0, 0, 0, from};
  int* parts[] = {&version.major, &version.minor, &version.patch};
  const char* at = text.data() + digit;
  const char* end = text.data() + text.size();
  for (int* part : parts) {
    auto [next, error] = std::from_chars(at, end, *part);
    if (error != std::errc()) break;
    at = next;
    if (at == end || *at != '.') break;
    ++at;
  }
  return version;
}

PrismaVersion newest_known() {
  return {7, 9, 1, PrismaVersion().from};
}

bool at_least(const PrismaVersion& version, int major, int minor) {
  return std::tie(version.major, version.minor) >= std::tie(major, minor);
}

std::string version_text(const PrismaVersion& v) {
  return std::to_string(v.major) + "." + std::to_string(v.minor) + "." + std::to_string(v.patch);
}

}  // namespace tributary::prisma
