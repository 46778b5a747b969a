#pragma once
#include <string>

namespace tributary {

/// "a,b," of `SET column = jsonb_set(column, '{a,b}', …)`: what alone it changes within the column's value. Empty where
/// the statement does anything else to it.
std::string json_path_set(const std::string& statement, const std::string& column);

}  // namespace tributary
