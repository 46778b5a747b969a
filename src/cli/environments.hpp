#pragma once
// The environments of a team: staging, production, a database per epic.
#include "cli/command.hpp"
#include "cli/config.hpp"
#include "tributary/analyse.hpp"

namespace tributary::cli {

/// Those of the configuration, else those that `.env.NAME` files beside the projects name; by rank, then name.
std::vector<Environment> find_environments(const Session& session, const Config& config, const Workspace& workspace);

/// The workspace as it is where its folders are deployed to: what points at a database there points at this one.
/// Sources that are not deployed there have none.
Workspace deployed_to(const Environment& environment, Workspace workspace);

/// Looks into each of them, `wanted` a name or "all", and fills analysis.environments. Throws Error where none is
/// called so.
void look_at_environments(const Session& session, const Config& config, const std::string& wanted, Analysis& analysis);
/// The one of that name. Throws Error where none is called so, or it has no URL.
Environment environment_named(const Session& session, const Config& config, const Workspace& workspace,
                              const std::string& name);

}  // namespace tributary::cli
