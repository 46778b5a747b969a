#pragma once
#include <string>
#include <string_view>

namespace tributary::psl {

/// One block with its fields, values or properties in columns, as Prisma's formatter lays them out: two blanks of
/// indent, names and types padded within each run of lines without a blank one between. Text inside parentheses,
/// comments and lines that do not parse stay as they are.
std::string aligned_block(std::string_view block);

}  // namespace tributary::psl
