#pragma once
// Command lines that bash runs as they are, in the project's folder.
#include <string>
#include <vector>

#include "tributary/workspace.hpp"

namespace tributary::ledger {

/// A path relative to the source's root, seen from the project's folder: "../../prisma/schema.prisma".
std::string from_project(const Project& project, const std::string& path);

/// Writes the migration that this folder lacks for its schema.prisma without asking the database for its state, then
/// applies it: what `migrate dev` refuses while the ledger holds foreign rows. Replaying the folder takes a scratch
/// database of the user's: `migrate diff` makes none of its own (schema-engine/core/src/commands/diff_cli.rs).
std::vector<std::string> new_migration(const Project& project);

/// `git merge` of the target's branch; "" where the target has no name to merge.
std::string merge_target_back(const Target& target);

/// `git restore` of one script as `ref` has it.
std::string restore_script(const Project& project, const std::string& migration, const std::string& ref);

}  // namespace tributary::ledger
