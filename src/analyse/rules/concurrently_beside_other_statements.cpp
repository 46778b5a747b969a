// Prisma up to 7.3 sends a migration as one simple query; from 7.4 on it sends statement by statement, but for a script
// that its splitter cannot parse. Where one query it holds more than one statement PostgreSQL runs them as one
// implicit transaction, also behind a COMMIT of the script's own, and whatever cannot run in one fails with 25001:
// every CONCURRENTLY, VACUUM, CREATE and DROP DATABASE, ALTER SYSTEM, tablespaces. Alone in its script it works.
#include <fmt/format.h>

#include "analyse/hazards.hpp"
#include "analyse/rules.hpp"
#include "analyse/sent.hpp"
#include "analyse/sql_hits.hpp"
#include "prisma/version.hpp"

namespace tributary {
namespace {

bool runs_alone(const Change& change) {
  bool refresh = change.object.kind == ObjectKind::materialized_view && change.verb != Verb::create;
  if (change.concurrently) return !refresh;
  if (change.verb == Verb::session)
    return change.aspect == Aspect::vacuum || change.aspect == Aspect::vacuum_full ||
           change.aspect == Aspect::alter_system || (change.aspect == Aspect::cluster && change.object.name.empty());
  bool kind = change.object.kind == ObjectKind::database || change.object.kind == ObjectKind::tablespace;
  return kind && (change.verb == Verb::create || change.verb == Verb::drop);
}

std::string deed(const Change& change) {
  if (change.verb == Verb::session) return sql_words(change.aspect) + (change.concurrently ? " CONCURRENTLY" : "");
  return deed_text(change) + (change.concurrently ? " CONCURRENTLY" : "");
}

/// DROP INDEX CONCURRENTLY takes one name (0A000).
std::optional<Hit> several_at_once(const OwnChange& at) {
  const auto& change = at.change();
  if (change.verb != Verb::drop || !change.concurrently || at.index == 0) return std::nullopt;
  const auto& before = at.in().script->changes[at.index - 1];
  if (before.verb != Verb::drop || before.statement != change.statement) return std::nullopt;
  Hit hit;
  hit.message = fmt::format("{} together with {}", deed(change), object_text(before.object));
  hit.why = "DROP INDEX CONCURRENTLY drops one index at a time: it fails (0A000).";
  hit.sqlstate = "0A000";
  hit.help = fmt::format("A migration for each, as its only statement: `DROP INDEX CONCURRENTLY {};`",
                         sql_name(change.object));
  hit.key = deed(change);
  return hit;
}

std::string why(const OwnChange& at, bool split) {
  if (split) return "It stands between BEGIN and COMMIT, and cannot run in a transaction: it fails (25001).";
  std::string why = "Prisma sends the script as one query, which PostgreSQL runs as one transaction: it fails (25001).";
  if (prisma::sends_statements(prisma_of(at)))
    why += " From 7.4 on it sends statement by statement, but DROP INDEX CONCURRENTLY is one that it cannot split off.";
  return why;
}

std::optional<Hit> judge(const OwnChange& at) {
  const auto& change = at.change();
  if (auto hit = several_at_once(at)) return hit;
  auto statements = at.in().script->statements.size();
  if (statements < 2 || !runs_alone(change)) return std::nullopt;
  bool split = sent(at) == Sent::statements, bracketed = in_own_transaction(*at.in().script, change.statement);
  if (split && !bracketed) return std::nullopt;
  Hit hit;
  hit.message = fmt::format("{} in a script of {} statements", deed(change), statements);
  hit.why = why(at, split);
  hit.sqlstate = "25001";
  hit.help =
      "Move the statement into a migration of its own: `tributary new NAME --empty`, with nothing "
      "else in its migration.sql.";
  hit.key = deed(change);
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  return hazard_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule concurrently_beside_other_statements = {"concurrently-beside-other-statements",
                                                          Severity::error,
                                                          Needs::own_sql,
                                                          Group::hazards,
                                                          {},
                                                          "A statement that must run alone stands beside others",
                                                          look};
}
}  // namespace tributary
