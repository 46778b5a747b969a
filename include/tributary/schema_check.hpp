#pragma once
// What `schema check` says, and which Prisma it takes where nobody names one.
#include <string>
#include <vector>

#include "tributary/report.hpp"

namespace tributary {

struct SchemaProblem {
  std::string kind;          ///< stable and kebab-case: "unknown-type"
  std::string code;          ///< Prisma's: "P1012"
  std::string message;       ///< one sentence
  std::string file;          ///< as it was named on the command line
  int line = 0, column = 0;  ///< 1-based; the column counts characters
  bool operator==(const SchemaProblem&) const = default;
};

struct SchemaCheck {
  std::string rule;  ///< under whose id `check` would report the same
  int major = 0;     ///< of Prisma: 6 or 7
  std::string from;  ///< where that was read: "--prisma", "package-lock.json", "assumed"…
  std::vector<std::string> files;
  std::vector<SchemaProblem> problems;  ///< by file and place
  std::string not_checked;              ///< "" or why nothing was looked at
  bool operator==(const SchemaCheck&) const = default;
};

std::string render_schema_check(const SchemaCheck& check, const std::string& version, Format format,
                                const Style& style);

/// What the nearest package.json, lock file or installed package at or above `folder` says, up to the folder that holds
/// .git; the newest known where nothing does.
PrismaVersion prisma_near(const std::string& folder);

}  // namespace tributary
