// Schemas, extensions, and what migrations rarely hold: servers, publications, casts, operators, databases.
#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "base/text.hpp"
#include "sql/print.hpp"
#include "sql/statements.hpp"

namespace tributary::sql {
namespace {

using How = Use::How;

ObjectName named(ObjectKind kind, std::string_view name) {
  return {kind, "", std::string(name), "", ""};
}

/// Statements that name one object, and perhaps a server or wrapper that it belongs to.
struct Plain {
  std::string_view kind, name;  ///< node, and its field that holds the name
  Verb verb;
  ObjectKind object;
  std::string_view parent = {};
  ObjectKind parent_kind = ObjectKind::other;
};

constexpr std::array<Plain, 21> plain{{
    {"CreateForeignServerStmt", "servername", Verb::create, ObjectKind::foreign_server, "fdwname",
     ObjectKind::foreign_data_wrapper},
    {"AlterForeignServerStmt", "servername", Verb::alter, ObjectKind::foreign_server},
    {"CreateFdwStmt", "fdwname", Verb::create, ObjectKind::foreign_data_wrapper},
    {"AlterFdwStmt", "fdwname", Verb::alter, ObjectKind::foreign_data_wrapper},
    {"CreatedbStmt", "dbname", Verb::create, ObjectKind::database},
    {"DropdbStmt", "dbname", Verb::drop, ObjectKind::database},
    {"AlterDatabaseStmt", "dbname", Verb::alter, ObjectKind::database},
    {"AlterDatabaseSetStmt", "dbname", Verb::alter, ObjectKind::database},
    {"AlterDatabaseRefreshCollStmt", "dbname", Verb::alter, ObjectKind::database},
    {"CreateTableSpaceStmt", "tablespacename", Verb::create, ObjectKind::tablespace},
    {"DropTableSpaceStmt", "tablespacename", Verb::drop, ObjectKind::tablespace},
    {"AlterTableSpaceOptionsStmt", "tablespacename", Verb::alter, ObjectKind::tablespace},
    {"CreatePLangStmt", "plname", Verb::create, ObjectKind::language},
    {"CreateAmStmt", "amname", Verb::create, ObjectKind::access_method},
    {"CreateConversionStmt", "conversion_name", Verb::create, ObjectKind::conversion},
    {"AlterTSConfigurationStmt", "cfgname", Verb::alter, ObjectKind::text_search},
    {"AlterTSDictionaryStmt", "dictname", Verb::alter, ObjectKind::text_search},
    {"AlterCollationStmt", "collname", Verb::alter, ObjectKind::collation},
    {"CreateSubscriptionStmt", "subname", Verb::create, ObjectKind::subscription},
    {"AlterSubscriptionStmt", "subname", Verb::alter, ObjectKind::subscription},
    {"DropSubscriptionStmt", "subname", Verb::drop, ObjectKind::subscription},
}};

void need_functions(Context& context, Change& change, const Node& body) {
  for (const char* field : {"plhandler", "plinline", "plvalidator", "handler_name", "func_name"})
    context.need_function(change.needs, body[field]);
  for (auto item : body["func_options"]) context.need_function(change.needs, item["DefElem"]["arg"]["List"]["items"]);
}

/// A connection string or a user mapping's options may hold a password.
bool may_hold_secret(ObjectKind kind) {
  return kind == ObjectKind::subscription || kind == ObjectKind::user_mapping || kind == ObjectKind::foreign_server;
}

std::string list_definition(const Node& body, std::string_view without) {
  std::vector<std::string> parts;
  for (auto child : body)
    if (child.key() != without && child.key() != "missing_ok" && child.key() != "if_not_exists")
      parts.push_back(std::string(child.key()) + ":" + canonical_text(child));
  return text::join(parts, " ");
}

ObjectName publication_table(Context& context, const Node& object, Change& change) {
  auto table = context.named(ObjectKind::table, object["pubtable"]["relation"]);
  for (const auto& column : strings(object["pubtable"]["columns"]))
    context.need(change.needs, column_of(table, column), How::reads);
  References(context, change.needs).over_table(object["pubtable"]["whereClause"], table);
  return table;
}

}  // namespace

void read_plain(Context& context, const Node& body) {
  for (const auto& known : plain) {
    if (known.kind != body.key()) continue;
    auto name = body[known.name];
    auto change = context.change(
        known.verb, name.is_list() ? context.named_by_list(known.object, name) : named(known.object, name.text()));
    change.if_exists = known.verb != Verb::create && body["missing_ok"].truth();
    change.if_not_exists = body["if_not_exists"].truth();
    change.or_replace = body["replace"].truth();
    if (known.verb == Verb::alter) change.aspect = Aspect::options;
    if (known.verb != Verb::drop && !may_hold_secret(known.object))
      change.definition = list_definition(body, known.name);
    if (!known.parent.empty())
      context.need(change.needs, named(known.parent_kind, body[known.parent].text()), How::parent);
    need_functions(context, change, body);
    return context.emit(std::move(change));
  }
  context.opaque(std::string(body.key()) + " is not read");
}

namespace {

std::size_t element_rank(std::string_view kind) {
  static constexpr std::string_view order[] = {"CreateSeqStmt", "CreateStmt", "ViewStmt", "IndexStmt"};
  return static_cast<std::size_t>(std::find(std::begin(order), std::end(order), kind) - std::begin(order));
}

}  // namespace

void read_create_schema(Context& context, const Node& body) {
  auto name = body["schemaname"].text();
  if (name.empty()) name = body["authrole"]["rolename"].text();
  if (name.empty()) return context.opaque("CREATE SCHEMA AUTHORIZATION: who runs it gives the schema its name");
  auto change = context.change(Verb::create, named(ObjectKind::schema, name));
  change.if_not_exists = body["if_not_exists"].truth();
  if (auto role = body["authrole"]["rolename"].text(); !role.empty())
    context.need(change.needs, named(ObjectKind::role, role), How::owner, true);
  context.emit(std::move(change));
  auto path = context.path;
  context.path = {std::string(name)};
  // transformCreateSchemaStmtElements(): sequences, tables, views and indexes, whatever their order in the text.
  std::vector<Node> elements;
  for (auto item : body["schemaElts"]) elements.push_back(item);
  auto earlier = [](const Node& a, const Node& b) { return element_rank(a.kind()) < element_rank(b.kind()); };
  std::stable_sort(elements.begin(), elements.end(), earlier);
  for (const auto& item : elements) read_statement(context, item);
  context.path = std::move(path);
}

void read_create_extension(Context& context, const Node& body) {
  auto change = context.change(Verb::create, named(ObjectKind::extension, body["extname"].text()));
  change.if_not_exists = body["if_not_exists"].truth();
  for (auto item : body["options"]) {
    auto option = item["DefElem"];
    auto value = option["arg"]["String"]["sval"].text();
    if (option["defname"].text() == "schema") context.need(change.needs, named(ObjectKind::schema, value), How::parent);
    if (option["defname"].text() == "cascade") change.cascade = true;
    change.definition +=
        (change.definition.empty() ? "" : " ") + std::string(option["defname"].text()) + " " + std::string(value);
  }
  context.emit(std::move(change));
}

void read_alter_extension(Context& context, const Node& body) {
  auto change = context.change(Verb::alter, named(ObjectKind::extension, body["extname"].text()));
  change.aspect = Aspect::update, change.definition = canonical_text(body["options"]);
  context.emit(std::move(change));
}

void read_alter_extension_contents(Context& context, const Node& body) {
  auto change = context.change(Verb::alter, named(ObjectKind::extension, body["extname"].text()));
  change.aspect = body["action"].number() > 0 ? Aspect::add : Aspect::drop;
  context.need(change.needs, object_of(context, body["objtype"].text(), body["object"]), How::names);
  context.emit(std::move(change));
}

void read_import_schema(Context& context, const Node& body) {
  auto change = context.change(Verb::opaque, named(ObjectKind::schema, body["local_schema"].text()));
  change.because = "IMPORT FOREIGN SCHEMA makes whatever tables the other server has";
  context.need(change.needs, named(ObjectKind::foreign_server, body["server_name"].text()), How::names);
  context.emit(std::move(change));
}

void read_publication(Context& context, const Node& body) {
  bool creates = body.key() == "CreatePublicationStmt";
  auto change =
      context.change(creates ? Verb::create : Verb::alter, named(ObjectKind::publication, body["pubname"].text()));
  static const std::array<std::pair<std::string_view, Aspect>, 3> actions{
      {{"AP_AddObjects", Aspect::add}, {"AP_DropObjects", Aspect::drop}, {"AP_SetObjects", Aspect::set}}};
  for (const auto& [action, aspect] : actions)
    if (body["action"].text() == action) change.aspect = aspect;
  change.definition = list_definition(body, "pubname");
  for (auto item : body["pubobjects"]) {
    auto object = item["PublicationObjSpec"];
    if (object["pubtable"]) context.need(change.needs, publication_table(context, object, change), How::names);
    if (auto schema = object["name"].text(); !schema.empty())
      context.need(change.needs, named(ObjectKind::schema, schema), How::names);
  }
  context.emit(std::move(change));
}

void read_cast(Context& context, const Node& body) {
  auto change = context.change(
      Verb::create, named(ObjectKind::cast, type_text(body["sourcetype"]) + " as " + type_text(body["targettype"])));
  change.definition = std::string(body["context"].text()) + (body["inout"].truth() ? " INOUT" : "");
  context.need_type(change.needs, body["sourcetype"]);
  context.need_type(change.needs, body["targettype"]);
  context.need_function(change.needs, body["func"]["objname"]);
  context.emit(std::move(change));
}

void read_transform(Context& context, const Node& body) {
  auto change = context.change(Verb::create, named(ObjectKind::transform, type_text(body["type_name"]) + " language " +
                                                                              std::string(body["lang"].text())));
  change.or_replace = body["replace"].truth();
  context.need_type(change.needs, body["type_name"]);
  context.need_function(change.needs, body["fromsql"]["objname"]);
  context.need_function(change.needs, body["tosql"]["objname"]);
  context.emit(std::move(change));
}

/// Operators, their classes and families: CREATE and ALTER.
void read_operator(Context& context, const Node& body) {
  auto kind = body.key();
  bool creates = kind.substr(0, 6) == "Create";
  auto object = kind == "CreateOpClassStmt" ? context.named_by_list(ObjectKind::operator_class, body["opclassname"])
                : kind == "AlterOperatorStmt"
                    ? context.named_by_list(ObjectKind::operator_, body["opername"]["objname"])
                    : context.named_by_list(ObjectKind::operator_family, body["opfamilyname"]);
  object.arguments =
      kind == "AlterOperatorStmt" ? arguments_text(body["opername"]["objargs"]) : std::string(body["amname"].text());
  auto change = context.change(creates ? Verb::create : Verb::alter, object);
  if (!creates) change.aspect = Aspect::options;
  change.definition = canonical_text(body["items"]) + canonical_text(body["options"]);
  context.need_type(change.needs, body["datatype"]);
  for (auto item : body["items"])
    if (item["CreateOpClassItem"]["itemtype"].number() == 2)  // OPCLASS_ITEM_FUNCTION
      context.need_function(change.needs, item["CreateOpClassItem"]["name"]["objname"]);
  context.emit(std::move(change));
}

void read_user_mapping(Context& context, const Node& body) {
  auto user = body["user"]["rolename"].text();
  auto object = named(ObjectKind::user_mapping, body["servername"].text());
  object.part = user.empty() ? body["user"]["roletype"].text() : user;
  auto kind = body.key();
  auto verb = kind == "CreateUserMappingStmt" ? Verb::create : kind == "DropUserMappingStmt" ? Verb::drop : Verb::alter;
  auto change = context.change(verb, object);
  change.if_exists = verb == Verb::drop && body["missing_ok"].truth();
  change.if_not_exists = body["if_not_exists"].truth();
  if (verb == Verb::alter) change.aspect = Aspect::options;
  context.need(change.needs, named(ObjectKind::foreign_server, body["servername"].text()), How::parent,
               change.if_exists);
  context.emit(std::move(change));
}

}  // namespace tributary::sql
