#pragma once
// package.json and the lock files of npm, pnpm, yarn and bun, as far as they tell about Prisma. Pure.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

struct PackageJson {
  std::string problem;                ///< "" or why it cannot be read
  std::string version;                ///< of the package itself
  std::optional<std::string> schema;  ///< prisma.schema
  std::string prisma_range;  ///< as written; of @prisma/client where prisma itself is no dependency; "" = neither
  std::vector<std::string> schema_flags;  ///< values of --schema in scripts that call prisma
  bool operator==(const PackageJson&) const = default;
};

PackageJson read_package_json(std::string_view text);

/// Names of the lock files that locked_version reads, best first.
const std::vector<std::string>& lock_file_names();

/// The version of the package prisma that a lock file installs for `importer`, the package's folder relative to the
/// lock file's ("." = beside it). `range` picks among several in yarn.lock. "" = none found.
std::string locked_version(std::string_view lock_file_name, std::string_view text, const std::string& importer,
                           const std::string& range);

}  // namespace tributary
