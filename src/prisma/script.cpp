#include "prisma/script.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"

namespace tributary::prisma {
namespace {

// Prisma once printed each byte with {:x}: a zero in front of a single digit is missing.
std::string unpadded(const std::string& hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    if (hex[i] != '0') out += hex[i];
    out += hex[i + 1];
  }
  return out;
}

}  // namespace

Script read_script(std::string bytes, std::uint64_t cap) {
  Script script;
  script.blob = git_blob_id(bytes);
  script.bytes = bytes.size();
  script.valid_utf8 = text::is_utf8(bytes);
  const std::string decoded = script.valid_utf8 ? std::string() : text::to_utf8(bytes);
  const std::string& shown = script.valid_utf8 ? bytes : decoded;
  bool has_lf = shown.find('\n') != shown.npos, has_crlf = shown.find("\r\n") != shown.npos;
  script.checksums.as_is = sha256_hex(shown);
  script.checksums.lf = has_crlf ? sha256_hex_replacing(shown, "\r\n", "\n") : script.checksums.as_is;
  script.checksums.crlf = has_lf ? sha256_hex_replacing(shown, "\n", "\r\n") : script.checksums.as_is;
  script.too_large = script.bytes > cap;
  if (!script.too_large) script.text = std::move(bytes);
  return script;
}

bool checksum_matches(const Checksums& checksums, std::string_view stored) {
  if (stored.empty()) return false;
  for (const auto* form : {&checksums.as_is, &checksums.lf, &checksums.crlf}) {
    if (form->empty()) continue;
    if (stored.size() == 64 ? stored == *form : stored == unpadded(*form)) return true;
  }
  return false;
}

bool differs_in_line_endings_only(const Script& a, const Script& b) {
  return a.blob != b.blob && !a.checksums.lf.empty() && a.checksums.lf == b.checksums.lf;
}

std::optional<std::string> locked_provider(const std::optional<std::string>& lock_file) {
  if (!lock_file) return std::nullopt;
  constexpr std::string_view prefix = "provider = ";
  for (std::string line : text::lines(*lock_file)) {
    if (!line.starts_with("provider")) continue;
    while (line.starts_with(prefix)) line.erase(0, prefix.size());
    while (!line.empty() && line.front() == '"') line.erase(0, 1);
    while (!line.empty() && line.back() == '"') line.pop_back();
    return line;
  }
  return "<PROVIDER NOT FOUND>";
}

}  // namespace tributary::prisma
