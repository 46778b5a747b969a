// Roles, what they may do, and row policies.
#include "base/text.hpp"
#include "sql/facts.hpp"
#include "sql/print.hpp"
#include "sql/statements.hpp"

namespace tributary::sql {
namespace {

using How = Use::How;

/// Roles belong to the cluster and are mostly made outside of migrations: that one is missing says nothing.
void need_roles(const Context& context, Change& change, const Node& list) {
  for (auto item : list)
    context.need(change.needs, {ObjectKind::role, "", std::string(item["RoleSpec"]["rolename"].text()), "", ""},
                 How::owner, true);
}

ObjectName role(const Node& spec) {
  auto name = spec["rolename"].text();
  return {ObjectKind::role, "", std::string(name.empty() ? spec["roletype"].text() : name), "", ""};
}

std::string definition(const Node& grant) {
  return canonical_text(grant["privileges"]) + canonical_text(grant["grantees"]) +
         (grant["grant_option"].truth() ? " WITH GRANT OPTION" : "");
}

SpreadPrivileges spread(const Node& grant) {
  return {kind_of(grant["objtype"].text()), !grant["is_grant"].truth(), definition(grant)};
}

void add_columns(Context& context, Change& change, const Node& privileges) {
  for (auto item : privileges)
    for (const auto& column : strings(item["AccessPriv"]["cols"]))
      if (!is_system_column(column)) context.need(change.needs, column_of(change.object, column), How::names);
}

}  // namespace

void read_grant(Context& context, const Node& body) {
  bool all = body["targtype"].text() == "ACL_TARGET_ALL_IN_SCHEMA";
  for (auto item : body["objects"]) {
    auto object = item["RangeVar"] ? context.named(kind_of(body["objtype"].text()), item["RangeVar"])
                  : all ? ObjectName{ObjectKind::schema, "", std::string(item["String"]["sval"].text()), "", ""}
                        : object_of(context, body["objtype"].text(), item);
    auto change = context.change(Verb::grant, object);
    bool grants = body["is_grant"].truth();
    change.aspect = all      ? (grants ? Aspect::grant_on_all_in_schema : Aspect::revoke_on_all_in_schema)
                    : grants ? Aspect::grant
                             : Aspect::revoke;
    change.cascade = body["behavior"].text() == "DROP_CASCADE";
    change.definition = definition(body);
    if (all) change.privileges = spread(body);
    if (item["RangeVar"]) add_columns(context, change, body["privileges"]);
    need_roles(context, change, body["grantees"]);
    context.emit(std::move(change));
  }
}

void read_grant_role(Context& context, const Node& body) {
  for (auto item : body["granted_roles"]) {
    auto change = context.change(Verb::grant,
                                 {ObjectKind::role, "", std::string(item["AccessPriv"]["priv_name"].text()), "", ""});
    change.aspect = body["is_grant"].truth() ? Aspect::grant_role : Aspect::revoke_role;
    need_roles(context, change, body["grantee_roles"]);
    context.emit(std::move(change));
  }
}

void read_default_privileges(Context& context, const Node& body) {
  auto change = context.change(Verb::grant, {});
  change.aspect = Aspect::default_privileges;
  change.definition = definition(body["action"]);
  change.privileges = spread(body["action"]);
  for (auto item : body["options"]) {
    auto option = item["DefElem"];
    for (auto one : option["arg"]["List"]["items"]) {
      if (auto schema = one["String"]["sval"].text(); !schema.empty())
        context.need(change.needs, {ObjectKind::schema, "", std::string(schema), "", ""}, How::parent);
    }
  }
  need_roles(context, change, body["action"]["grantees"]);
  context.emit(std::move(change));
}

void read_create_role(Context& context, const Node& body) {
  auto change = context.change(Verb::create, {ObjectKind::role, "", std::string(body["role"].text()), "", ""});
  // A password stands in the options, so their text is not kept.
  for (auto item : body["options"]) {
    auto option = item["DefElem"];
    if (option["defname"].text() != "password") change.definition += canonical_text(item);
  }
  change.options = option_names(body["options"]);
  context.emit(std::move(change));
}

void read_alter_role(Context& context, const Node& body) {
  auto change = context.change(Verb::alter, role(body["role"]));
  change.aspect = Aspect::options;
  for (auto item : body["options"])
    if (item["DefElem"]["defname"].text() != "password") change.definition += canonical_text(item);
  change.options = option_names(body["options"]);
  context.emit(std::move(change));
}

void read_alter_role_set(Context& context, const Node& body) {
  auto change = context.change(Verb::alter, role(body["role"]));
  change.aspect = Aspect::set, change.definition = canonical_text(body["setstmt"]);
  context.emit(std::move(change));
}

void read_drop_role(Context& context, const Node& body) {
  for (auto item : body["roles"]) {
    auto change = context.change(Verb::drop, role(item["RoleSpec"]));
    change.if_exists = body["missing_ok"].truth();
    context.emit(std::move(change));
  }
}

/// DROP OWNED and REASSIGN OWNED touch whatever those roles own.
void read_owned(Context& context, const Node& body) {
  bool drops = body.key() == "DropOwnedStmt";
  for (auto item : body["roles"]) {
    auto change = context.change(Verb::opaque, role(item["RoleSpec"]));
    change.cascade = body["behavior"].text() == "DROP_CASCADE";
    change.because =
        drops ? "DROP OWNED drops whatever the role owns" : "REASSIGN OWNED changes whatever the role owns";
    context.emit(std::move(change));
  }
}

void read_policy(Context& context, const Node& body) {
  auto table = context.named(ObjectKind::table, body["table"]);
  auto change = context.change(Verb::create, part_of(table, ObjectKind::policy, body["policy_name"].text()));
  change.definition = std::string(body["cmd_name"].text()) + (body["permissive"].truth() ? "" : " RESTRICTIVE") + " " +
                      canonical_text(body["roles"]);
  if (body["qual"]) change.definition += " USING " + expression_text(body["qual"]);
  if (body["with_check"]) change.definition += " WITH CHECK " + expression_text(body["with_check"]);
  change.needs.push_back({table, How::parent, context.late, false});
  need_roles(context, change, body["roles"]);
  References read(context, change.needs);
  read.over_table(body["qual"], table);
  read.over_table(body["with_check"], table);
  context.emit(std::move(change));
}

void read_alter_policy(Context& context, const Node& body) {
  auto table = context.named(ObjectKind::table, body["table"]);
  auto change = context.change(Verb::alter, part_of(table, ObjectKind::policy, body["policy_name"].text()));
  change.aspect = Aspect::options;
  change.definition =
      canonical_text(body["roles"]) + expression_text(body["qual"]) + expression_text(body["with_check"]);
  change.needs.push_back({table, How::parent, context.late, false});
  need_roles(context, change, body["roles"]);
  References read(context, change.needs);
  read.over_table(body["qual"], table);
  read.over_table(body["with_check"], table);
  context.emit(std::move(change));
}

}  // namespace tributary::sql
