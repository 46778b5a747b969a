#include "base/file_digest.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

namespace tributary {
namespace {

std::string hex_of(const unsigned char* bytes, unsigned count) {
  static const char digits[] = "0123456789abcdef";
  std::string out;
  for (unsigned i = 0; i < count; ++i) out += digits[bytes[i] >> 4], out += digits[bytes[i] & 15];
  return out;
}

}  // namespace

FileDigest digest_of_file(const std::string& path) {
  FileDigest out;
  int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) return {"", 0, std::strerror(errno)};
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
  std::vector<char> buffer(1u << 20);
  for (;;) {
    auto count = ::read(file, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) out.problem = std::strerror(errno);
    if (count <= 0) break;
    EVP_DigestUpdate(context.get(), buffer.data(), static_cast<std::size_t>(count));
    out.bytes += static_cast<std::uint64_t>(count);
  }
  ::close(file);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  EVP_DigestFinal_ex(context.get(), digest, &length);
  if (out.problem.empty()) out.sha256 = hex_of(digest, length);
  return out;
}

}  // namespace tributary
