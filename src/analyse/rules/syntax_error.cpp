// What the server's parser refuses: a typo, a conflict marker that was committed, a byte order mark, a command of
// psql's as pg_dump from 17.6 on writes them (\restrict). Prisma sends the script as it stands and stops with P3018
// (42601); nothing after it is applied until somebody resolves the failed row. A server newer than the parser may know
// more.
#include <fmt/format.h>

#include <algorithm>

#include "analyse/hazards.hpp"
#include "analyse/rules.hpp"

namespace tributary {
namespace {

std::string advice(const SqlProblem& problem) {
  if (problem.message.find("byte order mark") != std::string::npos)
    return "Save it as UTF-8 without a byte order mark.";
  if (problem.message.find("NUL byte") != std::string::npos)
    return "Save it as UTF-8: the redirection `>` of PowerShell 5 writes UTF-16.";
  if (problem.message.find("psql") != std::string::npos)
    return "Take out what only psql understands; rows of a COPY become INSERTs.";
  return "Correct it, and replay the migrations: tributary rehearse";
}

std::vector<Hit> judge(const OwnChange& at) {
  const auto& problems = at.in().script->problems;
  auto first = std::find_if(problems.begin(), problems.end(),
                            [](const SqlProblem& problem) { return problem.kind != SqlProblem::Kind::unread; });
  if (first == problems.end()) return {};
  bool newer = first->kind == SqlProblem::Kind::perhaps_newer;
  Hit hit;
  hit.place.line = first->line, hit.place.column = first->column;
  hit.message = fmt::format("{} is refused: {}", at.in().migration, first->message);
  if (first->sqlstate != "42601") hit.message += fmt::format(" ({})", first->sqlstate);
  hit.why = newer ? "So says PostgreSQL 15's grammar; a newer server may understand it."
                  : "`migrate deploy` stops there with P3018, and no later migration is applied.";
  hit.help = advice(*first);
  hit.key = "syntax";
  if (newer)
    hit.at_most = Severity::warning;
  else
    hit.sqlstate = first->sqlstate;
  return {hit};
}

std::vector<Hit> look(const Analysis& analysis) {
  return script_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule syntax_error = {"syntax-error",
                                  Severity::error,
                                  Needs::script,
                                  Group::hazards,
                                  {},
                                  "An own migration's script holds what the server's parser refuses",
                                  look};
}
}  // namespace tributary
