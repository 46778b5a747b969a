#pragma once
// PostgreSQL's types as Prisma names them: @db.VarChar(30).
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::psl {

struct NativeType {
  const char* name;
  const char* scalar;     ///< the one Prisma type it goes with
  std::size_t arguments;  ///< at most; all of them may be left out together
};

const NativeType* find_native_type(std::string_view name);  ///< null: there is none of that name
/// What is wrong with the arguments of a type that takes some, "" = nothing.
std::string native_argument_problem(const NativeType& type, const std::vector<std::string>& arguments);
/// The arguments as numbers; nullopt: not the right number of them, or no whole numbers.
std::optional<std::vector<unsigned>> native_arguments(const NativeType& type,
                                                      const std::vector<std::string>& arguments);

}  // namespace tributary::psl
