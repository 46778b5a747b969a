#pragma once
// The command lines that tributary prints to be typed: made here from the state alone, so that each is right where it
// is printed. None resets a database, pushes a schema or edits a ledger by hand: on a shared database each of those
// destroys what belongs to others.
#include <string>

#include "tributary/workspace.hpp"

namespace tributary::typed {

/// The project's own Prisma, as its lock file wants it started: "npx prisma migrate deploy".
std::string prisma(const Project& project, const std::string& words);
std::string deploy(const Project& project);
std::string resolve_applied(const Project& project, const std::string& migration);
std::string resolve_rolled_back(const Project& project, const std::string& migration);
std::string pull_print(const Project& project);  ///< writes nothing: shows how the database reads as a schema

/// `command`, typed in the project's folder: "cd /work/one/apps/web && …"; as it is where the source has no worktree.
std::string in_project(const Source& source, const Project& project, const std::string& command);

}  // namespace tributary::typed
