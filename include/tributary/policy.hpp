#pragma once
// The team's policy: what the configuration says about rules. Parsed by cli/config.cpp from tributary.yaml.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tributary/finding.hpp"

namespace tributary {

/// An allow-list entry: findings of `rule` at matching places are not reported. Globs use * and ?.
struct Allow {
  std::string rule, migration = "*", source = "*", because;
  bool operator==(const Allow&) const = default;
};

struct Policy {
  std::map<std::string, Severity> severities;  ///< by rule id; absent = the rule's default
  std::vector<Allow> allow;
  std::vector<std::string> epic_words = {"epic", "story",
                                         "feature"};  ///< missing-epic: one of them must stand in the name
  std::vector<std::string> vague_words;               ///< added to vague-name's own list
  int future_hours = 14;                              ///< future-stamp: how far ahead of now a stamp may be
  std::optional<bool> shared_database;                ///< worktrees use one database; nullopt: by what the URLs show
  bool operator==(const Policy&) const = default;
};

/// Fingerprints that a baseline file grandfathers.
struct Baseline {
  std::set<std::string> fingerprints;
  bool operator==(const Baseline&) const = default;
};

}  // namespace tributary
