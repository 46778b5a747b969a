#include "cli/pipeline.hpp"
#include "cli/settings.hpp"

namespace tributary::cli {
namespace {

int status(const Session& session) {
  auto analysis = survey(session, worktree_config(session), Sql::left);
  auto verdict = judged(analyse(analysis), {}, analysis.sequence);
  auto answer = answer_for("status", std::move(analysis), std::move(verdict));
  answer.with_databases = true;
  return finish(session, answer);
}

}  // namespace

Command status_command() {
  return {"status",
          "every source: branch, migrations, database, and where it stands against that ledger",
          {},
          [](Options&) {},
          status};
}

}  // namespace tributary::cli
