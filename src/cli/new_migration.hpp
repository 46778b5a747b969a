#pragma once
// The SQL of a migration that is still to be written, by the project's own Prisma.
#include <string>

#include "cli/command.hpp"
#include "cli/config.hpp"
#include "tributary/analyse.hpp"

namespace tributary::cli {

/// A folder's name later than everything that open sources, the target and the asked databases have, and not before
/// now. Stamps further ahead than the policy allows are somebody's mistake and are not followed.
std::string name_after_all(const Analysis& analysis, const Project& project, const std::string& description);

/// `prisma migrate diff` from the migrations folder to the schema, run by name over a shadow database of ours; "" =
/// there is no difference. Throws Error where no Prisma is installed, it fails, or there is no server for it.
std::string sql_by_prisma(const Session& session, const Config& config, const Analysis& analysis, const Source& source,
                          const Project& project);

}  // namespace tributary::cli
