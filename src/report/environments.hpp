#pragma once
// Environments × migrations, and what a deploy would do in each.
#include "report/page.hpp"
#include "tributary/environment.hpp"

#include <string>
#include <vector>

namespace tributary {

struct Answer;

/// What one environment has of each of these migrations: "applied", "pending", "edited", "failed", "rolled back",
/// "foreign" (a row without a folder), "unknown" (nothing is known of it), "" (neither row nor folder).
std::vector<std::string> cells_of(const EnvironmentLook& look, const std::vector<std::string>& migrations);
/// Every migration that an environment's folder or ledger has, in the order of their names.
std::vector<std::string> migrations_of(const Answer& answer);
/// "runs 2 migrations", "fails at … (23502)", "nothing to run", "not known: …".
std::string deploy_in_words(const EnvironmentLook& look);

Ink ink_of(const DeployOutcome& deploy);
void write_environments(Page& page, const Answer& answer);

}  // namespace tributary
