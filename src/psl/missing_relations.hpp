#pragma once
#include <vector>

#include "psl/validate.hpp"

namespace tributary::psl {

/// What Prisma's formatter adds by itself: opposite relation fields, scalar fields, `@relation` and its arguments. The
/// added text stands where it belongs, not yet laid out. The files as they are where names, types or attributes do not
/// resolve: Prisma then adds nothing.
std::vector<SchemaText> with_missing_relations(const std::vector<SchemaText>& files, PrismaMajor major);

}  // namespace tributary::psl
