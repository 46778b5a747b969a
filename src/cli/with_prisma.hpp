#pragma once
// The one place where code of the user's project is executed, and only when --with-prisma asks for it by name.
#include "cli/command.hpp"
#include "tributary/analyse.hpp"

namespace tributary::cli {

/// Runs `prisma validate` of each judged worktree's own node_modules. A ref has no files to run: it is said to be not
/// checked. `judged`: names of sources; empty = all.
std::vector<PrismaAnswer> ask_prisma(const Session& session, const Workspace& workspace,
                                     const std::vector<std::string>& judged);

/// What `prisma validate` printed: accepted, its first error with its place, or why that is no verdict on the schema
/// (a missing variable, a broken config, a crash). `folder` = where it ran, from the source's root ("." = there).
PrismaAnswer read_prisma_answer(int status, const std::string& out, const std::string& err, const std::string& folder);

}  // namespace tributary::cli
