#pragma once
#include <string>
#include <string_view>

namespace tributary::psl {

/// The English plural as Prisma's formatter makes it for the name of a list it adds: by rules, with all their mistakes.
std::string plural(std::string_view word);
/// `UserPost`, `user_post` -> `userPost`; ASCII letters only are changed.
std::string camel_case(std::string_view name);
std::string first_lower(std::string_view name);  ///< the first letter, of any script
std::string first_upper(std::string_view name);

}  // namespace tributary::psl
