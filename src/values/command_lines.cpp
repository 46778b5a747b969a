#include "values/command_lines.hpp"

#include <set>
#include <vector>

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

std::string validate(const Project& project) {
  return prisma(project, "validate");
}

std::string generate_and_validate(const Project& project) {
  return prisma(project, "generate") + " && " + validate(project);
}

std::string git_in(const Source& source) {
  return source.path.empty() ? "git" : "git -C " + text::shell_word(source.path);
}

namespace {

/// git knows nothing of it, and refuses to touch it.
bool only_on_disk(const Source& source, const Migration& migration) {
  return !source.path.empty() && migration.tracking == Tracking::untracked;
}

std::string folder_of(const Project& project, const std::string& name) {
  return join_path(project.migrations_dir, name);
}

}  // namespace

std::string remove_folder(const Source& source, const Project& project, const Migration& migration) {
  auto folder = folder_of(project, migration.name);
  if (only_on_disk(source, migration)) return "rm -r " + text::shell_word(join_path(source.path, folder));
  return git_in(source) + " rm -r " + text::shell_word(folder);
}

std::string move_folder(const Source& source, const Project& project, const Migration& migration,
                        const std::string& name) {
  auto from = folder_of(project, migration.name), to = folder_of(project, name);
  if (only_on_disk(source, migration))
    return "mv " + text::shell_word(join_path(source.path, from)) + " " + text::shell_word(join_path(source.path, to));
  return git_in(source) + " mv " + text::shell_word(from) + " " + text::shell_word(to);
}

std::string restore_folder(const Source& source, const Project& project, const std::string& migration,
                           const std::string& ref) {
  return git_in(source) + " restore --source=" + text::shell_word(ref) + " -- " +
         text::shell_word(folder_of(project, migration));
}

std::string restore_project(const Source& source, const Workspace& workspace, const std::string& path) {
  std::vector<std::string> places;
  for (const auto& project : workspace.target_source().projects) {
    if (project.path != path) continue;
    for (const auto& file : project.schema) places.push_back(text::shell_word(file.path));
    if (!project.migrations_dir.empty()) places.push_back(text::shell_word(project.migrations_dir));
  }
  if (places.empty()) places.push_back(text::shell_word(path));
  return git_in(source) + " checkout " + text::shell_word(workspace.target.name) + " -- " + text::join(places, " ");
}

std::string merge(const Source& source, const std::string& branch) {
  return git_in(source) + " merge " + text::shell_word(branch);
}

bool is_command(const std::string& help) {
  static const std::set<std::string> programs = {"bunx", "cd",  "cp",   "git", "mkdir",     "mv",
                                                 "npm",  "npx", "pnpm", "rm",  "tributary", "yarn"};
  return programs.count(help.substr(0, help.find(' '))) > 0 && help.find('\n') == std::string::npos;
}

std::span<const Kind> kinds() {
  using S = const Source&;
  using P = const Project&;
  using M = const Migration&;
  static const Kind all[] = {
      {"deploy", [](S source, P project, M) { return in_project(source, project, deploy(project)); }},
      {"resolve --applied",
       [](S source, P project, M migration) {
         return in_project(source, project, resolve_applied(project, migration.name));
       }},
      {"resolve --rolled-back",
       [](S source, P project, M migration) {
         return in_project(source, project, resolve_rolled_back(project, migration.name));
       }},
      {"db pull --print", [](S source, P project, M) { return in_project(source, project, pull_print(project)); }},
      {"validate", [](S source, P project, M) { return in_project(source, project, validate(project)); }},
      {"generate and validate",
       [](S source, P project, M) { return in_project(source, project, generate_and_validate(project)); }},
      {"remove", [](S source, P project, M migration) { return remove_folder(source, project, migration); }},
      {"move",
       [](S source, P project, M migration) { return move_folder(source, project, migration, migration.name + "_b"); }},
      {"restore",
       [](S source, P project, M migration) { return restore_folder(source, project, migration.name, "main"); }},
      {"merge", [](S source, P, M) { return merge(source, "main"); }},
  };
  return all;
}

std::string in_project(const Source& source, const Project& project, const std::string& command) {
  if (source.path.empty()) return command;
  auto folder = join_path(source.path, project.path == "." ? "" : project.path);
  return "cd " + text::shell_word(folder) + " && " + command;
}

}  // namespace tributary::typed
