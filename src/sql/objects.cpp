// DROP, RENAME, COMMENT, SET SCHEMA, OWNER: statements over any kind of object.
#include <map>

#include "base/text.hpp"
#include "sql/kinds.hpp"
#include "sql/print.hpp"
#include "sql/statements.hpp"

namespace tributary::sql {
namespace {

using How = Use::How;

const std::map<std::string_view, ObjectKind> kinds{
    {"OBJECT_ACCESS_METHOD", ObjectKind::access_method},
    {"OBJECT_AGGREGATE", ObjectKind::aggregate},
    {"OBJECT_ATTRIBUTE", ObjectKind::column},
    {"OBJECT_CAST", ObjectKind::cast},
    {"OBJECT_COLUMN", ObjectKind::column},
    {"OBJECT_COLLATION", ObjectKind::collation},
    {"OBJECT_CONVERSION", ObjectKind::conversion},
    {"OBJECT_DATABASE", ObjectKind::database},
    {"OBJECT_DOMAIN", ObjectKind::domain},
    {"OBJECT_DOMCONSTRAINT", ObjectKind::constraint},
    {"OBJECT_EVENT_TRIGGER", ObjectKind::event_trigger},
    {"OBJECT_EXTENSION", ObjectKind::extension},
    {"OBJECT_FDW", ObjectKind::foreign_data_wrapper},
    {"OBJECT_FOREIGN_SERVER", ObjectKind::foreign_server},
    {"OBJECT_FOREIGN_TABLE", ObjectKind::foreign_table},
    {"OBJECT_FUNCTION", ObjectKind::function},
    {"OBJECT_INDEX", ObjectKind::index},
    {"OBJECT_LANGUAGE", ObjectKind::language},
    {"OBJECT_LARGEOBJECT", ObjectKind::large_object},
    {"OBJECT_MATVIEW", ObjectKind::materialized_view},
    {"OBJECT_OPCLASS", ObjectKind::operator_class},
    {"OBJECT_OPERATOR", ObjectKind::operator_},
    {"OBJECT_OPFAMILY", ObjectKind::operator_family},
    {"OBJECT_POLICY", ObjectKind::policy},
    {"OBJECT_PROCEDURE", ObjectKind::procedure},
    {"OBJECT_PUBLICATION", ObjectKind::publication},
    {"OBJECT_ROLE", ObjectKind::role},
    {"OBJECT_ROUTINE", ObjectKind::function},
    {"OBJECT_RULE", ObjectKind::rule},
    {"OBJECT_SCHEMA", ObjectKind::schema},
    {"OBJECT_SEQUENCE", ObjectKind::sequence},
    {"OBJECT_SUBSCRIPTION", ObjectKind::subscription},
    {"OBJECT_STATISTIC_EXT", ObjectKind::statistics},
    {"OBJECT_TABCONSTRAINT", ObjectKind::constraint},
    {"OBJECT_TABLE", ObjectKind::table},
    {"OBJECT_TABLESPACE", ObjectKind::tablespace},
    {"OBJECT_TRANSFORM", ObjectKind::transform},
    {"OBJECT_TRIGGER", ObjectKind::trigger},
    {"OBJECT_TSCONFIGURATION", ObjectKind::text_search},
    {"OBJECT_TSDICTIONARY", ObjectKind::text_search},
    {"OBJECT_TSPARSER", ObjectKind::text_search},
    {"OBJECT_TSTEMPLATE", ObjectKind::text_search},
    {"OBJECT_TYPE", ObjectKind::type},
    {"OBJECT_USER_MAPPING", ObjectKind::user_mapping},
    {"OBJECT_VIEW", ObjectKind::view},
};

ObjectName part_by_list(Context& context, ObjectKind kind, std::vector<std::string> names) {
  if (names.size() < 2) return {kind, "", "", names.empty() ? "" : names.back(), ""};
  auto count = names.size();
  return context.named(ObjectName{kind, count > 2 ? names[count - 3] : "", names[count - 2], names[count - 1], ""});
}

ObjectName with_arguments(Context& context, ObjectKind kind, const Node& object) {
  auto name = context.named_by_list(kind, object["objname"]);
  if (!object["args_unspecified"].truth()) name.arguments = arguments_text(object["objargs"]);
  return name;
}

std::vector<std::string> list_words(const Node& list) {
  std::vector<std::string> words;
  for (auto item : list) {
    if (auto type = item["TypeName"]) words.push_back(type_text(type));
    if (auto name = item["String"]) words.emplace_back(name["sval"].text());
  }
  return words;
}

ObjectName object_of_statement(Context& context, const Node& body, std::string_view type) {
  if (body["relation"]) {
    auto kind = kind_of(type);
    auto relation = context.named(is_part(kind) ? ObjectKind::table : kind, body["relation"]);
    if (!is_part(kind)) return relation;
    return part_of(relation, kind, body["subname"].text());
  }
  if (body["object"]) return object_of(context, type, body["object"]);
  return {kind_of(type), "", std::string(body["subname"].text()), "", ""};
}

void need_parent(Context& context, Change& change) {
  if (!is_part(change.object.kind)) return;
  auto parent = change.object;
  parent.kind = ObjectKind::relation, parent.part.clear();
  // A constraint of a domain has a type for its parent.
  if (change.aspect == Aspect::domain_constraint) parent.kind = ObjectKind::type;
  context.need(change.needs, parent, How::parent);
}

}  // namespace

ObjectKind kind_of(std::string_view object_type) {
  auto known = kinds.find(object_type);
  return known == kinds.end() ? ObjectKind::other : known->second;
}

std::string arguments_text(const Node& types) {
  std::vector<std::string> texts;
  for (auto item : types) texts.push_back(argument_type_text(item["TypeName"]));
  return text::join(texts, ", ");
}

ObjectName object_of(Context& context, std::string_view type, const Node& object) {
  auto kind = kind_of(type);
  if (auto name = object["String"]) return {kind, "", std::string(name["sval"].text()), "", ""};
  if (auto name = object["TypeName"]) return context.named_by_list(kind, name["names"]);
  if (auto name = object["ObjectWithArgs"]) return with_arguments(context, kind, name);
  if (auto name = object["Integer"]) return {kind, "", std::string(name["ival"].text()), "", ""};
  auto items = object["List"]["items"];
  if (kind == ObjectKind::cast || kind == ObjectKind::transform)
    return {kind, "", text::join(list_words(items), kind == ObjectKind::cast ? " as " : " language "), "", ""};
  if (type == "OBJECT_DOMCONSTRAINT") {
    auto domain = context.named_by_list(kind, items.first()["TypeName"]["names"]);
    domain.part = list_words(items).back();
    return domain;
  }
  if (kind == ObjectKind::operator_class || kind == ObjectKind::operator_family) {  // the access method comes first
    auto names = strings(items);
    return context.named(ObjectName{kind, names.size() > 2 ? names[1] : "", names.empty() ? "" : names.back(), "",
                                    names.empty() ? "" : names[0]});
  }
  return is_part(kind) ? part_by_list(context, kind, strings(items)) : context.named_by_list(kind, items);
}

void read_drop(Context& context, const Node& body) {
  for (auto item : body["objects"]) {
    auto change = context.change(Verb::drop, object_of(context, body["removeType"].text(), item));
    change.if_exists = body["missing_ok"].truth();
    change.cascade = body["behavior"].text() == "DROP_CASCADE";
    change.concurrently = body["concurrent"].truth();
    need_parent(context, change);
    if (change.object.schema == "pg_temp" && !is_part(change.object.kind))
      context.temporaries.erase(change.object.name);
    context.free_name(change.object, true);
    context.emit(std::move(change));
  }
}

void read_rename(Context& context, const Node& body) {
  auto type = body["renameType"].text();
  auto change = context.change(Verb::rename, object_of_statement(context, body, type));
  if (type == "OBJECT_DOMCONSTRAINT") {  // here the domain is a plain list of names
    change.object = context.named_by_list(ObjectKind::constraint, body["object"]["List"]["items"]);
    change.object.part = body["subname"].text(), change.aspect = Aspect::domain_constraint;
  }
  change.to = change.object;
  auto& name = is_part(change.object.kind) ? change.to->part : change.to->name;
  name = body["newname"].text();
  change.if_exists = body["missing_ok"].truth();
  change.cascade = body["behavior"].text() == "DROP_CASCADE";
  if (type == "OBJECT_ATTRIBUTE") {
    auto parent = change.object;
    parent.kind = ObjectKind::composite_type, parent.part.clear();
    context.need(change.needs, parent, How::parent);
  } else {
    need_parent(context, change);
  }
  context.free_name(change.object, false);
  if (change.object.schema == "pg_temp" && !is_part(change.object.kind)) {
    context.temporaries.erase(change.object.name);
    context.temporaries.insert(change.to->name);
  }
  context.emit(std::move(change));
}

void read_comment(Context& context, const Node& body) {
  auto change = context.change(Verb::comment, object_of(context, body["objtype"].text(), body["object"]));
  if (body["objtype"].text() == "OBJECT_DOMCONSTRAINT") change.aspect = Aspect::domain_constraint;
  change.definition = std::string(body["comment"].text());
  need_parent(context, change);
  context.emit(std::move(change));
}

void read_security_label(Context& context, const Node& body) {
  auto change = context.change(Verb::alter, object_of(context, body["objtype"].text(), body["object"]));
  change.aspect = Aspect::security_label, change.definition = std::string(body["label"].text());
  need_parent(context, change);
  context.emit(std::move(change));
}

void read_set_schema(Context& context, const Node& body) {
  auto change = context.change(Verb::rename, object_of_statement(context, body, body["objectType"].text()));
  change.aspect = Aspect::set_schema;
  change.to = change.object;
  change.to->schema = body["newschema"].text();
  change.if_exists = body["missing_ok"].truth();
  context.need(change.needs, {ObjectKind::schema, "", change.to->schema, "", ""}, How::parent);
  context.emit(std::move(change));
}

void read_owner(Context& context, const Node& body) {
  auto change = context.change(Verb::grant, object_of_statement(context, body, body["objectType"].text()));
  change.aspect = Aspect::owner;
  if (auto role = body["newowner"]["rolename"].text(); !role.empty())
    context.need(change.needs, {ObjectKind::role, "", std::string(role), "", ""}, How::owner);
  context.emit(std::move(change));
}

void read_depends(Context& context, const Node& body) {
  auto change = context.change(Verb::alter, object_of_statement(context, body, body["objectType"].text()));
  change.aspect = Aspect::depends_on_extension;
  context.need(change.needs, {ObjectKind::extension, "", std::string(body["extname"]["sval"].text()), "", ""},
               How::names);
  need_parent(context, change);
  context.emit(std::move(change));
}

}  // namespace tributary::sql
