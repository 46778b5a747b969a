#pragma once
// The command lines that tributary prints to be typed: made here from the state alone, so that each is right where it
// is printed. None resets a database, pushes a schema or edits a ledger by hand: on a shared database each of those
// destroys what belongs to others.
#include <span>
#include <string>

#include "tributary/workspace.hpp"

namespace tributary::typed {

/// The project's own Prisma, as its lock file wants it started: "npx prisma migrate deploy".
std::string prisma(const Project& project, const std::string& words);
std::string deploy(const Project& project);
std::string resolve_applied(const Project& project, const std::string& migration);
std::string resolve_rolled_back(const Project& project, const std::string& migration);
std::string pull_print(const Project& project);  ///< writes nothing: shows how the database reads as a schema

std::string validate(const Project& project);
/// After the schema has changed: the client made anew, and the schema looked at.
std::string generate_and_validate(const Project& project);

/// "git -C /work/one"; "git" where the source has no worktree.
std::string git_in(const Source& source);
/// The folder of one migration removed, and under another name: by git where it knows the folder, else by the shell.
std::string remove_folder(const Source& source, const Project& project, const Migration& migration);
std::string move_folder(const Source& source, const Project& project, const Migration& migration,
                        const std::string& name);
/// What the target has of it, put back: where a merge brings nothing, as it is contained already.
std::string restore_folder(const Source& source, const Project& project, const std::string& migration,
                           const std::string& ref);
/// The schema and the migrations of a project that the source has deleted, as the target has them: the folder may hold
/// more, which is not to be put back.
std::string restore_project(const Source& source, const Workspace& workspace, const std::string& path);
std::string merge(const Source& source, const std::string& branch);

/// Whether a finding's help is a command line, which is shown on a line of its own to be copied, and not advice.
bool is_command(const std::string& help);

/// Every kind of line that is made here, with one of it: a test types each.
struct Kind {
  const char* name;
  std::string (*example)(const Source& source, const Project& project, const Migration& migration);
};
std::span<const Kind> kinds();

/// `command`, typed in the project's folder: "cd /work/one/apps/web && …"; as it is where the source has no worktree.
std::string in_project(const Source& source, const Project& project, const std::string& command);

}  // namespace tributary::typed
