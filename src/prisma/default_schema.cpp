#include "prisma/default_schema.hpp"

#include "prisma/url.hpp"

namespace tributary::prisma {
namespace {

std::string said_by(const Project& project) {
  if (!project.database || project.database->url.empty()) return "";
  auto url = parse_url(project.database->url.reveal());
  return url.postgres ? url.schema : "";
}

const std::string& key(const Project& project) {
  return project.target_path.empty() ? project.path : project.target_path;
}

}  // namespace

std::string default_schema(const Workspace& workspace, const Project& project) {
  auto own = said_by(project);
  for (const auto& source : workspace.sources)
    for (const auto& other : source.projects)
      if (own.empty() && key(other) == key(project)) own = said_by(other);
  return own.empty() ? "public" : own;
}

}  // namespace tributary::prisma
