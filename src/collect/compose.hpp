#pragma once
// What a compose file says of the database that a worktree's URL leads to.
#include <string>
#include <string_view>

namespace tributary {

/// The host's port at which the first service with an image of PostgreSQL is published; "" = none, or one that the
/// engine chooses. Whoever starts it serves every worktree of the machine there. Pure.
std::string published_postgres(std::string_view compose);

/// Of the compose file at the root of `worktree`, the first by name: "docker-compose.yml: port 5432"; "" = none.
std::string published_database(const std::string& worktree);

}  // namespace tributary
