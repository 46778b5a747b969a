#pragma once
#include "tributary/runbook.hpp"

namespace tributary::cli {

/// Where a database is, by the first of its consumers that says so. Throws Error where none does.
ServerPlace place_of(const Workspace& workspace, const Database& database);

}  // namespace tributary::cli
