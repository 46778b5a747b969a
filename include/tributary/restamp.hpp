#pragma once
// New stamps for own migrations that are late, collide or are needed in another order. Pure: plans renames.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tributary/analyse.hpp"
#include "tributary/plan.hpp"

namespace tributary {

/// That one own migration of a folder must run before another one, read out of their SQL.
struct Precedence {
  std::string first, then;
  std::string because;    ///< "both change table \"Course\"", "creates table \"conflicts\", which the other one needs"
  bool reversed = false;  ///< their names say the opposite today
  bool operator==(const Precedence&) const = default;
};

/// By the project's path.
using Precedences = std::map<std::string, std::vector<Precedence>>;
/// Of the source's own migrations. A script that could not be read is related to every other one of its project.
Precedences precedences(const Workspace& workspace, const ChangesByBlob& changes, const Source& source);

struct RestampRequest {
  std::string source;                   ///< a worktree's name
  std::vector<std::string> migrations;  ///< own ones of it; empty = those that are late, collide or are out of order
  bool plan_ledger = false;             ///< rename what a database has applied, too, and say what its owner must run
  std::int64_t now = 0;                 ///< seconds since the epoch: no new stamp is older
  bool operator==(const RestampRequest&) const = default;
};

struct Restamping {
  std::string project, from, to, because;
  bool operator==(const Restamping&) const = default;
};

/// What the owner of one database would run after the folders are renamed. tributary never runs it.
struct LedgerRename {
  std::string database;              ///< Database::id
  std::vector<std::string> sources;  ///< who uses that database
  std::string statement;             ///< one DO statement; does all of it or raises an exception
  bool asked = true;                 ///< false: the database could not be asked, so that rows may not be there
  bool operator==(const LedgerRename&) const = default;
};

struct RestampPlan {
  std::string root;                 ///< the source's worktree, absolute
  std::vector<Restamping> renames;  ///< in the order of the new stamps
  std::vector<Edit> edits;
  std::vector<std::string> refusals;  ///< sentences; not empty: nothing may be renamed
  std::vector<LedgerRename> ledgers;  ///< with plan_ledger
  std::vector<std::string> notes, next;
  bool operator==(const RestampPlan&) const = default;
};

/// What must run after a migration that gets a new stamp gets one, too, so that their order stays; the content of the
/// folders stays equal byte for byte. Throws Error: the source is unknown, a ref, or the target; a migration is not
/// among its own.
RestampPlan plan_restamp(const Analysis& analysis, const Precedences& order, const RestampRequest& request);

}  // namespace tributary
