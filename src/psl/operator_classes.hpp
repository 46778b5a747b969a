#pragma once
#include <string_view>

namespace tributary::psl {

/// One that Prisma knows by name, for whatever index.
bool is_operator_class(std::string_view name);

}  // namespace tributary::psl
