#pragma once
#include <string_view>

#include "psl/validate.hpp"

namespace tributary::psl {

/// `name` in lower case, as case does not matter. Those that became part of Prisma and only warn since are known, too.
bool is_preview_feature(std::string_view name, PrismaMajor major);

}  // namespace tributary::psl
