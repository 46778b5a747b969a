#pragma once
// Reading the texts in Change::definition.
#include <string>
#include <vector>

namespace tributary {

/// The names in the first brackets behind `from`, as PostgreSQL prints them: `(a, "B")`. Empty where there is more than
/// plain names, such as an expression.
std::vector<std::string> names_in_brackets(const std::string& definition, std::size_t from = 0);

}  // namespace tributary
