#include "base/digest.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>

#include "tributary/error.hpp"

namespace tributary {
namespace {

std::string hex(const unsigned char* bytes, std::size_t count) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += {digits[bytes[i] >> 4], digits[bytes[i] & 15]};
  return out;
}

class Digest {
 public:
  explicit Digest(const EVP_MD* algorithm) : algorithm_(algorithm), context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    check(context_ && EVP_DigestInit_ex(context_.get(), algorithm_, nullptr) == 1);
  }
  void add(std::string_view bytes) { check(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1); }
  std::string take_hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned length = 0;
    check(EVP_DigestFinal_ex(context_.get(), out.data(), &length) == 1);
    return hex(out.data(), length);
  }

 private:
  void check(bool done) const {
    if (!done)
      throw Error("OpenSSL cannot compute a digest", EVP_MD_get0_name(algorithm_),
                  "a FIPS policy may forbid it on this machine");
  }

  const EVP_MD* algorithm_;
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  Digest digest(EVP_sha256());
  digest.add(bytes);
  return digest.take_hex();
}

std::string sha256_hex_replacing(std::string_view bytes, std::string_view what, std::string_view with) {
  constexpr std::size_t enough = 1 << 16;
  Digest digest(EVP_sha256());
  std::string buffer;
  for (std::size_t at = 0; at < bytes.size();) {
    auto found = std::min(bytes.find(what, at), bytes.size());
    auto kept = bytes.substr(at, found - at);
    if (buffer.size() + kept.size() > enough) digest.add(buffer), buffer.clear();
    if (kept.size() > enough)
      digest.add(kept);
    else
      buffer += kept;
    if (found < bytes.size()) buffer += with;
    at = found + (found < bytes.size() ? what.size() : 0);
  }
  digest.add(buffer);
  return digest.take_hex();
}

std::string git_blob_id(std::string_view bytes) {
  Digest digest(EVP_sha1());
  std::string head = "blob " + std::to_string(bytes.size());
  head.push_back('\0');
  digest.add(head);
  digest.add(bytes);
  return digest.take_hex();
}

}  // namespace tributary
