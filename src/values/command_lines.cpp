#include "values/command_lines.hpp"

#include "base/files.hpp"
#include "base/text.hpp"

namespace tributary::typed {

std::string prisma(const Project& project, const std::string& words) {
  return project.runner + " prisma " + words;
}

std::string deploy(const Project& project) {
  return prisma(project, "migrate deploy");
}

std::string resolve_applied(const Project& project, const std::string& migration) {
  return prisma(project, "migrate resolve --applied " + text::shell_word(migration));
}

std::string resolve_rolled_back(const Project& project, const std::string& migration) {
  return prisma(project, "migrate resolve --rolled-back " + text::shell_word(migration));
}

std::string pull_print(const Project& project) {
  return prisma(project, "db pull --print");
}

std::string in_project(const Source& source, const Project& project, const std::string& command) {
  if (source.path.empty()) return command;
  auto folder = join_path(source.path, project.path == "." ? "" : project.path);
  return "cd " + text::shell_word(folder) + " && " + command;
}

}  // namespace tributary::typed
