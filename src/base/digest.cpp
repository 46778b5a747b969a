#include "base/digest.hpp"

#include <openssl/evp.h>

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

std::string digest_hex(const EVP_MD* algorithm, std::string_view head, std::string_view body) {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned length = 0;
  if (!context || EVP_DigestInit_ex(context.get(), algorithm, nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), head.data(), head.size()) != 1 ||
      EVP_DigestUpdate(context.get(), body.data(), body.size()) != 1 ||
      EVP_DigestFinal_ex(context.get(), out.data(), &length) != 1)
    throw Error("OpenSSL cannot compute a digest", EVP_MD_get0_name(algorithm),
                "a FIPS policy may forbid it on this machine");
  return hex(out.data(), length);
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  return digest_hex(EVP_sha256(), {}, bytes);
}

std::string git_blob_id(std::string_view bytes) {
  std::string head = "blob " + std::to_string(bytes.size());
  head.push_back('\0');
  return digest_hex(EVP_sha1(), head, bytes);
}

}  // namespace tributary
