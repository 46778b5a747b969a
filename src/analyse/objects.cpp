#include "analyse/objects.hpp"

#include <vector>

namespace tributary {
namespace {

std::string key(const std::string& family, const ObjectName& object, const std::string& name, const std::string& part) {
  return family + '\0' + (object.schema.empty() ? "public" : object.schema) + '\0' + name + '\0' + part;
}

bool has_owner(ObjectKind kind) {
  return is_part(kind) || kind == ObjectKind::enum_value;
}

/// What has no schema.
bool is_global(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::schema:
    case ObjectKind::extension:
    case ObjectKind::role:
    case ObjectKind::database:
    case ObjectKind::language:
    case ObjectKind::tablespace:
    case ObjectKind::publication:
    case ObjectKind::subscription:
    case ObjectKind::event_trigger:
    case ObjectKind::foreign_server:
    case ObjectKind::foreign_data_wrapper:
    case ObjectKind::access_method:
      return true;
    default:
      return false;
  }
}

std::string family(ObjectKind kind) {
  if (is_relation(kind)) return "relation";
  if (is_data_type(kind)) return "type";
  if (is_routine(kind)) return "routine";
  return kind_text(kind);
}

}  // namespace

std::string object_key(const ObjectName& object) {
  if (is_global(object.kind)) return family(object.kind) + '\0' + object.name;
  return key(family(object.kind), object, object.name, has_owner(object.kind) ? object.part : "");
}

std::string exact_key(const ObjectName& object) {
  auto out = object_key(object);
  return object.arguments.empty() ? out : out + '\0' + object.arguments;
}

ObjectName named_by(const std::string& key, ObjectKind kind) {
  std::vector<std::string> words(1);
  for (char c : key)
    if (c == '\0')
      words.emplace_back();
    else
      words.back() += c;
  if (words.size() < 4) return {kind, "", words.back(), "", ""};
  if (kind == ObjectKind::constraint && words[0] == "relation") kind = ObjectKind::index;
  return {kind, words[1] == "public" ? "" : words[1], words[2], words[3], ""};
}

std::string owner_key(const ObjectName& object) {
  if (!has_owner(object.kind) || object.name.empty()) return "";
  return key(object.kind == ObjectKind::enum_value ? "type" : "relation", object, object.name, "");
}

std::string index_key(const Change& change) {
  bool indexed =
      change.aspect == Aspect::primary_key || change.aspect == Aspect::unique || change.aspect == Aspect::exclude;
  if (change.verb != Verb::create || change.object.kind != ObjectKind::constraint || !indexed) return "";
  return key("relation", change.object, change.object.part, "");
}

std::string row_type_key(const ObjectName& object) {
  bool rows = object.kind == ObjectKind::table || object.kind == ObjectKind::view ||
              object.kind == ObjectKind::relation || object.kind == ObjectKind::materialized_view ||
              object.kind == ObjectKind::foreign_table;
  return rows ? key("type", object, object.name, "") : "";
}

bool is_nobodys(const ObjectName& object) {
  if (object.schema == "pg_temp" || object.schema == "pg_catalog" || object.schema == "information_schema") return true;
  if (object.name == "_prisma_migrations") return true;
  return object.name.empty() && object.part.empty();
}

}  // namespace tributary
