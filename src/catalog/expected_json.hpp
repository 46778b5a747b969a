#pragma once
#include <string>

namespace tributary::catalog {

/// Whether two texts are the same JSON value, whatever their layout and the order of their keys; where one of them is
/// no JSON at all Prisma asks no further: true.
bool same_json(const std::string& left, const std::string& right);

}  // namespace tributary::catalog
