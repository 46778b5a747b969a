// Functions, procedures, triggers, DO and CALL.

#include <algorithm>

#include "base/text.hpp"
#include "sql/bodies.hpp"
#include "sql/facts.hpp"
#include "sql/lexer.hpp"
#include "sql/print.hpp"
#include "sql/statements.hpp"

namespace tributary::sql {
namespace {

using How = Use::How;

bool is_input(const Node& parameter) {
  auto mode = parameter["mode"].text();
  return mode != "FUNC_PARAM_OUT" && mode != "FUNC_PARAM_TABLE";
}

std::string input_types(const Node& parameters) {
  std::vector<std::string> texts;
  for (auto item : parameters)
    if (is_input(item["FunctionParameter"])) texts.push_back(argument_type_text(item["FunctionParameter"]["argType"]));
  return text::join(texts, ", ");
}

struct Options {
  std::string language = "sql", body;
  bool has_body = false;
  int location = -1;  ///< of AS
};

Options options_of(const Node& list) {
  Options out;
  for (auto item : list) {
    auto option = item["DefElem"];
    if (option["defname"].text() == "language") out.language = text::lower(option["arg"]["String"]["sval"].text());
    if (option["defname"].text() != "as") continue;
    out.has_body = true, out.location = option.location();
    auto many = option["arg"]["List"]["items"];
    out.body = many ? many.first()["String"]["sval"].text() : option["arg"]["String"]["sval"].text();
  }
  return out;
}

/// What CREATE FUNCTION says besides its body, in no particular order.
std::string definition(const Node& body, const Options& options) {
  std::vector<std::string> parts{canonical_text(body["parameters"]), type_text(body["returnType"])};
  for (auto item : body["options"])
    if (item["DefElem"]["defname"].text() != "as") parts.push_back(canonical_text(item));
  std::sort(parts.begin() + 2, parts.end());
  return text::join(parts, " ") + " AS " + options.body + canonical_text(body["sql_body"]);
}

void need_parameters(Context& context, Change& change, const Node& body) {
  for (auto item : body["parameters"]) {
    auto parameter = item["FunctionParameter"];
    context.need_type(change.needs, parameter["argType"]);
    References(context, change.needs).expression(parameter["defexpr"], {});
  }
  context.need_type(change.needs, body["returnType"]);
  for (auto& use : change.needs) use.signature = use.how == How::type;
}

void read_result(const Node& body, Change& change) {
  for (auto item : body["parameters"])
    if (!is_input(item["FunctionParameter"]) || item["FunctionParameter"]["mode"].text() == "FUNC_PARAM_INOUT") return;
  if (body["returnType"]["pct_type"].truth()) return;
  change.returns = argument_type_text(body["returnType"]);
  change.returns_set = body["returnType"]["setof"].truth();
}

TriggerFacts events_of(const Node& trigger) {
  // TRIGGER_TYPE_INSERT and so on of pg_trigger.h.
  auto events = trigger["events"].number();
  return {(events & 4) != 0, (events & 16) != 0, (events & 8) != 0, (events & 32) != 0};
}

/// SET search_path of the function holds for its body.
std::vector<std::string> own_path(const Node& options) {
  std::vector<std::string> path;
  for (auto item : options) {
    auto set = item["DefElem"]["arg"]["VariableSetStmt"];
    if (set["name"].text() != "search_path") continue;
    for (auto argument : set["args"]) {
      auto schema = argument["A_Const"]["sval"]["sval"].text();
      if (!schema.empty() && schema != "pg_catalog" && schema != "pg_temp" && schema != "$user")
        path.emplace_back(schema);
    }
  }
  return path;
}

PlpgsqlBody body_of(const Context& context, int location) {
  PlpgsqlBody body{std::string(context.text), context.text_begin()};
  auto from = location < 0 ? 0 : context.byte_in_text(location);
  for (const auto& token : tokens_of(body.text))
    if (token.begin >= from && token.kind == Token::Kind::text) {
      body.begin += token.begin;
      break;
    }
  return body;
}

void read_body(Context& context, Change& change, const Node& body, const Options& options) {
  auto path = context.path;
  auto guesses = context.guesses_schema;
  if (auto own = own_path(body["options"]); !own.empty()) {
    context.path = {own.front()};
    context.guesses_schema = own.size() > 1;
  }
  auto kept = context.variables;
  for (auto item : body["parameters"]) context.variables.insert(std::string(item["FunctionParameter"]["name"].text()));
  if (body["sql_body"]) {
    auto list = body["sql_body"]["List"]["items"];
    if (!list) add_needs_of(context, change, body["sql_body"], false);
    for (auto outer : list)
      for (auto statement : outer["List"]["items"]) add_needs_of(context, change, statement, false);
  } else if (options.language == "sql" && options.has_body) {
    add_sql_body(context, change, options.body);
  } else if (options.language == "plpgsql" && options.has_body) {
    add_plpgsql_needs(context, change, body_of(context, options.location));
  } else if (options.language != "internal" && options.language != "c") {
    unread_body(context, change, "bodies in language " + options.language + " are not read");
  }
  context.variables = std::move(kept);
  context.path = std::move(path);
  context.guesses_schema = guesses;
}

std::string trigger_text(const Node& body) {
  std::vector<std::string> parts;
  for (auto child : body)
    if (child.key() != "relation" && child.key() != "trigname")
      parts.push_back(std::string(child.key()) + ":" + canonical_text(child));
  return text::join(parts, " ");
}

}  // namespace

void read_function(Context& context, const Node& body) {
  auto object = context.named_by_list(body["is_procedure"].truth() ? ObjectKind::procedure : ObjectKind::function,
                                      body["funcname"]);
  object.arguments = input_types(body["parameters"]);
  auto options = options_of(body["options"]);
  auto change = context.change(Verb::create, object);
  change.or_replace = body["replace"].truth();
  change.definition = definition(body, options);
  read_result(body, change);
  need_parameters(context, change, body);
  if (options.language != "sql" && options.language != "plpgsql" && options.language != "c" &&
      options.language != "internal")
    context.need(change.needs, {ObjectKind::language, "", options.language, "", ""}, How::names, true);
  auto at = context.size();
  read_body(context, change, body, options);
  context.insert(at, std::move(change));
}

void read_alter_function(Context& context, const Node& body) {
  auto kind = body["objtype"].text() == "OBJECT_PROCEDURE" ? ObjectKind::procedure : ObjectKind::function;
  auto object = context.named_by_list(kind, body["func"]["objname"]);
  if (!body["func"]["args_unspecified"].truth()) object.arguments = arguments_text(body["func"]["objargs"]);
  auto change = context.change(Verb::alter, object);
  change.aspect = Aspect::options, change.definition = canonical_text(body["actions"]);
  change.options = option_names(body["actions"]);
  context.emit(std::move(change));
}

void read_do(Context& context, const Node& body) {
  Options options;
  options.language = "plpgsql";
  for (auto item : body["args"])
    if (item["DefElem"]["defname"].text() == "language")
      options.language = text::lower(item["DefElem"]["arg"]["String"]["sval"].text());
  if (options.language != "plpgsql") return context.opaque("DO in language " + options.language + " is not read");
  auto before = context.size();
  for (auto item : body["args"])
    if (item["DefElem"]["defname"].text() == "as") run_plpgsql(context, body_of(context, item["DefElem"].location()));
  if (context.size() > before) return;
  auto change = context.change(Verb::session, {});
  change.aspect = Aspect::do_;
  context.emit(std::move(change));
}

void read_call(Context& context, const Node& body) {
  auto change = context.change(Verb::opaque, {});
  References(context, change.needs).expression(body["funccall"]["args"], {});
  context.need_function(change.needs, body["funccall"]["funcname"]);
  change.because =
      "CALL: what it does stands in the procedure " + text::join(strings(body["funccall"]["funcname"]), ".");
  context.emit(std::move(change));
}

void read_trigger(Context& context, const Node& body) {
  auto table = context.named(ObjectKind::table, body["relation"]);
  auto change = context.change(Verb::create, part_of(table, ObjectKind::trigger, body["trigname"].text()));
  change.or_replace = body["replace"].truth();
  change.definition = trigger_text(body), change.each_row = body["row"].truth();
  change.trigger = events_of(body);
  change.needs.push_back({table, How::parent, context.late, false});
  context.need_function(change.needs, body["funcname"]);
  if (body["constrrel"]) context.need(change.needs, context.named(ObjectKind::table, body["constrrel"]), How::reads);
  for (const auto& column : strings(body["columns"])) context.need(change.needs, column_of(table, column), How::reads);
  References(context, change.needs).over_rows(body["whenClause"], table);
  context.emit(std::move(change));
}

void read_event_trigger(Context& context, const Node& body) {
  auto change =
      context.change(Verb::create, {ObjectKind::event_trigger, "", std::string(body["trigname"].text()), "", ""});
  change.definition = std::string(body["eventname"].text()) + canonical_text(body["whenclause"]);
  context.need_function(change.needs, body["funcname"]);
  context.emit(std::move(change));
}

void read_alter_event_trigger(Context& context, const Node& body) {
  auto change =
      context.change(Verb::alter, {ObjectKind::event_trigger, "", std::string(body["trigname"].text()), "", ""});
  change.aspect = Aspect::enabled, change.definition = std::string(body["tgenabled"].text());
  context.emit(std::move(change));
}

}  // namespace tributary::sql
