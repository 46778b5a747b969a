#pragma once
// From what the server said to what a person needs: which statement, where, and whose fault it is. Pure.
#include <optional>
#include <set>
#include <string>

#include "rehearse/script.hpp"
#include "tributary/rehearse.hpp"

namespace tributary::scratch {

/// The failing statement is found by how many succeeded before it, or by the position where the server gave one.
StepOutcome failed_step(const Replayed& step, const Failure& failure);

/// Not "": it is this machine that lacks something (an extension, a role, a right that scripts do not get here), so
/// that the failure says nothing about the migration.
std::string machine_lacks(const Failure& failure, const std::set<std::string>& missing_extensions);

}  // namespace tributary::scratch
