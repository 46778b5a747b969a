#pragma once
// What Prisma would refuse in the schemas of an analysis.
#include <map>
#include <string>
#include <vector>

#include "psl/validate.hpp"
#include "tributary/workspace.hpp"

namespace tributary {

/// "" where the project's schema can be judged, else why not: another provider, another Prisma, an unreadable file.
std::string why_not_validated(const Project& project);

/// Judges each distinct schema once. `project` says whose schema it is, so by which Prisma.
class SchemaValidity {
 public:
  const std::vector<psl::Invalid>& problems(const Project& project, const std::vector<SchemaFile>& schema);

 private:
  std::map<std::string, std::vector<psl::Invalid>> known_;
};

}  // namespace tributary
