#pragma once
// From a Prisma URL to what libpq is told: every parameter is pinned, so that nothing comes from its defaults.
#include <string>

#include "prisma/url.hpp"
#include "tributary/inspect.hpp"

namespace tributary::inspect {

/// A libpq connection string that names every parameter a user's machine could otherwise supply: the password file and
/// certificates in ~/.postgresql are pointed at a path that cannot exist. Holds the password.
std::string conninfo(const prisma::Url& url);

/// host:port/database?schema with the spellings of the local host made one. Two URLs with equal places lead to one
/// database as far as texts tell.
std::string place_of(const prisma::Url& url);

/// Seconds to wait for a connection: the URL's connect_timeout where that is shorter.
int connect_seconds(const prisma::Url& url, const InspectOptions& options);

}  // namespace tributary::inspect
