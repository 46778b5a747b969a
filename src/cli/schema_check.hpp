#pragma once
#include "cli/command.hpp"

namespace tributary::cli {

/// `schema check FILE...`: the files, or all of a folder, are one schema. `prisma` is "6", "7" or "" (as the nearest
/// project). Exit 0 or 1; throws Error where a file cannot be read.
int check_schema(const Session& session, const std::vector<std::string>& paths, const std::string& prisma);

}  // namespace tributary::cli
