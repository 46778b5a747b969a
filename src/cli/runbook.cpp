#include "tributary/runbook.hpp"

#include <memory>

#include "cli/pipeline.hpp"
#include "cli/server_place.hpp"
#include "cli/settings.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

struct RunbookArgs {
  std::string verb, to, database, source, reason, print = "script";
};

int rollback(const Session& session, const RunbookArgs& args) {
  if (args.to.empty())
    throw Error("runbook rollback needs a migration or a time to go back to", "--to",
                "tributary status lists what each database has applied");
  auto analysis = survey(session, worktree_config(session));
  RollbackRequest request;
  request.to = args.to;
  request.database = args.database;
  request.source = args.source.empty() ? "" : resolve_source(analysis.workspace, args.source).name;
  request.reason = args.reason;
  request.now = session.now;
  request.place = place_of(analysis.workspace, rollback_database(analysis, request));
  auto rollback = plan_rollback(analysis, request);
  session.ui.progress("");
  for (const auto& note : rollback.notes) session.ui.note(printable(note));
  if (session.globals.format == Format::json) {
    session.ui.print(render_rollback(rollback, TRIBUTARY_VERSION));
  } else {
    const auto& fix = rollback.forward_fix;
    session.ui.print(args.print == "message"       ? rollback.message
                     : args.print == "forward-fix" ? (fix.empty() ? "-- Nothing was applied behind it.\n" : fix)
                                                   : rollback.script);
  }
  return 0;
}

void declare(Options& options, RunbookArgs& args) {
  auto rollback = options.subcommand("rollback", args.verb, "take a database back to an earlier migration");
  rollback.value("--to", args.to, "NAME|TIME", "the last good migration, or a time in UTC (\"2025-11-20 10:00\")");
  rollback.value("--database", args.database, "ID", "which database, where there are several");
  rollback.value("--source", args.source, "SOURCE",
                 "replay its folder alone (default: the target's, and what the ledger has of others)");
  rollback.value("--reason", args.reason, "TEXT", "for the message to the teams");
  rollback.choice("--print", args.print, {"script", "forward-fix", "message"},
                  "a bash script that rebuilds and swaps (default), SQL that takes the later migrations back, the "
                  "message to the teams");
}

}  // namespace

Command runbook_command() {
  auto args = std::make_shared<RunbookArgs>();
  return {"runbook",
          "print an emergency procedure with this repository's values; runs nothing",
          {},
          [args](Options& options) { declare(options, *args); },
          [args](const Session& session) { return rollback(session, *args); }};
}

}  // namespace tributary::cli
