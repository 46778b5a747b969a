#pragma once
#include <string>

namespace tributary::sql {

/// A script as it reads with standard_conforming_strings on: where it sets that off, \' in a plain text becomes '', its
/// equal of the same length. The parser knows no settings.
std::string with_standard_strings(const std::string& sql);

}  // namespace tributary::sql
