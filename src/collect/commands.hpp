#pragma once
// The command lines that a repository keeps in files: package.json scripts, shell scripts, Makefiles, CI workflows.
#include <string>
#include <string_view>
#include <vector>

#include "tributary/workspace.hpp"

namespace tributary {

/// Which files are read, as git's pathspecs.
const std::vector<std::string>& command_file_patterns();

/// The lines of one file that name Prisma, as a shell would get them: continuation lines and SQL for psql joined, the
/// `env:` of a workflow and a Makefile's prefixes made a shell's. The file's name says how it is written; comments and
/// what is only described in it are left out. Pure.
std::vector<CommandLine> command_lines(const std::string& file, std::string_view text);

/// Of all tracked files of a worktree, as they are on disk. One git process; links are not followed.
std::vector<CommandLine> read_commands(const std::string& worktree);

/// The same as a commit has them.
std::vector<CommandLine> read_commands_at(const std::string& common_dir, const std::string& commit);

}  // namespace tributary
