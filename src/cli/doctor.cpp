#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "cli/pipeline.hpp"
#include "cli/settings.hpp"
#include "cli/try_hooks.hpp"
#include "tributary/error.hpp"
#include "tributary/help.hpp"

namespace tributary::cli {
namespace {

using State = Checkup::State;

void look_at_git(std::vector<Checkup>& out) {
  ProcessOptions options;
  options.deadline_ms = 10'000;
  auto version = run_process({"git", "--version"}, options);
  if (version.status != 0)
    return out.push_back({State::problem, "git", "the git program was not found", "install git 2.36 or newer"});
  auto words = text::split(text::trim(version.out), ' ');
  auto numbers = text::split(words.size() > 2 ? words[2] : "0", '.');
  int major = std::atoi(numbers[0].c_str()), minor = numbers.size() > 1 ? std::atoi(numbers[1].c_str()) : 0;
  bool enough = major > 2 || (major == 2 && minor >= 36);
  out.push_back({enough ? State::good : State::problem, "git", text::trim(version.out),
                 enough ? "" : "`git worktree list -z` needs 2.36 or newer"});
}

std::optional<Config> look_at_config(const Session& session, std::vector<Checkup>& out) {
  try {
    auto config = worktree_config(session);
    out.push_back({State::good, "configuration",
                   config.from.empty() ? "there is none: everything is found or assumed" : config.from, ""});
    return config;
  } catch (const Error& error) {
    out.push_back({State::problem, "configuration", std::string(error.what()) + " (" + error.where + ")", error.hint});
    return std::nullopt;
  }
}

std::optional<Workspace> look_at_repository(const Session& session, const Config& config, std::vector<Checkup>& out) {
  try {
    auto workspace = collect(collect_options(session, config));
    auto target = workspace.target.worktree.empty() ? "checked out nowhere: merge needs a worktree of it"
                                                    : "checked out in " + workspace.target.worktree;
    out.push_back(
        {State::good, "repository", fmt::format("{}, {} sources", workspace.common_dir, workspace.sources.size()), ""});
    out.push_back({workspace.target.worktree.empty() ? State::remark : State::good, "target",
                   workspace.target.name + ", " + target,
                   workspace.target.worktree.empty()
                       ? "git worktree add ../" + workspace.target.branch + " " + workspace.target.branch
                       : ""});
    if (workspace.target.behind_upstream > 0)
      out.push_back({State::remark, "target",
                     fmt::format("{} commits behind {}", workspace.target.behind_upstream, workspace.target.upstream),
                     "git pull"});
    if (workspace.shallow)
      out.push_back({State::remark, "repository", "a shallow clone: rules that need the target's history cannot look",
                     "git fetch --unshallow"});
    return workspace;
  } catch (const Error& error) {
    out.push_back({State::problem, "repository",
                   std::string(error.what()) + (error.where.empty() ? "" : " (" + error.where + ")"), error.hint});
    return std::nullopt;
  }
}

void add_obstacles(const std::string& topic, const std::vector<Obstacle>& obstacles, std::vector<Checkup>& out) {
  for (const auto& obstacle : obstacles) {
    auto place = obstacle.file.empty() ? std::string()
                 : obstacle.line > 0   ? fmt::format("{}:{}: ", obstacle.file, obstacle.line)
                                       : obstacle.file + ": ";
    out.push_back({State::remark, topic, place + obstacle.message, obstacle.hint});
  }
}

void look_at_source(const Source& source, std::vector<Checkup>& out) {
  add_obstacles(source.name, source.obstacles, out);
  if (source.missing)
    out.push_back(source.elsewhere
                      ? Checkup{State::remark, source.name, source.missing_because,
                                "its branch's commit counts here; leave it, or `git worktree lock` it against pruning"}
                      : Checkup{State::problem, source.name, "its folder is gone: " + source.path,
                                "git worktree prune, or git worktree repair where it was moved"});
  if (source.kind == Source::Kind::worktree && !source.missing && source.projects.empty())
    out.push_back({State::remark, source.name, "no Prisma project was found in it",
                   "name its path under `projects` in tributary.yaml"});
  for (const auto& project : source.projects) {
    auto topic = project.path == "." ? source.name : source.name + ", " + project.path;
    add_obstacles(topic, project.obstacles, out);
    if (source.kind != Source::Kind::worktree) continue;
    auto version = fmt::format("Prisma {}.{}.{} ({})", project.prisma.major, project.prisma.minor, project.prisma.patch,
                               project.prisma.from);
    if (!project.database)
      out.push_back({State::remark, topic, version + "; no database URL is configured",
                     "its ledger cannot be checked; set `database` under `projects` in tributary.yaml"});
    else if (!project.database->problem.empty())
      out.push_back({State::remark, topic, version + "; " + project.database->problem,
                     "set the variable, or name another one in tributary.yaml"});
    else
      out.push_back(
          {State::good, topic, version + "; " + project.database->redacted + " from " + project.database->from, ""});
  }
}

// By what the URLs say; only a connection could prove it.
void look_for_shared_databases(const Workspace& workspace, std::vector<Checkup>& out) {
  std::map<std::string, std::vector<std::string>> users;
  bool from_environment = false;
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects)
      if (project.database && project.database->problem.empty()) {
        auto& names = users[project.database->redacted];
        if (!std::count(names.begin(), names.end(), source.name)) names.push_back(source.name);
        from_environment |= project.database->from_environment;
      }
  for (const auto& [url, names] : users)
    if (names.size() > 1)
      out.push_back({State::remark, "shared database", fmt::format("{} have one URL: {}", text::join(names, ", "), url),
                     "never let `migrate dev`, `migrate reset` or `db push` reset it; tributary status shows whose "
                     "rows are whose"});
  if (from_environment)
    out.push_back({State::remark, "environment", "an exported variable gives the database URL and overrides every .env",
                   "unset it to see what each worktree is configured with"});
}

void look_at_hooks(const Workspace& workspace, std::vector<Checkup>& out) {
  auto folder = run_git_as_configured(workspace.common_dir, {"config", "--get", "core.hooksPath"});
  auto path = text::trim(folder.out);
  if (folder.status != 0 || path.empty())
    return out.push_back({State::good, "hooks", workspace.common_dir + "/hooks, shared by all worktrees", ""});
  if (path[0] == '/' || path[0] == '~') return out.push_back({State::good, "hooks", "core.hooksPath is " + path, ""});
  std::vector<std::string> without;
  for (const auto& source : workspace.sources)
    if (source.kind == Source::Kind::worktree && !source.missing &&
        kind_behind(source.path + "/" + path) != FileKind::folder)
      without.push_back(source.name);
  if (without.empty())
    return out.push_back({State::good, "hooks", "core.hooksPath is " + path + " in each worktree", ""});
  out.push_back({State::problem, "hooks",
                 fmt::format("core.hooksPath is {}, which {} lack{}: no hook runs there", path,
                             text::join(without, ", "), without.size() == 1 ? "s" : ""),
                 "run there what makes that folder (for husky: npm install)"});
}

void look_at_prisma(const Workspace& workspace, std::vector<Checkup>& out) {
  ProcessOptions options;
  options.deadline_ms = 10'000;
  options.unset = {"NODE_OPTIONS"};  // may load a script of the repository
  options.folder = "/";              // version managers run what the folder's files name
  auto node = run_process({"node", "--version"}, options);
  out.push_back(node.status == 0 ? Checkup{State::good, "node", text::trim(node.out), ""}
                                 : Checkup{State::remark, "node",
                                           "not found: the prisma commands that tributary suggests will not run here",
                                           "tributary itself does not need it"});
  std::vector<std::string> without;
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects) {
      if (source.kind != Source::Kind::worktree || source.missing) continue;
      auto own = join_path(source.path, join_path(project.path, "node_modules/prisma"));
      if (kind_behind(own) == FileKind::absent && kind_behind(source.path + "/node_modules/prisma") == FileKind::absent)
        without.push_back(source.name);
    }
  without.erase(std::unique(without.begin(), without.end()), without.end());
  if (!without.empty())
    out.push_back({State::remark, "prisma", "not installed in " + text::join(without, ", "),
                   "npm install there, before npx fetches another version than the project's"});
}

