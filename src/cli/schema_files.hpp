#pragma once
#include "cli/command.hpp"
#include "psl/validate.hpp"
#include "tributary/schema_check.hpp"

namespace tributary::cli {

/// The files of one schema as they were read.
struct SchemaFiles {
  std::vector<psl::SchemaText> texts;
  SchemaCheck check;   ///< files, Prisma's version, and why nothing can be checked; no problems yet
  bool older = false;  ///< the project's Prisma is 3 to 5, which 6 stands in for: words it may have known are let be
  psl::PrismaMajor major() const { return check.major == 6 ? psl::PrismaMajor::six : psl::PrismaMajor::seven; }
};

/// Files, folders (their *.prisma files and those of the folders below), or "-" for standard input. `prisma` is "6",
/// "7" or "" (as the nearest project). Throws Error, with `usage` as its hint, where one cannot be read.
SchemaFiles read_schema_files(const std::vector<std::string>& paths, const std::string& prisma,
                              const std::string& usage);

/// In the files' words: paths and 1-based places.
std::vector<SchemaProblem> schema_problems(const SchemaFiles& files, const std::vector<psl::Invalid>& found);

}  // namespace tributary::cli
