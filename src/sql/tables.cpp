#include <set>
#include <utility>

#include "base/text.hpp"
#include "sql/facts.hpp"
#include "sql/print.hpp"
#include "sql/statements.hpp"

namespace tributary::sql {
namespace {

using How = Use::How;

/// Columns of a table-level PRIMARY KEY are NOT NULL.
std::set<std::string> key_columns(const Node& elements) {
  std::set<std::string> out;
  for (auto item : elements) {
    auto constraint = item["Constraint"];
    if (constraint["contype"].text() != "CONSTR_PRIMARY") continue;
    for (auto& name : strings(constraint["keys"])) out.insert(name);
  }
  return out;
}

std::string table_definition(const Node& body) {
  std::vector<std::string> parts;
  for (auto item : body["tableElts"])
    if (auto like = item["TableLikeClause"])
      parts.push_back("LIKE " + name_text(like["relation"]["relname"].text()) + " " +
                      std::string(like["options"].text()));
  for (auto item : body["inhRelations"]) parts.push_back("INHERITS " + name_text(item["RangeVar"]["relname"].text()));
  if (body["partbound"]) parts.push_back("PARTITION FOR VALUES " + canonical_text(body["partbound"]));
  if (body["partspec"]) parts.push_back("PARTITION BY " + canonical_text(body["partspec"]));
  if (body["ofTypename"]) parts.push_back("OF " + type_text(body["ofTypename"]));
  if (body["options"]) parts.push_back("WITH " + canonical_text(body["options"]));
  if (body["accessMethod"]) parts.push_back("USING " + name_text(body["accessMethod"].text()));
  if (body["relation"]["relpersistence"].text() == "u") parts.push_back("UNLOGGED");
  return text::join(parts, " ");
}

/// The table's text holds its columns and constraints, so that two tables of one name compare.
void add_elements(Context& context, std::size_t table, std::size_t first) {
  std::vector<std::string> parts;
  for (auto i = first; i < context.size(); ++i) {
    const auto& change = context.at(i);
    if (change.object.kind == ObjectKind::column)
      parts.push_back(name_text(change.object.part) + " " + change.definition);
    if (change.object.kind == ObjectKind::constraint)
      parts.push_back("CONSTRAINT " + name_text(change.object.part) + " " + change.definition);
  }
  auto& definition = context.at(table).definition;
  definition = "(" + text::join(parts, ", ") + ")" + (definition.empty() ? "" : " " + definition);
}

/// A table that is not temporary is made in a schema, also where a temporary one has its name.
ObjectName made_table(Context& context, ObjectKind kind, const Node& relation) {
  if (relation["relpersistence"].text() == "t") {
    context.temporaries.insert(std::string(relation["relname"].text()));
    return context.named(kind, relation);
  }
  auto temporaries = std::exchange(context.temporaries, {});
  auto table = context.named(kind, relation);
  context.temporaries = std::move(temporaries);
  return table;
}

void create(Context& context, const Node& body, ObjectKind kind) {
  auto table = made_table(context, kind, body["relation"]);
  auto keys = key_columns(body["tableElts"]);
  auto change = context.change(Verb::create, table);
  change.if_not_exists = body["if_not_exists"].truth();
  change.definition = table_definition(body);
  for (auto item : body["inhRelations"])
    context.need(change.needs, context.named(ObjectKind::table, item["RangeVar"]), How::parent);
  for (auto item : body["tableElts"])
    if (auto like = item["TableLikeClause"]["relation"]) {
      context.need(change.needs, context.named(ObjectKind::relation, like), How::reads);
      change.more_columns = true;
      change.copies.push_back(
          {std::string(like["relname"].text()), static_cast<int>(item["TableLikeClause"]["options"].number())});
    }
  context.need_type(change.needs, body["ofTypename"]);
  if (body["partbound"]) change.aspect = Aspect::partition, change.bound = partition_bound(body["partbound"]);
  change.partitioned = static_cast<bool>(body["partspec"]);
  if (body["inhRelations"] || body["ofTypename"]) change.more_columns = true;
  context.taken_relation(table.schema, table.name);
  if (body["partspec"]) change.key = partition_facts(body["partspec"]);
  References read(context, change.needs);
  for (auto item : body["partspec"]["partParams"]) {
    context.need(change.needs, column_of(table, item["PartitionElem"]["name"].text()), How::reads);
    read.over_table(item["PartitionElem"]["expr"], table);
  }
  context.emit(std::move(change));
  auto first = context.size();
  for (auto item : body["tableElts"]) {
    if (auto column = item["ColumnDef"]) {
      read_column(context, table, column, false);
      auto& made = context.column_change(table, column["colname"].text());
      if (keys.count(std::string(column["colname"].text())) && made.column) made.column->not_null = true;
    }
  }
  for (auto item : body["tableElts"])
    if (auto constraint = item["Constraint"]) read_constraint(context, table, constraint, "", false);
  add_elements(context, first - 1, first);
}

}  // namespace

PartitionBound partition_bound(const Node& bound) {
  auto values = [&](const char* datums) {
    std::vector<std::string> out;
    for (auto item : bound[datums]) {
      auto word = item["ColumnRef"]["fields"].first()["String"]["sval"].text();  // MINVALUE, MAXVALUE
      out.push_back(word.empty() ? expression_text(item) : std::string(word));
    }
    return out;
  };
  return {bound["is_default"].truth(),
          values("listdatums"),
          values("lowerdatums"),
          values("upperdatums"),
          static_cast<int>(bound["modulus"].number()),
          static_cast<int>(bound["remainder"].number())};
}

void read_create_table(Context& context, const Node& body) {
  create(context, body, ObjectKind::table);
}

void read_create_foreign_table(Context& context, const Node& body) {
  create(context, body["base"], ObjectKind::foreign_table);
  auto name = body["servername"].text();
  for (auto i = context.size(); i-- > 0;)
    if (context.at(i).object.kind == ObjectKind::foreign_table) {
      context.need(context.at(i).needs, {ObjectKind::foreign_server, "", std::string(name), "", ""}, How::names);
      return;
    }
}

void read_create_table_as(Context& context, const Node& body) {
  bool view = body["objtype"].text() == "OBJECT_MATVIEW";
  auto into = body["into"]["rel"];
  if (into["relpersistence"].text() == "t") context.temporaries.insert(std::string(into["relname"].text()));
  auto change =
      context.change(Verb::create, context.named(view ? ObjectKind::materialized_view : ObjectKind::table, into));
  change.if_not_exists = body["if_not_exists"].truth();
  change.definition = "AS " + canonical_text(body["query"]) + (body["into"]["skipData"].truth() ? " WITH NO DATA" : "");
  change.aspect = view ? Aspect::none : Aspect::as, change.more_columns = true;
  if (auto select = body["query"]["SelectStmt"])
    References(context, change.needs).query(select);
  else
    change.aspect = Aspect::as_execute;
  if (!view && !lists_star(body["query"]["SelectStmt"])) forget_stars(change.needs);
  auto table = change.object;
  context.taken_relation(table.schema, table.name);
  context.emit(std::move(change));
  if (body["query"]["ExecuteStmt"]) context.opaque("CREATE TABLE AS EXECUTE: what it reads was prepared elsewhere");
}

}  // namespace tributary::sql
