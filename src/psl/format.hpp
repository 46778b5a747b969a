#pragma once
// `prisma format`: adds what relations lack, then lays every file out.
#include <vector>

#include "psl/validate.hpp"

namespace tributary::psl {

/// The files in their order, byte for byte as Prisma's engine formats them, broken ones included. Their texts are
/// UTF-8.
std::vector<SchemaText> formatted(const std::vector<SchemaText>& files, PrismaMajor major);

/// Why `prisma format` would write none of it: what validate() says of the formatted texts, at its places in the texts
/// as they were; where it is about something that the formatting added, at the file's beginning. Empty = it writes.
std::vector<Invalid> format_refused(const std::vector<SchemaText>& files, PrismaMajor major);

}  // namespace tributary::psl
