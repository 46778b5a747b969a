#pragma once
#include <string>

#include "cli/command.hpp"

namespace tributary::cli {

/// For commands that change files: true after --yes or a yes at the terminal, false after a no. Throws Error where
/// nobody can be asked.
bool may_go_on(const Session& session, bool yes, const std::string& question);

}  // namespace tributary::cli
