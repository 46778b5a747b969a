#include <fmt/format.h>

#include "base/text.hpp"
#include "sql/extensions.hpp"
#include "sql/facts.hpp"
#include "sql/print.hpp"
#include "sql/statements.hpp"

namespace tributary::sql {
namespace {

using How = Use::How;

std::string element_name(const Node& element) {
  if (auto name = element["name"].text(); !name.empty()) return std::string(name);
  auto name = figured(element["expr"]);
  return name.empty() ? "expr" : name;
}

std::string behind_name(const Node& body) {
  std::vector<std::string> elements, included;
  for (auto item : body["indexParams"]) elements.push_back(index_element_text(item["IndexElem"]));
  for (auto item : body["indexIncludingParams"]) included.push_back(index_element_text(item["IndexElem"]));
  auto out = fmt::format("ON {} USING {} ({})", name_text(body["relation"]["relname"].text()),
                         body["accessMethod"].text(), text::join(elements, ", "));
  if (!included.empty()) out += " INCLUDE (" + text::join(included, ", ") + ")";
  if (body["nulls_not_distinct"].truth()) out += " NULLS NOT DISTINCT";
  if (body["options"]) out += " WITH " + options_text(body["options"]);
  if (body["whereClause"]) out += " WHERE " + expression_text(body["whereClause"]);
  return out;
}

/// Of an extension that we know; PostgreSQL's own ones are everywhere.
void need_operator_class(const Context& context, std::vector<Use>& needs, const Node& element) {
  auto names = strings(element["opclass"]);
  if (names.empty()) return;
  ObjectName object{ObjectKind::operator_class, names.size() > 1 ? names[names.size() - 2] : "", names.back(), "", ""};
  if (!extension_that_brings(object).empty()) context.need(needs, object, How::names);
}

}  // namespace

/// ChooseIndexColumnNames() and ChooseIndexNameAddition() of indexcmds.c.
std::string index_columns_name(const Node& elements, const Node& including) {
  std::vector<std::string> names;
  auto add = [&](const std::string& name) {
    auto taken = [&](const std::string& candidate) {
      for (const auto& other : names)
        if (other == candidate) return true;
      return false;
    };
    auto chosen = name;
    for (int number = 1; taken(chosen); ++number) chosen = name + std::to_string(number);
    names.push_back(chosen);
  };
  for (auto item : elements) add(element_name(item["IndexElem"]));
  for (auto item : including) add(element_name(item["IndexElem"]));
  return text::join(names, "_").substr(0, 200);
}

std::string index_element_text(const Node& element) {
  auto out = element["expr"] ? expression_text(element["expr"]) : name_text(element["name"].text());
  if (element["collation"]) out += " COLLATE " + name_text(strings(element["collation"]).back());
  if (element["opclass"]) out += " " + text::join(strings(element["opclass"]), ".");
  if (element["opclassopts"]) out += " " + options_text(element["opclassopts"]);
  if (element["ordering"].text() == "SORTBY_DESC") out += " DESC";
  auto nulls = element["nulls_ordering"].text();
  bool descending = element["ordering"].text() == "SORTBY_DESC";
  if (nulls == "SORTBY_NULLS_FIRST" && !descending) out += " NULLS FIRST";
  if (nulls == "SORTBY_NULLS_LAST" && descending) out += " NULLS LAST";
  return out;
}

void read_index(Context& context, const Node& body) {
  auto table = context.named(ObjectKind::table, body["relation"]);
  auto name = std::string(body["idxname"].text());
  bool chosen = name.empty();
  if (chosen)
    name = context.chosen_relation(table.schema, table.name,
                                   index_columns_name(body["indexParams"], body["indexIncludingParams"]), "idx");
  context.taken_relation(table.schema, name, table.name);
  if (table.schema == "pg_temp") context.temporaries.insert(name);  // an index lives where its table does
  auto change = context.change(Verb::create, {ObjectKind::index, table.schema, name, "", ""});
  change.unique = body["unique"].truth(), change.concurrently = body["concurrent"].truth();
  change.if_not_exists = body["if_not_exists"].truth();
  change.existing_rows = true;
  change.key = index_facts(body);
  change.key->chosen_name = chosen;
  change.key->behind_name = behind_name(body);
  change.definition = (change.unique ? "UNIQUE INDEX " : "INDEX ") + change.key->behind_name;
  change.needs.push_back({table, How::parent, context.late, false});
  References read(context, change.needs, How::indexes);
  for (const char* list : {"indexParams", "indexIncludingParams"})
    for (auto item : body[list]) {
      context.need(change.needs, column_of(table, item["IndexElem"]["name"].text()), How::indexes);
      read.over_table(item["IndexElem"]["expr"], table);
      need_operator_class(context, change.needs, item["IndexElem"]);
      context.need_collation(change.needs, item["IndexElem"]["collation"], How::names);
    }
  read.over_table(body["whereClause"], table);
  context.emit(std::move(change));
}

void read_statistics(Context& context, const Node& body) {
  auto object = context.named_by_list(ObjectKind::statistics, body["defnames"]);
  auto relation = body["relations"].first()["RangeVar"];
  auto table = context.named(ObjectKind::table, relation);
  if (object.name.empty()) {
    object.schema = table.schema;
    std::string columns;
    for (auto item : body["exprs"]) {
      auto column = std::string(item["StatsElem"]["name"].text());
      columns += (columns.empty() ? "" : "_") + (column.empty() ? "expr" : column);
    }
    object.name =
        context.chosen_constraint({ObjectKind::statistics, table.schema, table.name, "", ""}, columns, "stat");
  }
  auto change = context.change(Verb::create, object);
  change.if_not_exists = body["if_not_exists"].truth();
  change.definition = canonical_text(body["stat_types"]) + canonical_text(body["exprs"]);
  change.needs.push_back({table, How::parent, context.late, false});
  for (auto item : body["exprs"]) {
    context.need(change.needs, column_of(table, item["StatsElem"]["name"].text()), How::indexes);
    References(context, change.needs, How::indexes).over_table(item["StatsElem"]["expr"], table);
  }
  context.emit(std::move(change));
}

void read_alter_statistics(Context& context, const Node& body) {
  auto change = context.change(Verb::alter, context.named_by_list(ObjectKind::statistics, body["defnames"]));
  change.aspect = Aspect::target, change.if_exists = body["missing_ok"].truth();
  change.definition = std::string(body["stxstattarget"].text());
  context.emit(std::move(change));
}

void read_reindex(Context& context, const Node& body) {
  auto kind = body["kind"].text();
  auto change = context.change(Verb::session, {});
  if (body["relation"])
    change.object =
        context.named(kind == "REINDEX_OBJECT_INDEX" ? ObjectKind::index : ObjectKind::table, body["relation"]);
  if (kind == "REINDEX_OBJECT_SCHEMA")
    change.object = {ObjectKind::schema, "", std::string(body["name"].text()), "", ""};
  for (auto option : body["params"])
    if (option["DefElem"]["defname"].text() == "concurrently" && is_on(option["DefElem"])) change.concurrently = true;
  change.aspect = Aspect::reindex, change.existing_rows = true;
  context.emit(std::move(change));
}

void read_cluster(Context& context, const Node& body) {
  auto change = context.change(Verb::session, {});
  if (body["relation"]) change.object = context.named(ObjectKind::table, body["relation"]);
  if (auto index = body["indexname"].text(); !index.empty())
    change.needs.push_back(
        {{ObjectKind::index, change.object.schema, std::string(index), "", ""}, How::names, context.late, false});
  change.aspect = Aspect::cluster, change.existing_rows = true;
  context.emit(std::move(change));
}

}  // namespace tributary::sql
