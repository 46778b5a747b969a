#include "cli/pipeline.hpp"

#include <algorithm>

#include "tributary/error.hpp"
#include "tributary/inspect.hpp"

namespace tributary::cli {
namespace {

std::vector<Database> inspect(const Session& session, const Config& config, const Workspace& workspace) {
  session.ui.progress("asking the databases…");
  auto options = config.timeouts;
  options.offline = session.globals.offline;
  return inspect_databases(workspace, options);
}

// A gate that looks at nothing must not say that all is well.
void require_a_project(const Workspace& workspace) {
  bool anything = std::any_of(workspace.sources.begin(), workspace.sources.end(), [](const Source& source) {
    return !source.projects.empty() || !source.obstacles.empty();
  });
  if (anything) return;
  throw Error(
      "no Prisma project in any worktree or ref that was looked at", workspace.common_dir,
      "tributary looks as Prisma does for a schema, a prisma.config file or package.json#prisma in each folder of "
      "the repository; name other places under `projects` in tributary.yaml");
}

}  // namespace

CollectOptions collect_options(const Session& session, const Config& config) {
  const auto& globals = session.globals;
  CollectOptions options;
  options.repository = globals.repository;
  options.target = globals.target.empty() ? config.target : globals.target;
  options.refs = globals.refs.empty() ? config.refs : globals.refs;
  options.projects = globals.projects;
  options.settings = config.projects;
  options.environment = session.environment;
  options.discover = globals.discover;
  options.databases = !globals.offline;
  return options;
}

Analysis survey(const Session& session, const Config& config) {
  session.ui.progress("reading worktrees and refs…");
  return survey(session, config, collect(collect_options(session, config)));
}

Analysis survey(const Session& session, const Config& config, Workspace workspace) {
  require_a_project(workspace);
  Analysis analysis;
  analysis.workspace = std::move(workspace);
  analysis.policy = config.policy;
  analysis.now = session.now;
  std::vector<Database> databases;
  if (!session.globals.offline) {
    databases = inspect(session, config, analysis.workspace);
    // Back to collect: rows that a folder does not have are looked for in every worktree and ref.
    auto owners = find_owners(analysis.workspace, unknown_rows(analysis.workspace, databases));
    analysis.histories = judge_ledgers(analysis.workspace, databases, owners);
    analysis.databases = databases;
  }
  // The seam for needs that are read out of SQL: none are read yet.
  const std::vector<KnownNeed> needs;
  analysis.sequence = propose_sequence(analysis.workspace, databases, needs);
  session.ui.progress("");
  return analysis;
}

Answer answer_for(const std::string& command, Analysis analysis, Verdict verdict) {
  Answer answer;
  answer.command = command;
  answer.version = TRIBUTARY_VERSION;
  answer.analysis = std::move(analysis);
  answer.verdict = folded(verdict);
  for (const auto& rule : rules()) answer.rules.push_back({rule.id, rule.group, rule.summary, rule.severity});
  return answer;
}

int finish(const Session& session, const Answer& answer) {
  session.ui.progress("");
  session.ui.print(render(answer, session.globals.format, session.ui.style()));
  return answer.exit;
}

}  // namespace tributary::cli
