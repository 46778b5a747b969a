#pragma once
// What `migrate deploy` would do in each database, by the rules over the scripts that are pending there.
namespace tributary {

struct Analysis;  // tributary/analyse.hpp

/// Puts what is pending in the target's databases beside the own migrations of sources, so that hazards are looked for
/// in it, too: call it before questions().
void add_pending(Analysis& analysis);

/// Says in each history's forecast on deploy what that would do in its database: fail, destroy, or run.
void judge_deploys(Analysis& analysis);

/// Says in each history's forecast on dev that it demands a reset where the structure has drifted, as far as it was
/// read.
void judge_drift(Analysis& analysis);

}  // namespace tributary
