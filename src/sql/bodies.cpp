#include "sql/bodies.hpp"

#include <utility>

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
  context.fields.insert(inside.fields.begin(), inside.fields.end());
  std::vector<ObjectName> made;
  for (const auto& one : inner.changes) {
    if (one.verb == Verb::opaque && statement.kind() != "CallStmt") unread_body(context, change, one.because);
    if (one.verb == Verb::opaque && !one.unread()) continue;
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

void unread_body(Context& context, const Change& change, std::string because) {
  auto opaque = context.change(Verb::opaque, change.object);
  opaque.aspect = Aspect::body, opaque.because = std::move(because);
  context.emit(std::move(opaque));
}

std::string statement_text(const std::string& text, const Node& item) {
  auto begin = static_cast<std::size_t>(item["stmt_location"].number());
  auto length = static_cast<std::size_t>(item["stmt_len"].number());
  if (begin > text.size()) return text;
  return std::string(begin, ' ') + text.substr(begin, length ? length : std::string::npos);
}

void add_sql_body(Context& context, Change& change, const std::string& body) {
  if (context.bodies >= Context::deepest_body) return unread_body(context, change, "bodies are nested too deeply");
  if (longest_chain_of(body, tokens_of(body)) > longest_chain)
    return unread_body(context, change, "the body is not understood: a chain of terms is too long");
  auto parsed = parse(body);
  if (!parsed.tree) return unread_body(context, change, "the body is not understood: " + parsed.error);
  auto text = std::exchange(context.text, {});
  ++context.bodies;
  for (auto item : parsed.tree->root()["stmts"]) {
    context.text = statement_text(body, item);
    add_needs_of(context, change, item["stmt"], !context.bodies_checked);
  }
  --context.bodies;
  context.text = std::move(text);
}

}  // namespace tributary::sql
