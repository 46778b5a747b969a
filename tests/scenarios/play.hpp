#pragma once
// Each folder of test-repos has a README.md with blocks that say what tributary must answer there:
//
//   ```answer
//   tributary check feature/comments     run in the scenario's first worktree, with --format json
//   exit 0
//   warning late-migration 2024…         every finding of a check: severity, rule, migration (or -)
//   own feature/comments . 2024…         a fact: its kind, the source, the project and the rest. Where a kind is asked
//   models main . 2                      for a source, all facts of that kind and source are compared
//   sequence feature/a feature/b         the plan
//   run main_after_feature/a ok          of a rehearsal, blanks as _; of one that failed: the migration, SQLSTATE, line
//   order-independent true               true, false or null; each `difference OBJECT` beside it
//   ```
//
// ```answer is asked --offline; ```answer-with-server beside a server that holds the scenario's database. A block that
// opens with ```not-yet is a known failure: it becomes an error as soon as the answer is right.
#include <string>
#include <vector>

namespace tributary::testing {

std::vector<std::string> all_scenarios();
/// Whether its readme promises an answer beside a server.
bool asks_a_server(const std::string& scenario);

/// Makes the worktrees in a temporary folder and compares each offline answer.
void play(const std::string& scenario);
/// The same with the scenario's database on that server, and the answers that need it. Returns how many there were.
int play(const std::string& scenario, int port, const std::string& socket_folder);

}  // namespace tributary::testing
