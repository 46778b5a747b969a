#pragma once
// Prisma's PostgreSQL connection URLs (quaint/src/connector/postgres/url.rs) and what libpq may be given of them.
#include <map>
#include <string>

namespace tributary::prisma {

struct Url {
  bool postgres = false;  ///< scheme postgres:// or postgresql://
  std::string scheme;     ///< "mysql", "prisma+postgres", "file"…
  std::string user, password, host,
      database;  ///< decoded; host may be a socket directory; Prisma's defaults where absent
  int port = 5432;
  std::map<std::string, std::string> parameters;  ///< decoded, last of a name wins
  std::string schema;                             ///< `?schema=`; "" = not given: search_path stays the server's
  std::string problem;                            ///< "" or why it cannot be used; no secret in it
};

Url parse_url(const std::string& text);

/// The URL with password and secret-looking parameters replaced by ***; a text that is no URL becomes "***".
std::string redacted(const std::string& text);
/// A message with each URL in it redacted.
std::string without_secrets(const std::string& text);

}  // namespace tributary::prisma
