#include "sql/bodies.hpp"

#include "sql/parser.hpp"
#include "sql/script.hpp"
#include "sql/statements.hpp"

namespace tributary::sql {
namespace {

using How = Use::How;

How how_of(Verb verb) {
  return verb == Verb::write ? How::writes : verb == Verb::read ? How::reads : How::names;
}

bool is_data(std::string_view kind) {
  return kind == "SelectStmt" || kind == "InsertStmt" || kind == "UpdateStmt" || kind == "DeleteStmt" ||
         kind == "MergeStmt" || kind == "ReturnStmt";
}

}  // namespace

void add_needs_of(Context& context, Change& change, const Node& statement, bool late) {
  ScriptChanges inner;
  auto inside = context.inside(inner);
  // Only queries are looked at when a function is created; CREATE, ALTER and the like wait until it runs.
  inside.late = late || context.late || !is_data(statement.kind());
  read_statement(inside, statement);
  inside.end_statement();
  std::vector<ObjectName> made;
  for (const auto& one : inner.changes) {
    if (one.verb == Verb::create) made.push_back(one.object);
    if (one.verb != Verb::create && !one.object.name.empty())
      change.needs.push_back({one.object, how_of(one.verb), inside.late, one.if_exists});
    for (const auto& use : one.needs) {
      bool own = false;
      for (const auto& object : made) own = own || same_object(object, use.object);
      if (!own) change.needs.push_back(use);
    }
  }
}

void add_sql_body(Context& context, Change& change, const std::string& body) {
  if (longest_chain_of(body, tokens_of(body)) > longest_chain) return;
  auto parsed = parse(body);
  if (!parsed.tree) {
    auto opaque = context.change(Verb::opaque, change.object);
    opaque.aspect = "body", opaque.because = "the body is not understood: " + parsed.error;
    return context.emit(std::move(opaque));
  }
  for (auto item : parsed.tree->root()["stmts"]) add_needs_of(context, change, item["stmt"], !context.bodies_checked);
}

}  // namespace tributary::sql
