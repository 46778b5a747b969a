#pragma once
// tributary.yaml: what the team's configuration says, read strictly.
#include <optional>
#include <string>
#include <vector>

#include "tributary/checklist.hpp"
#include "tributary/collect.hpp"
#include "tributary/finding.hpp"
#include "tributary/inspect.hpp"
#include "tributary/message.hpp"
#include "tributary/policy.hpp"

namespace tributary::cli {

/// Where and how migrations are rehearsed.
struct ScratchSettings {
  Secret url;                           ///< of a server to rehearse on; empty = a private one is started
  std::string url_env;                  ///< the variable that holds it
  std::string bin;                      ///< folder of initdb and postgres; "" = found
  std::vector<std::string> extensions;  ///< made beforehand, as superuser
  int deadline_s = 60;                  ///< for one script
  int disk_mb = 4096;                   ///< all scratch databases together
  bool operator==(const ScratchSettings&) const = default;
};

/// An entry of `environments`, as it is written.
struct EnvironmentSettings {
  std::string name;
  std::string url_env, env_file;     ///< one of the two; the file from the project's folder
  std::vector<std::string> sources;  ///< empty = the target
  std::string project;               ///< "" = every one
  int rank = 0;                      ///< `order`, else its place in the list
  bool is_protected = false;
  bool operator==(const EnvironmentSettings&) const = default;
};

/// Who said a setting. Only what the target's commit holds, or the caller names, decides what is executed, connected
/// to or trusted: a worktree's own file is part of what is judged.
enum class Origin { defaults, target, caller };

struct Config {
  std::string from;                       ///< the file, or "COMMIT:file"; "" = there is none
  Origin reach = Origin::defaults;        ///< of scratch, timeouts, hook and each project's database; see with_reach_of
  std::vector<std::string> not_followed;  ///< of those keys, the ones that the worktree's file has otherwise
  /// What those who may be trusted say of `target`, where that is a worktree's word alone; nullopt: it is theirs.
  std::optional<std::string> trusted_target;
  std::string target;
  std::vector<std::string> refs;
  std::vector<ProjectSettings> projects;
  Policy policy;
  std::vector<EnvironmentSettings> environments;
  std::optional<Severity> fail_on;
  std::string baseline;               ///< path from the repository's root; "" = none
  std::string drift_section;          ///< likewise, of the document whose section `drift --into` keeps; "" = none
  std::vector<TeamOwner> owners;      ///< of epics
  std::string message_command;        ///< the team's own, which a message is handed to; only --send runs it
  std::vector<TeamCommand> commands;  ///< the team's own, for checklists; only --run runs them
  bool hook_databases = false;        ///< may `hook run` connect to databases?
  InspectOptions timeouts;
  ScratchSettings scratch;
  bool operator==(const Config&) const = default;
};

/// Names a configuration may have at the root of a worktree, first match wins.
const std::vector<std::string>& config_names();

/// Throws Error with line and column for anything it does not know: a misspelt key must not make the gate laxer in
/// silence.
Config parse_config(const std::string& text, const std::string& from);

/// `said`, the file of a worktree, with every setting that decides what is executed, connected to or trusted taken from
/// `trusted` instead.
Config with_reach_of(Config said, const Config& trusted);

/// `fingerprint` per line; blank lines and # comments are skipped. Throws Error naming the line that is none.
Baseline parse_baseline(const std::string& text, const std::string& from);

}  // namespace tributary::cli
