#pragma once
// Rehearsing the plan, and correcting the plan by what was executed: the loop back from rehearse to plan.
#include "cli/command.hpp"
#include "cli/config.hpp"
#include "tributary/analyse.hpp"
#include "tributary/rehearse.hpp"

namespace tributary::cli {

struct RehearseArgs {
  bool go_on = false, keep = false, create_missing_roles = false;
  bool correct = false;       ///< try other sequences where the proposed one fails
  std::size_t sequences = 8;  ///< budget: how many sequences are executed as a whole
};

/// What the configuration says of the scratch server. Throws Error where it is not to be followed.
RehearseOptions rehearse_options(const Session& session, const Config& config, const RehearseArgs& args,
                                 const Analysis& analysis);

/// Fills analysis.rehearsal, and with `correct` analysis.sequence and relations.needs by what was learned. Throws Error
/// where there is no server to rehearse on.
void rehearse_plan(const Session& session, const Config& config, const RehearseArgs& args, Analysis& analysis);

/// A run that says something against the migrations: not one that the machine could not make.
bool any_failed(const Rehearsal& rehearsal);

}  // namespace tributary::cli
