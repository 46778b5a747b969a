// Prisma up to 7.3 sends a script as one query, which is one transaction already; from 7.4 on BEGIN and COMMIT are the
// only way to make it one. A COMMIT on the way keeps what came before it
// when a later statement fails, so that the migration is half done and cannot simply be run again; a BEGIN without its
// end leaves the session broken (25P02) and nothing applied; a ROLLBACK undoes what Prisma then records as applied.
// BEGIN at the top and COMMIT at the bottom change nothing up to 7.3, and are right from 7.4 on.
#include "analyse/hazards.hpp"
#include "analyse/rules.hpp"
#include "analyse/sent.hpp"

namespace tributary {
namespace {

struct Bracket {
  Aspect word = Aspect::none;
  std::size_t statement = 0;
  int line = 0, column = 0;
};

bool opens(Aspect word) {
  return word == Aspect::begin || word == Aspect::start;
}

std::vector<Bracket> brackets_of(const ScriptChanges& script) {
  std::vector<Bracket> out;
  for (const auto& change : script.changes) {
    bool ends =
        change.aspect == Aspect::commit || change.aspect == Aspect::rollback || change.aspect == Aspect::prepare;
    if (change.verb == Verb::session && (opens(change.aspect) || ends) &&
        script.statements[change.statement].kind == "TransactionStmt")
      out.push_back({change.aspect, change.statement, change.line, change.column_number});
  }
  return out;
}

Hit hit_at(const Bracket& bracket, std::string message, std::string why, Severity least, Severity most) {
  Hit hit;
  hit.place.line = bracket.line, hit.place.column = bracket.column;
  hit.message = std::move(message), hit.why = std::move(why);
  hit.help =
      "Take the transaction statements out: Prisma's script is one transaction. What must be committed before the rest "
      "belongs into a migration of its own.";
  hit.at_least = least, hit.at_most = most;
  hit.key = aspect_text(bracket.word);
  return hit;
}

std::vector<Hit> judge(const OwnChange& at) {
  const auto& script = *at.in().script;
  auto all = brackets_of(script);
  if (all.empty()) return {};
  const auto& last = all.back();
  if (opens(last.word))
    return {hit_at(last, "begins a transaction that nothing ends",
                   "Nothing of it is kept, and the session is broken for what comes next (25P02).", Severity::error,
                   Severity::error)};
  if (last.word == Aspect::rollback)
    return {hit_at(last, "rolls back what it has done", "Prisma records the migration as applied all the same.",
                   Severity::error, Severity::error)};
  // One transaction after the other is what statements sent one by one are anyway.
  if (sent(at) == Sent::statements) return {};
  bool around =
      all.size() == 2 && opens(all[0].word) && all[0].statement == 0 && last.statement + 1 == script.statements.size();
  if (around)
    return {hit_at(all[0], "is wrapped in a transaction of its own",
                   "It is one transaction already; the brackets change nothing.", Severity::off, Severity::info)};
  return {hit_at(last, "ends a transaction on the way",
                 "When a later statement fails, what came before stays, and the migration is half done.", Severity::off,
                 Severity::error)};
}

std::vector<Hit> look(const Analysis& analysis) {
  return script_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule transaction_statement = {"transaction-statement",
                                           Severity::warning,
                                           Needs::own_sql,
                                           Group::hazards,
                                           {},
                                           "A script begins, ends or undoes a transaction of its own",
                                           look};
}
}  // namespace tributary
