#include "inspect/address.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace tributary::inspect {
namespace {

// Nothing can exist below a device: libpq takes the file for absent. /dev/null itself would make it warn on stderr.
constexpr const char* nowhere = "/dev/null/none";

std::string parameter(const prisma::Url& url, const std::string& name) {
  auto at = url.parameters.find(name);
  return at == url.parameters.end() ? std::string() : at->second;
}

/// Prisma knows three modes; anything else means prefer.
std::string ssl_mode(const prisma::Url& url) {
  auto mode = parameter(url, "sslmode");
  return mode == "disable" || mode == "require" ? mode : "prefer";
}

std::string quoted(const std::string& value) {
  std::string out = "'";
  for (char c : value) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

}  // namespace

std::string conninfo(const prisma::Url& url) {
  const std::vector<std::pair<const char*, std::string>> pinned = {{"host", url.host},
                                                                   {"port", std::to_string(url.port)},
                                                                   {"user", url.user},
                                                                   {"password", url.password},
                                                                   {"dbname", url.database},
                                                                   {"passfile", nowhere},
                                                                   {"sslmode", ssl_mode(url)},
                                                                   {"sslcert", nowhere},
                                                                   {"sslkey", nowhere},
                                                                   {"sslrootcert", nowhere},
                                                                   {"sslcrl", nowhere},
                                                                   {"gssencmode", "disable"},
                                                                   {"target_session_attrs", "any"},
                                                                   {"client_encoding", "UTF8"},
                                                                   {"options", parameter(url, "options")},
                                                                   {"application_name", "tributary"},
                                                                   {"keepalives", "1"}};
  std::string out;
  for (const auto& [key, value] : pinned) out += std::string(out.empty() ? "" : " ") + key + "=" + quoted(value);
  return out;
}

std::string place_of(const prisma::Url& url) {
  auto host = text::lower(url.host);
  if (host == "127.0.0.1" || host == "::1") host = "localhost";
  auto schema = url.schema.empty() ? std::string("public") : url.schema;
  return host + ":" + std::to_string(url.port) + "/" + url.database + "#" + schema;
}

int connect_seconds(const prisma::Url& url, const InspectOptions& options) {
  int wanted = std::atoi(parameter(url, "connect_timeout").c_str());
  return wanted > 0 ? std::min(wanted, options.connect_timeout_s) : options.connect_timeout_s;
}

}  // namespace tributary::inspect
