#pragma once
// The rules over everything that could be had. Pure: no disk, git, server or clock.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tributary/finding.hpp"
#include "tributary/ledger.hpp"
#include "tributary/plan.hpp"
#include "tributary/policy.hpp"
#include "tributary/workspace.hpp"

namespace tributary {

/// Everything known, and what could not be had.
struct Analysis {
  Workspace workspace;
  Sequence sequence;
  std::optional<std::vector<Database>> databases;  ///< nullopt: not asked (--offline)
  std::vector<History> histories;
  Policy policy;
  std::int64_t now = 0;  ///< seconds since the epoch
  std::vector<std::string> gate_changes;  ///< files a source changes that the gate is configured by: "SOURCE:path"
  bool operator==(const Analysis&) const = default;
};

struct Verdict {
  std::vector<Finding> findings;    ///< by severity, then source, migration, rule
  std::vector<NotChecked> not_checked;
  std::vector<Finding> allowed;     ///< taken out by the allow-list
  bool operator==(const Verdict&) const = default;
};

/// What a rule cannot look without: the ledger of the source's database, the merge base with the target, the whole
/// history of the target, the text of each script. Where it is absent the rule is reported as not checked.
enum class Needs { nothing, target, ledger, base, history, script, schemas };

/// A rule's identity card. Ids are kebab-case and read after "allow".
struct Rule {
  const char* id;
  Severity severity;  ///< default; off = only where the policy sets it
  Needs needs;
  const char* group;    ///< "names and folders", "between sources and target", "ledger", "schema", "SQL"
  const char* summary;  ///< one line, for `explain` and SARIF
  std::vector<Hit> (*look)(const Analysis&);
};

std::span<const Rule> rules();
const Rule* find_rule(const std::string& id);  ///< null: no such rule

Verdict analyse(const Analysis& analysis);

/// What the gate judges for `judged` sources: their findings, and conflicts as contract.md ("What a gate judges") says.
/// Empty `judged` = every source.
Verdict judged(const Verdict& verdict, const std::vector<std::string>& judged, const Sequence& sequence);

/// The same thing found in several sources (the same fingerprint, severity and message) as one finding: the other places
/// become related ones. Rules not checked for the same reason in more than three sources become one entry without a
/// source. For output only, after judged() and without_baseline().
Verdict folded(const Verdict& verdict);

/// Takes out what the baseline grandfathers; fingerprints that fit nothing any more are returned in `unused`.
Verdict without_baseline(const Verdict& verdict, const Baseline& baseline, std::vector<std::string>* unused);

}  // namespace tributary
