#pragma once
// migration.sql and migration_lock.toml as Prisma reads them.
#include <optional>
#include <string>
#include <string_view>

#include "tributary/workspace.hpp"

namespace tributary::prisma {

/// Hashes a script's bytes in Prisma's three forms; keeps the text where it is not over `cap` bytes.
Script read_script(std::string bytes, std::uint64_t cap);

/// schema-connector/src/checksum.rs: any of the three forms, or, for an old row whose checksum is not 64 characters
/// long, the form whose bytes were printed without zero padding. Case-sensitive; an empty stored value never matches.
bool checksum_matches(const Checksums& checksums, std::string_view stored);

/// Equal but for line ends (CRLF against LF): same lf form, different as-is form.
bool differs_in_line_endings_only(const Script& a, const Script& b);

/// What Prisma reads as the provider: nullopt = no lock file, no check. "<PROVIDER NOT FOUND>" where no line starts
/// with it. migrations_directory.rs, read_provider_from_lock_file: not parsed as TOML.
std::optional<std::string> locked_provider(const std::optional<std::string>& lock_file);

}  // namespace tributary::prisma
