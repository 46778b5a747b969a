// Statements that read or write rows.
#include <fmt/format.h>

#include <map>
#include <set>
#include <string_view>

#include "base/text.hpp"
#include "sql/builtin.hpp"
#include "sql/facts.hpp"
#include "sql/print.hpp"
#include "sql/statements.hpp"

namespace tributary::sql {
namespace {

using How = Use::How;

struct Target {
  ObjectName table;
  Scope scope;
};

Target target_of(Context& context, const Node& relation, const Scope* outer) {
  Target target{context.named(ObjectKind::table, relation), {outer, {}, {}, {}, false}};
  // DELETE FROM pg_enum: the catalogs come before the schemas of any search_path.
  if (relation["schemaname"].text().empty() && is_builtin_relation(target.table.name) &&
      target.table.schema != "pg_temp")
    target.table.schema = "pg_catalog";
  auto alias = relation["alias"]["aliasname"].text();
  target.scope.items.push_back({alias.empty() ? target.table.name : std::string(alias), target.table});
  return target;
}

/// A step of a few lines is kept as it stands; thousands of rows of seed data are not.
void keep_text(const Context& context, Change& change, const Node& body) {
  constexpr std::size_t most = 4096;
  if (context.text.size() <= most) change.definition = context.text, change.literals = literals_in(body);
}

/// SET a = …, the column list of an INSERT.
void written(Context& context, Change& change, const Node& list, const Scope& scope) {
  References read(context, change.needs);
  for (auto item : list) {
    auto column = item["ResTarget"];
    context.need(change.needs, column_of(change.object, column["name"].text()), How::writes);
    read.expression(column["val"], scope);
    read.behind_column(column["indirection"], scope);
  }
}

/// The server looks at it before any row.
void refuse_twice(Context& context, const Node& list, const std::string& before, const std::string& after,
                  const char* sqlstate) {
  std::set<std::string_view> seen;
  for (auto item : list) {
    auto target = item["ResTarget"];
    auto name = target["name"].text();
    bool whole = target && !target["indirection"];
    if (whole && !seen.insert(name).second)
      return context.problem(before + "\"" + std::string(name) + "\"" + after, target, sqlstate);
  }
}

void insert(Context& context, const Node& body, const Scope* outer) {
  auto [table, scope] = target_of(context, body["relation"], outer);
  auto change = context.change(Verb::write, table, body["relation"]);
  keep_text(context, change, body);
  change.aspect = Aspect::insert;
  if (!body["selectStmt"]) change.options.emplace_back("default values");
  References read(context, change.needs);
  Scope with{outer, {}, {}, {}, false};
  read.with(body["withClause"], with);
  written(context, change, body["cols"], with);
  refuse_twice(context, body["cols"], "column ", " specified more than once", "42701");
  if (auto select = body["selectStmt"]["SelectStmt"]) read.query(select, &with);
  scope.outer = &with;
  auto conflict = body["onConflictClause"];
  for (auto item : conflict["infer"]["indexElems"]) {
    context.need(change.needs, column_of(table, item["IndexElem"]["name"].text()), How::reads);
    read.expression(item["IndexElem"]["expr"], scope);
  }
  read.expression(conflict["infer"]["whereClause"], scope);
  if (auto name = conflict["infer"]["conname"].text(); !name.empty())
    context.need(change.needs, part_of(table, ObjectKind::constraint, name), How::names);
  auto rows = scope;
  rows.items.push_back({"excluded", table});
  written(context, change, conflict["targetList"], rows);
  read.expression(conflict["whereClause"], rows);
  if (!lists_star(body["selectStmt"]["SelectStmt"])) forget_stars(change.needs);
  std::vector<Use> returned;
  References(context, returned).expression(body["returningList"], scope);
  forget_stars(returned);
  change.needs.insert(change.needs.end(), returned.begin(), returned.end());
  change.existing_rows = static_cast<bool>(conflict["targetList"]);
  context.emit(std::move(change));
}

/// Without a WHERE, or with one that says nothing.
bool of_every_row(const Node& body) {
  if (!body["whereClause"]) return true;
  auto text = text::lower(expression_text(body["whereClause"]));
  return text == "true" || text == "1 = 1" || text == "(1 = 1)";
}

std::size_t mentions(const Node& node, std::string_view column) {
  if (auto reference = node.as("ColumnRef")) {
    auto names = strings(reference["fields"]);
    return !names.empty() && names.back() == column;
  }
  std::size_t out = 0;
  if (node.is_list() || node.is_object())
    for (auto child : node) out += mentions(child, column);
  return out;
}

/// '{a, b}' as "a,b,"; "" = it is told by something else than a plain text.
std::string json_path(const Node& argument) {
  auto constant = argument["TypeCast"] ? argument["TypeCast"]["arg"]["A_Const"] : argument["A_Const"];
  auto text = std::string(constant["sval"]["sval"].text());
  if (text.size() < 3 || text.front() != '{' || text.back() != '}') return "";
  std::erase_if(text, [](char c) { return c == ' ' || c == '"'; });
  return text.substr(1, text.size() - 2) + ",";
}

/// A second mention would read the value for something else.
std::map<std::string, std::string> json_paths(const Node& update) {
  std::map<std::string, std::string> out;
  for (auto item : update["targetList"]) {
    auto column = item["ResTarget"]["name"].text();
    auto call = item["ResTarget"]["val"]["FuncCall"];
    auto name = strings(call["funcname"]);
    if (name.empty() || name.back() != "jsonb_set" || call["args"].size() < 2) continue;
    auto arguments = call["args"].begin();
    auto changed = strings((*arguments)["ColumnRef"]["fields"]);
    auto path = json_path(*++arguments);
    bool itself = changed.size() == 1 && changed.front() == column && !path.empty();
    if (itself && mentions(update, column) == 1) out.emplace(column, path);
  }
  return out;
}

void update(Context& context, const Node& body, const Scope* outer) {
  auto [table, scope] = target_of(context, body["relation"], outer);
  auto change = context.change(Verb::write, table, body["relation"]);
  keep_text(context, change, body);
  change.aspect = Aspect::update, change.existing_rows = true, change.every_row = of_every_row(body);
  change.json_paths = json_paths(body);
  refuse_twice(context, body["targetList"], "multiple assignments to same column ", "", "42601");
  References read(context, change.needs);
  read.with(body["withClause"], scope);
  for (auto item : body["fromClause"]) read.from(item, scope);
  written(context, change, body["targetList"], scope);
  read.expression(body["whereClause"], scope);
  read.expression(body["returningList"], scope);
  forget_stars(change.needs);
  context.emit(std::move(change));
}

/// A second look at the table, or at one that was filled from it.
bool looks_at_other_rows(const Node& deletion) {
  return deletion["usingClause"] || holds_query(deletion["whereClause"]);
}

void remove(Context& context, const Node& body, const Scope* outer) {
  auto [table, scope] = target_of(context, body["relation"], outer);
  auto change = context.change(Verb::write, table, body["relation"]);
  keep_text(context, change, body);
  change.aspect = Aspect::delete_, change.existing_rows = true, change.every_row = of_every_row(body);
  change.compares_rows = looks_at_other_rows(body);
  References read(context, change.needs);
  read.with(body["withClause"], scope);
  for (auto item : body["usingClause"]) read.from(item, scope);
  read.expression(body["whereClause"], scope);
  read.expression(body["returningList"], scope);
  forget_stars(change.needs);
  context.emit(std::move(change));
}

void merge(Context& context, const Node& body, const Scope* outer) {
  auto [table, scope] = target_of(context, body["relation"], outer);
  auto change = context.change(Verb::write, table, body["relation"]);
  change.aspect = Aspect::merge, change.existing_rows = true;
  References read(context, change.needs);
  read.with(body["withClause"], scope);
  read.from(body["sourceRelation"], scope);
  read.expression(body["joinCondition"], scope);
  for (auto item : body["mergeWhenClauses"]) {
    auto when = item["MergeWhenClause"];
    read.expression(when["condition"], scope);
    written(context, change, when["targetList"], scope);
    read.expression(when["values"], scope);
  }
  forget_stars(change.needs);
  context.emit(std::move(change));
}

/// pg_dump's first lines set the search_path with a function.
void set_config(Context& context, const Node& call) {
  auto name = strings(call["funcname"]);
  if (name.empty() || name.back() != "set_config") return;
  std::vector<std::string> arguments;
  for (auto argument : call["args"]) arguments.emplace_back(argument["A_Const"]["sval"]["sval"].text());
  if (arguments.size() < 2 || arguments[0] != "search_path") return;
  std::vector<std::string> schemas;
  std::string word;
  for (char c : arguments[1] + ",") {
    if (c == ',') {
      if (!word.empty()) schemas.push_back(word);
      word.clear();
    } else if (c != ' ' && c != '"') {
      word += c;
    }
  }
  set_search_path(context, schemas);
}

/// Functions that change something outside the tables, called from a SELECT.
bool writes_sequence(const Node& call) {
  auto name = strings(call["funcname"]);
  return !name.empty() && (name.back() == "setval" || name.back() == "nextval");
}

/// SELECT cron.schedule(…): what it does stands in the function.
void calls_user_function(Change& change, const Node& call) {
  auto names = strings(call["funcname"]);
  for (const auto& use : change.needs) {
    bool same =
        use.how == How::calls && !names.empty() && use.object.name == names.back() && use.object.schema != "pg_catalog";
    if (!same) continue;
    change.verb = Verb::opaque;
    change.because = "SELECT calls " + text::join(names, ".") + ", which may do anything";
  }
}

}  // namespace

bool read_data_statement(Context& context, const Node& node, const Scope* outer) {
  auto kind = node.kind();
  if (kind == "InsertStmt") return insert(context, node.body(), outer), true;
  if (kind == "UpdateStmt") return update(context, node.body(), outer), true;
  if (kind == "DeleteStmt") return remove(context, node.body(), outer), true;
  if (kind == "MergeStmt") return merge(context, node.body(), outer), true;
  return false;
}

void read_data(Context& context, const Node& body) {
  auto kind = body.key();
  if (kind == "InsertStmt") return insert(context, body, nullptr);
  if (kind == "UpdateStmt") return update(context, body, nullptr);
  if (kind == "DeleteStmt") return remove(context, body, nullptr);
  merge(context, body, nullptr);
}

void read_truncate(Context& context, const Node& body) {
  for (auto item : body["relations"]) {
    auto change = context.change(Verb::write, context.named(ObjectKind::table, item["RangeVar"]), item["RangeVar"]);
    change.aspect = Aspect::truncate, change.existing_rows = change.every_row = true;
    change.cascade = body["behavior"].text() == "DROP_CASCADE";
    context.emit(std::move(change));
  }
}

void read_copy(Context& context, const Node& body) {
  bool from = body["is_from"].truth(), program = body["is_program"].truth();
  auto object = body["relation"] ? context.named(ObjectKind::table, body["relation"]) : ObjectName{};
  auto change = context.change(from ? Verb::write : Verb::read, object, body["relation"]);
  change.aspect = program ? Aspect::copy_program : body["filename"] ? Aspect::copy_file : Aspect::copy;
  for (auto column : body["attlist"])
    context.need(change.needs, column_of(object, column["String"]["sval"].text()), from ? How::writes : How::reads);
  References read(context, change.needs);
  if (auto select = body["query"]["SelectStmt"]) {
    read.query(select);
  } else if (body["query"]) {
    read_data_statement(context, body["query"]);
  }
  if (body["relation"]) read.over_table(body["whereClause"], object);
  context.emit(std::move(change));
}

void read_select(Context& context, const Node& body) {
  auto into = body["intoClause"]["rel"];
  if (into["relpersistence"].text() == "t") context.temporaries.insert(std::string(into["relname"].text()));
  auto change = into ? context.change(Verb::create, context.named(ObjectKind::table, into), into)
                     : context.change(Verb::read, {});
  if (into) change.definition = canonical_text(body), change.aspect = Aspect::select_into, change.more_columns = true;
  References(context, change.needs).query(body);
  if (!lists_star(body)) forget_stars(change.needs);
  for (auto item : body["targetList"]) {
    auto call = item["ResTarget"]["val"]["FuncCall"];
    if (!call) continue;
    set_config(context, call);
    if (!into) calls_user_function(change, call);
    if (!writes_sequence(call)) continue;
    for (const auto& use : change.needs)
      if (use.object.kind == ObjectKind::relation && change.verb == Verb::read) {
        change.verb = Verb::write, change.object = use.object,
        change.aspect = strings(call["funcname"]).back() == "setval" ? Aspect::setval : Aspect::nextval;
        change.object.kind = ObjectKind::sequence;
        break;
      }
  }
  context.emit(std::move(change));
}

/// RETURN of a function's body.
void read_return(Context& context, const Node& body) {
  auto change = context.change(Verb::read, {});
  References(context, change.needs).expression(body["returnval"], {});
  context.emit(std::move(change));
}

/// EXPLAIN ANALYZE runs what it explains.
void read_explain(Context& context, const Node& body) {
  for (auto option : body["options"])
    if (option["DefElem"]["defname"].text() == "analyze") return read_statement(context, body["query"]);
  read_session(context, body);
}

void read_prepare(Context& context, const Node& body) {
  context.opaque(fmt::format("PREPARE {}: what it does happens where it is executed", body["name"].text()));
}

void read_execute(Context& context, const Node& body) {
  context.opaque(fmt::format("EXECUTE {}: what it does was prepared elsewhere", body["name"].text()));
}

void read_cursor(Context& context, const Node& body) {
  if (auto select = body["query"]["SelectStmt"]) return read_select(context, select);
  read_session(context, body);
}

}  // namespace tributary::sql
