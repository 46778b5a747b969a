#include "tributary/change.hpp"

#include <iterator>

#include "base/text.hpp"

namespace tributary {
namespace {

std::string quoted(const std::string& name) {
  return "\"" + text::replace_all(name, "\"", "\"\"") + "\"";
}

/// In the order of the enum.
constexpr const char* aspects[] = {
    "",
    "access method",
    "add",
    "add column",
    "add constraint",
    "add identity",
    "add index",
    "after",
    "alter constraint",
    "alter system",
    "analyze",
    "as",
    "as execute",
    "attach partition",
    "before",
    "begin",
    "body",
    "check",
    "check not null",
    "checkpoint",
    "close",
    "cluster",
    "cluster on",
    "comment",
    "commit",
    "commit prepared",
    "compression",
    "copy",
    "copy file",
    "copy program",
    "deallocate",
    "declare",
    "default",
    "default privileges",
    "delete",
    "depends on extension",
    "detach partition",
    "detach partition finalize",
    "disable all triggers",
    "disable row security",
    "disable rule",
    "disable trigger",
    "disable user triggers",
    "discard",
    "do",
    "domain constraint",
    "drop",
    "drop cluster",
    "drop column",
    "drop constraint",
    "drop default",
    "drop expression",
    "drop identity",
    "drop not null",
    "drop of",
    "drop oids",
    "enable all triggers",
    "enable row security",
    "enable rule",
    "enable rule always",
    "enable rule replica",
    "enable trigger",
    "enable trigger always",
    "enable trigger replica",
    "enable user triggers",
    "enabled",
    "exclude",
    "explain",
    "fetch",
    "force row security",
    "foreign key",
    "grant",
    "grant on all in schema",
    "grant role",
    "inherit",
    "insert",
    "listen",
    "load",
    "lock",
    "merge",
    "move all",
    "nextval",
    "no force row security",
    "no inherit",
    "notify",
    "of",
    "options",
    "owned",
    "owned by",
    "owner",
    "partition",
    "prepare",
    "primary key",
    "refresh",
    "reindex",
    "release",
    "replica identity",
    "reset",
    "revoke",
    "revoke on all in schema",
    "revoke role",
    "rollback",
    "rollback prepared",
    "rollback to",
    "savepoint",
    "security label",
    "select into",
    "set",
    "set constraints",
    "set identity",
    "set logged",
    "set not null",
    "set schema",
    "set unlogged",
    "setval",
    "show",
    "start",
    "statistics",
    "storage",
    "tablespace",
    "target",
    "transaction",
    "truncate",
    "type",
    "unique",
    "unlisten",
    "update",
    "vacuum",
    "vacuum full",
    "validate",
};
static_assert(std::size(aspects) == static_cast<std::size_t>(Aspect::validate) + 1);

}  // namespace

const char* aspect_text(Aspect aspect) {
  return aspects[static_cast<std::size_t>(aspect)];
}

const char* kind_text(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::schema:
      return "schema";
    case ObjectKind::extension:
      return "extension";
    case ObjectKind::table:
      return "table";
    case ObjectKind::column:
      return "column";
    case ObjectKind::constraint:
      return "constraint";
    case ObjectKind::index:
      return "index";
    case ObjectKind::view:
      return "view";
    case ObjectKind::materialized_view:
      return "materialized view";
    case ObjectKind::sequence:
      return "sequence";
    case ObjectKind::enum_type:
      return "enum";
    case ObjectKind::enum_value:
      return "enum value";
    case ObjectKind::composite_type:
      return "composite type";
    case ObjectKind::domain:
      return "domain";
    case ObjectKind::range_type:
      return "range type";
    case ObjectKind::function:
      return "function";
    case ObjectKind::procedure:
      return "procedure";
    case ObjectKind::aggregate:
      return "aggregate";
    case ObjectKind::trigger:
      return "trigger";
    case ObjectKind::event_trigger:
      return "event trigger";
    case ObjectKind::policy:
      return "policy";
    case ObjectKind::rule:
      return "rule";
    case ObjectKind::role:
      return "role";
    case ObjectKind::database:
      return "database";
    case ObjectKind::language:
      return "language";
    case ObjectKind::cast:
      return "cast";
    case ObjectKind::operator_:
      return "operator";
    case ObjectKind::operator_class:
      return "operator class";
    case ObjectKind::operator_family:
      return "operator family";
    case ObjectKind::text_search:
      return "text search object";
    case ObjectKind::collation:
      return "collation";
    case ObjectKind::conversion:
      return "conversion";
    case ObjectKind::publication:
      return "publication";
    case ObjectKind::subscription:
      return "subscription";
    case ObjectKind::statistics:
      return "statistics";
    case ObjectKind::foreign_server:
      return "server";
    case ObjectKind::foreign_table:
      return "foreign table";
    case ObjectKind::foreign_data_wrapper:
      return "foreign data wrapper";
    case ObjectKind::user_mapping:
      return "user mapping";
    case ObjectKind::access_method:
      return "access method";
    case ObjectKind::transform:
      return "transform";
    case ObjectKind::large_object:
      return "large object";
    case ObjectKind::tablespace:
      return "tablespace";
    case ObjectKind::type:
      return "type";
    case ObjectKind::relation:
      return "relation";
    case ObjectKind::other:
      return "object";
  }
  return "object";
}

std::string object_text(const ObjectName& object) {
  std::string out = kind_text(object.kind);
  if (!object.name.empty()) {
    out += " " + (object.schema.empty() ? "" : quoted(object.schema) + ".") + quoted(object.name);
    if (!object.part.empty()) out += "." + quoted(object.part);
  } else if (!object.part.empty()) {
    out += " " + quoted(object.part);
  }
  bool callable = object.kind == ObjectKind::function || object.kind == ObjectKind::procedure ||
                  object.kind == ObjectKind::aggregate;
  if (callable && !object.arguments.empty()) out += "(" + object.arguments + ")";
  return out;
}

bool KeyFacts::plain() const {
  for (const auto& column : columns)
    if (column.empty()) return false;
  return !columns.empty();
}

}  // namespace tributary
