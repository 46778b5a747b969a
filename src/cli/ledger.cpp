#include <memory>

#include "cli/environments.hpp"
#include "cli/pipeline.hpp"
#include "cli/settings.hpp"
#include "tributary/error.hpp"
#include "tributary/inspect.hpp"
#include "tributary/ledger_table.hpp"

namespace tributary::cli {
namespace {

struct LedgerArgs {
  std::vector<std::string> databases;
  std::string since, environment;
};

std::vector<LedgerTable> tables(const Session& session, const LedgerArgs& args) {
  if (session.globals.offline) throw Error("a ledger is in its database, and --offline asks none");
  auto config = worktree_config(session);
  auto workspace = collect(collect_options(session, config));
  if (!args.environment.empty())
    workspace = deployed_to(environment_named(session, config, workspace, args.environment), std::move(workspace));
  session.ui.progress("asking the databases…");
  auto databases = inspect_databases(workspace, config.timeouts);
  auto owners = find_owners(workspace, questions_of_rows(databases));
  auto histories = judge_ledgers(workspace, databases, owners);
  return ledger_tables(workspace, databases, histories, owners, args.databases, args.since);
}

int ledger(const Session& session, const LedgerArgs& args) {
  auto found = tables(session, args);
  session.ui.progress("");
  session.ui.print(render_ledgers(found, TRIBUTARY_VERSION, session.globals.format, session.ui.style()));
  return 0;
}

}  // namespace

Command ledger_command() {
  auto args = std::make_shared<LedgerArgs>();
  return {"ledger",
          "the rows of a database's ledger as they were applied: whose they are, and where their folder is",
          {Format::markdown},
          [args](Options& options) {
            options.words("DATABASE", args->databases, "by its id or by a source that points at it (default: all)");
            options.value("--since", args->since, "TIME", "only rows that started then or later, such as 2025-10-16");
            options.value("--env", args->environment, "NAME", "the ledger of this environment");
          },
          [args](const Session& session) { return ledger(session, *args); }};
}

}  // namespace tributary::cli
