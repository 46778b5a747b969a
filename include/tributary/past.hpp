#pragma once
// What merges that are committed already have lost. A forge's merge button runs no driver and no hook, so a gate looks
// back at the merges behind the target and behind each branch.
#include <string>
#include <vector>

#include "tributary/collect.hpp"

namespace tributary {

/// One declaration, member or migration folder that a merge left out although neither side had deleted it, and that no
/// commit since has put back, not even to delete it again.
struct PastLoss {
  std::string source;       ///< whose history holds the merge: the target's name or a source's
  std::string project;      ///< path
  std::string merge;        ///< the merge commit, 40 hex
  std::string subject;      ///< first line of its message
  bool squash = false;      ///< a squash merge: `from` may be the branch that was squashed
  std::string from;         ///< the side that has it, a commit
  std::string base;         ///< merge base of the two sides; "" = none
  std::string file;         ///< of `from`: the schema file, or the migration's folder
  std::string declaration;  ///< "model User"; "" = a migration
  std::string member;       ///< field or enum value; "" = the whole
  std::string migration;    ///< name of the folder; "" = a declaration
  bool operator==(const PastLoss&) const = default;
};

struct PastLosses {
  std::vector<PastLoss> losses;      ///< newest merge first, then by project and name
  std::vector<std::string> sources;  ///< whose merges were looked at
  std::size_t merges = 0;            ///< how many those were
  bool complete = true;              ///< false: the clone is shallow, older merges are not here
  bool operator==(const PastLosses&) const = default;
};

struct PastOptions {
  std::vector<std::string> sources;  ///< names, the target's among them where its own merges are to be looked at
  std::size_t most_merges = 1000;    ///< per source, the newest; older ones are not looked at
  bool operator==(const PastOptions&) const = default;
};

/// Walks the merges behind the target, and those of each source that the target does not contain. Squash merges are
/// known where their message names the squashed commits as git writes it, or a pull request whose head was fetched
/// (refs/pull/N/head), and the commit is here. Only declarations, fields and enum values count, not attributes; one
/// that is stored under the same table or column as before was renamed, not lost.
PastLosses find_past_losses(const Workspace& workspace, const CollectOptions& collected, const PastOptions& options);

}  // namespace tributary
