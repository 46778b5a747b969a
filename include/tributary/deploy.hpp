#pragma once
// What `migrate deploy` would do in each database, by the rules over the scripts that are pending there.
#include <cstdint>
#include <optional>
#include <string>

namespace tributary {

struct Analysis;  // tributary/analyse.hpp

/// Of the first pending migration that does not simply run.
struct DeployOutcome {
  enum class What { nothing, runs, fails, destroys, unknown };
  What what = What::unknown;
  std::string migration;             ///< "" = none in particular
  std::string statement;             ///< its first line; "" = the script as a whole, or none
  int line = 0;                      ///< where the statement stands; 0 = not said
  std::string sqlstate;              ///< of fails: "23502", or Prisma's own "P3009"; "" = none
  std::optional<std::int64_t> rows;  ///< that it fails on or destroys, where they were counted
  std::string because;               ///< a sentence; "" = nothing to say
  bool operator==(const DeployOutcome&) const = default;
};

/// Puts what is pending in the target's databases beside the own migrations of sources, so that hazards are looked for
/// in it, too: call it before questions().
void add_pending(Analysis& analysis);

/// Says in each history's forecast on deploy what that would do in its database: fail, destroy, or run.
void judge_deploys(Analysis& analysis);

}  // namespace tributary
