#pragma once
#include <string>

#include "tributary/workspace.hpp"

namespace tributary::prisma {

/// What names without a schema mean in the project: the `?schema=` of its URL, else of another source's URL for the
/// same project (a ref has none); public where nobody says.
std::string default_schema(const Workspace& workspace, const Project& project);

}  // namespace tributary::prisma
