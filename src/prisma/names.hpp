#pragma once
// Names of migration folders: stamps and the two orders in which versions of Prisma list them.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tributary/workspace.hpp"

namespace tributary::prisma {

/// A name taken apart strictly: exactly 14 digits, an underscore, a description.
struct NameParts {
  std::string digits;        ///< all leading digits, however many
  std::string description;   ///< after digits and one separator; the whole name where there are no digits
  bool well_formed = false;  ///< 14 digits, then '_', then at least one character
  std::optional<std::int64_t>
      at;  ///< seconds since the epoch (UTC); nullopt: not 14 digits, or no such moment (second 61)
  bool operator==(const NameParts&) const = default;
};
NameParts take_apart(const std::string& name);
/// Digits and a separator before a description: a stamp, or a number that somebody counts up ("54_add_users"). A name
/// such as "2fa_codes" has none.
bool is_numbered(const std::string& name);
/// The next number of the same width: "054" -> "055", "99" -> "100".
std::string next_number(std::string digits);

/// "20251016164000" from seconds since the epoch, as Prisma writes it (UTC).
std::string stamp_text(std::int64_t seconds);

/// Byte order on UTF-8, up to Prisma 6.5.
bool byte_less(const std::string& a, const std::string& b);
/// JavaScript's localeCompare in an untailored locale (en, de, fr, C), from Prisma 6.6. Exact for printable ASCII;
/// outside ASCII see order_is_certain.
bool locale_less(const std::string& a, const std::string& b);
bool order_is_certain(const std::string& name);  ///< false where a byte lies outside printable ASCII

/// True: `a` is listed before `b` by that version.
bool listed_before(const std::string& a, const std::string& b, const PrismaVersion& version);
/// The folder's migrations in that version's listing order.
std::vector<const Migration*> listing(const MigrationsFolder& folder, const PrismaVersion& version);
/// The last of that listing that has a number; a folder such as `zz_notes` says nothing about time. Null: none has.
const Migration* newest_numbered(const MigrationsFolder& folder, const PrismaVersion& version);

}  // namespace tributary::prisma
