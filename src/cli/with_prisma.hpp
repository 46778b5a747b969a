#pragma once
// The one place where code of the user's project is executed, and only when --with-prisma asks for it by name.
#include "base/process.hpp"
#include "cli/command.hpp"
#include "tributary/analyse.hpp"

namespace tributary::cli {

/// One `prisma validate`. Paths begin with the worktree's root, but for `folder`.
struct PrismaCall {
  std::string cli;                ///< prisma/build/index.js
  std::string root;               ///< of the worktree
  std::string folder;             ///< of the project, where it runs, relative to the root; "." = there
  std::string schema;             ///< its file, or the folder that all of its files are in
  std::vector<Secret> passwords;  ///< those that it may know, never shown even where no URL is around them
  int deadline_ms = 60'000;
};

/// The CLI in node_modules of the project's folder or of one above it, inside of the worktree; "" = none is installed.
std::string installed_prisma(const std::string& root, const std::string& project);
/// The schema as the CLI is told it, from the source's root: its file, or the folder that all of its files are in.
std::string schema_for_prisma(const Project& project);
/// What it printed, without secrets and not longer than a person reads.
std::string reason_of_prisma(const std::string& said, const PrismaCall& call);

/// Runs `prisma validate` of each judged worktree's own node_modules. A ref has no files to run: it is said to be not
/// checked. `judged`: names of sources; empty = all.
std::vector<PrismaAnswer> ask_prisma(const Session& session, const Workspace& workspace,
                                     const std::vector<std::string>& judged);

/// Runs it, with nothing on its standard input. The answer names no project yet.
PrismaAnswer run_prisma(const PrismaCall& call);

/// What it printed: accepted, its first error with its place, or why that is no verdict on the schema (a variable of
/// the environment, a broken config, a crash, a signal).
PrismaAnswer read_prisma_answer(const ProcessResult& ran, const PrismaCall& call);

}  // namespace tributary::cli
