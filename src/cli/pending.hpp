#pragma once
// The gate before a deploy: what `check --pending` says of databases, without any merge.
#include "cli/gate.hpp"

namespace tributary::cli {

/// An Answer to "check" about the databases that question.sources names (empty = all). Of a database that the target
/// points at the target's folder is judged, of others that of the sources that do. Its exit is 1 where a deploy fails
/// or destroys.
Answer judge_pending(const Session& session, const Config& config, const GateQuestion& question);

}  // namespace tributary::cli
