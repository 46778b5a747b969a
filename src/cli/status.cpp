#include <memory>

#include "cli/environments.hpp"
#include "cli/pipeline.hpp"
#include "cli/settings.hpp"

namespace tributary::cli {
namespace {

struct StatusArgs {
  std::string environment;
  std::vector<std::string> sources;
};

int status(const Session& session, const StatusArgs& args) {
  auto config = worktree_config(session);
  auto analysis = survey(session, config, Sql::left);
  if (!args.environment.empty()) look_at_environments(session, config, args.environment, analysis);
  auto verdict = judged(analyse(analysis), {}, analysis.sequence);
  auto answer = answer_for("status", std::move(analysis), std::move(verdict));
  answer.with_databases = true;
  for (const auto& word : args.sources) answer.about.push_back(resolve_source(answer.analysis.workspace, word).name);
  return finish(session, answer);
}

}  // namespace

Command status_command() {
  auto args = std::make_shared<StatusArgs>();
  return {"status",
          "every source: branch, migrations, database, and where it stands against that ledger",
          {},
          [args](Options& options) {
            options.words("SOURCE", args->sources, "these in detail: names, branches, worktree paths or refs");
            options.value("--env", args->environment, "NAME|all",
                          "what each environment has, and what a deploy does there");
          },
          [args](const Session& session) { return status(session, *args); }};
}

}  // namespace tributary::cli
