#pragma once
#include "cli/command.hpp"

namespace tributary::cli {

struct FormatArgs {
  std::string prisma;  ///< "6", "7" or "" (as the nearest project)
  bool check = false, write = false, dry_run = false, yes = false;
};

/// `schema format FILE...`: prints the one file as `prisma format` would write it, or says which of several differ;
/// with
/// --write it writes those. Exit 1 where Prisma would refuse the schema, and with --check where a file differs.
int format_schema(const Session& session, const std::vector<std::string>& paths, const FormatArgs& args);

}  // namespace tributary::cli
