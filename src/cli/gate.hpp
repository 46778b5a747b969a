#pragma once
// The gate: what `check` and the hook say of sources, or of a merge before it is committed.
#include <optional>

#include "cli/command.hpp"
#include "cli/config.hpp"
#include "tributary/analyse.hpp"

namespace tributary::cli {

struct GateQuestion {
  std::vector<std::string> sources;        ///< as typed; empty = every source
  std::optional<MergeInProgress> merging;  ///< then its incoming sources are judged, too
  std::string baseline;                    ///< a file; "" = the one of the configuration, from the target's commit
  bool without_baseline = false;           ///< for writing a new one
  std::optional<Severity> fail_on;         ///< nullopt: the configuration's, else error
  std::vector<std::string> require;        ///< "database", "sql", "structure", "rehearsal", "prisma"
  bool rehearse = false;                   ///< execute the plan in scratch databases first
  bool with_prisma = false;              ///< run the worktrees' own Prisma CLI beside: it executes their configuration
  bool schema_conflict_decided = false;  ///< by whoever resolved git's conflict: schema-conflict is not asked again
  /// A person will resolve git's conflict: schema-conflict is said beside what else is wrong, and refuses nothing alone.
  bool schema_conflict_waits = false;
};

/// An Answer to "check" with its exit code. `config` is gate_config(session) unless the caller knows better.
Answer judge(const Session& session, const Config& config, const GateQuestion& question);

}  // namespace tributary::cli
