#pragma once
// Where a command's configuration comes from.
#include <optional>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/config.hpp"
#include "tributary/workspace.hpp"

namespace tributary::cli {

/// --config, else the file at the root of the worktree that is stood in (of the target's commit in a bare repository),
/// else the defaults. What decides what is executed, connected to or trusted is the target's word all the same.
Config worktree_config(const Session& session);

/// What a gate goes by: --config, else the file in the target's *commit*, whatever a source or the disk says.
Config gate_config(const Session& session);

/// The baseline that `config` names, from the target's commit; empty where there is none. Throws Error where it is
/// named and not there.
Baseline gate_baseline(const Config& config, const Workspace& workspace);
Baseline read_baseline_file(const std::string& path);

/// Files that configure the gate and that one of the sources changes. Empty `sources` = all.
std::vector<SourceFile> gate_changes(const Workspace& workspace, const Config& config,
                                     const std::vector<std::string>& sources);

/// The same session, with every branch, remote branch and tag among the words looked at that has no worktree: whoever
/// names one on the command line needs no --refs.
Session looking_at(const Session& session, const std::vector<std::string>& words);

/// --target, else what the configuration says; "" = found by itself.
std::string wanted_target(const Session& session, const Config& config);

/// Root of the worktree that `folder` is in; "" = it is in none.
std::string worktree_root(const std::string& folder);
/// nullopt: there is no such file in that commit.
std::optional<std::string> file_at_commit(const std::string& repository, const std::string& commit,
                                          const std::string& path);

}  // namespace tributary::cli
