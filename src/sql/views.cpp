#include <algorithm>

#include "sql/bodies.hpp"
#include "sql/facts.hpp"
#include "sql/print.hpp"
#include "sql/statements.hpp"

namespace tributary::sql {

using How = Use::How;

namespace {

/// As isQueryUsingTempRelation(): a view over a relation of the session is one of the session, too.
void take_session_of_query(Context& context, Change& view) {
  bool over_temporary =
      std::any_of(view.needs.begin(), view.needs.end(), [](const Use& use) { return use.object.schema == "pg_temp"; });
  if (!over_temporary || view.object.schema == "pg_temp") return;
  view.object.schema = "pg_temp";
  context.temporaries.insert(view.object.name);
}

}  // namespace

void read_view(Context& context, const Node& body) {
  if (body["view"]["relpersistence"].text() == "t")
    context.temporaries.insert(std::string(body["view"]["relname"].text()));
  auto change = context.change(Verb::create, context.named(ObjectKind::view, body["view"]));
  change.or_replace = body["replace"].truth(), change.more_columns = true;
  change.definition = "AS " + canonical_text(body["query"]);
  for (const char* part : {"aliases", "options"})
    if (body[part]) change.definition += " " + canonical_text(body[part]);
  if (body["withCheckOption"].text() != "NO_CHECK_OPTION")
    change.definition += " " + std::string(body["withCheckOption"].text());
  if (auto select = body["query"]["SelectStmt"]) References(context, change.needs).query(select);
  if (body["view"]["schemaname"].text().empty()) take_session_of_query(context, change);
  change.columns = output_columns(body["query"]["SelectStmt"], strings(body["aliases"]));
  context.taken_relation(change.object.schema, change.object.name);
  context.emit(std::move(change));
}

void read_refresh(Context& context, const Node& body) {
  auto change = context.change(Verb::write, context.named(ObjectKind::materialized_view, body["relation"]));
  change.aspect = Aspect::refresh, change.existing_rows = true;
  change.concurrently = body["concurrent"].truth();
  context.emit(std::move(change));
}

void read_rule(Context& context, const Node& body) {
  auto table = context.named(ObjectKind::relation, body["relation"]);
  auto change = context.change(Verb::create, part_of(table, ObjectKind::rule, body["rulename"].text()));
  change.or_replace = body["replace"].truth();
  change.definition = std::string(body["event"].text()) + (body["instead"].truth() ? " INSTEAD " : " ALSO ") +
                      canonical_text(body["whereClause"]) + canonical_text(body["actions"]);
  change.needs.push_back({table, How::parent, context.late, false});
  References(context, change.needs).over_rows(body["whereClause"], table);
  for (auto action : body["actions"]) add_needs_of(context, change, action, false);
  context.emit(std::move(change));
}

}  // namespace tributary::sql
