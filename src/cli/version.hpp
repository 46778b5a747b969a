#pragma once
// What --version says.
#include <string>

namespace tributary::cli {

/// "tributary 0.2.0", then the commit and how it was built, then the libraries, a line each.
std::string version_text();

}  // namespace tributary::cli