void look_at_postgres(std::vector<Checkup>& out) {
  std::vector<std::string> found;
  for (const auto& version : list_folder("/usr/lib/postgresql").value_or(std::vector<std::string>()))
    if (kind_behind("/usr/lib/postgresql/" + version + "/bin/initdb") == FileKind::file) found.push_back(version);
  ProcessOptions options;
  options.deadline_ms = 10'000;
  if (found.empty())
    if (auto there = run_process({"postgres", "--version"}, options); there.status == 0)
      found.push_back(text::trim(there.out));
  out.push_back(found.empty() ? Checkup{State::remark, "postgresql",
                                        "no server programs here; tributary needs none, the tests and the demo do",
                                        "apt-get install postgresql"}
                              : Checkup{State::good, "postgresql", "server programs: " + text::join(found, ", "), ""});
}

int doctor(const Session& session, bool tries_hooks) {
  std::vector<Checkup> checkups;
  look_at_git(checkups);
  auto config = look_at_config(session, checkups);
  if (auto workspace = look_at_repository(session, config.value_or(Config{}), checkups)) {
    add_obstacles("repository", workspace->obstacles, checkups);
    look_at_hooks(*workspace, checkups);
    if (tries_hooks) checkups.push_back(try_hooks(session.globals.repository, *workspace));
    for (const auto& source : workspace->sources) look_at_source(source, checkups);
    look_for_shared_databases(*workspace, checkups);
    look_at_prisma(*workspace, checkups);
  }
  look_at_postgres(checkups);
  session.ui.print(render_checkups(checkups, TRIBUTARY_VERSION, session.globals.format, session.ui.style()));
  return 0;
}

}  // namespace

Command doctor_command() {
  auto tries_hooks = std::make_shared<bool>(false);
  return {"doctor",
          "what is missing or misconfigured on this machine and in this repository",
          {},
          [tries_hooks](Options& options) {
            options.flag("--try-hooks", *tries_hooks,
                         "try a bad merge in a scratch clone; executes the hooks that git runs here");
          },
          [tries_hooks](const Session& session) { return doctor(session, *tries_hooks); }};
}

}  // namespace tributary::cli
