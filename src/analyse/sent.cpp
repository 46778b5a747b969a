#include "analyse/sent.hpp"

#include <algorithm>

#include "prisma/version.hpp"

namespace tributary {
namespace {

bool is_bracket(const ScriptChanges& script, const Change& change) {
  return change.verb == Verb::session && script.statements[change.statement].kind == "TransactionStmt";
}

bool ends(const Change& change) {
  return change.aspect == Aspect::commit || change.aspect == Aspect::rollback || change.aspect == Aspect::prepare;
}

bool begins(const Change& change) {
  return change.aspect == Aspect::begin || change.aspect == Aspect::start;
}

/// The statement that opened the transaction which holds this one; nullopt: none is open.
std::optional<std::size_t> opened_by(const ScriptChanges& script, std::size_t statement) {
  std::optional<std::size_t> open;
  for (const auto& change : script.changes) {
    if (change.statement >= statement) break;
    if (!is_bracket(script, change)) continue;
    if (begins(change) && !open) open = change.statement;
    if (ends(change)) open.reset();
  }
  return open;
}

}  // namespace

PrismaVersion prisma_of(const OwnChange& at) {
  const auto* source = at.analysis.workspace.find(at.holder.source);
  if (source)
    for (const auto& project : source->projects)
      if (project.path == at.holder.project) return project.prisma;
  return prisma::newest_known();
}

bool cannot_be_split(const ScriptChanges& script) {
  return std::any_of(script.changes.begin(), script.changes.end(), [](const Change& change) {
    return change.concurrently && change.verb == Verb::drop && change.object.kind == ObjectKind::index;
  });
}

Sent sent(const OwnChange& at) {
  bool split = prisma::sends_statements(prisma_of(at)) && !cannot_be_split(*at.in().script);
  return split ? Sent::statements : Sent::whole;
}

bool in_own_transaction(const ScriptChanges& script, std::size_t statement) {
  return opened_by(script, statement).has_value();
}

bool in_one_transaction(const OwnChange& at, std::size_t first, std::size_t later) {
  const auto& script = *at.in().script;
  if (sent(at) == Sent::statements) {
    auto open = opened_by(script, first);
    return open && open == opened_by(script, later);
  }
  return std::none_of(script.changes.begin(), script.changes.end(), [&](const Change& change) {
    return change.statement > first && change.statement < later && change.verb == Verb::session &&
           change.aspect == Aspect::commit;
  });
}

}  // namespace tributary
