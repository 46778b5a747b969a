// Which item a name means. PostgreSQL has one namespace for what is in pg_class, one for types, one for routines by
// their arguments; parts are named within their owner.
#include <algorithm>

#include "base/text.hpp"
#include "catalog/fold.hpp"
#include "sql/print.hpp"

namespace tributary::catalog {
namespace {

bool is_relation(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::table:
    case ObjectKind::view:
    case ObjectKind::materialized_view:
    case ObjectKind::sequence:
    case ObjectKind::foreign_table:
    case ObjectKind::index:
    case ObjectKind::relation:
      return true;
    default:
      return false;
  }
}

bool is_type(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::enum_type:
    case ObjectKind::composite_type:
    case ObjectKind::domain:
    case ObjectKind::range_type:
    case ObjectKind::type:
      return true;
    default:
      return false;
  }
}

bool is_routine(ObjectKind kind) {
  return kind == ObjectKind::function || kind == ObjectKind::procedure || kind == ObjectKind::aggregate;
}

bool is_part(ObjectKind kind) {
  return kind == ObjectKind::column || kind == ObjectKind::constraint || kind == ObjectKind::trigger ||
         kind == ObjectKind::policy || kind == ObjectKind::rule;
}

std::string family(ObjectKind kind) {
  if (is_relation(kind)) return "relation";
  if (is_type(kind)) return "type";
  if (is_routine(kind)) return "routine";
  return kind_text(kind);
}

std::string top_key(const std::string& family, const std::string& schema, const std::string& name) {
  return family + '\0' + schema + '\0' + name;
}

/// Takes `"a ""b"""` or `word` from the front of the text.
std::string taken_name(std::string& text) {
  std::string out;
  if (text.starts_with('"')) {
    std::size_t i = 1;
    for (; i < text.size(); ++i) {
      if (text[i] == '"' && (i + 1 >= text.size() || text[i + 1] != '"')) break;
      if (text[i] == '"') ++i;
      out += text[i];
    }
    text = i < text.size() ? text.substr(i + 1) : "";
    return out;
  }
  auto end = text.find_first_of(".[( ");
  out = text.substr(0, end);
  text = end == std::string::npos ? "" : text.substr(end);
  return out;
}

}  // namespace

std::string Fold::schema_of(const ObjectName& object) const {
  if (!object.schema.empty()) return object.schema;
  switch (object.kind) {
    case ObjectKind::schema:
    case ObjectKind::extension:
    case ObjectKind::event_trigger:
    case ObjectKind::publication:
    case ObjectKind::role:
    case ObjectKind::language:
    case ObjectKind::cast:
    case ObjectKind::foreign_server:
    case ObjectKind::foreign_data_wrapper:
      return "";
    default:
      return default_schema_;
  }
}

std::string Fold::key(const Item& item) const {
  if (is_part(item.name.kind)) return std::to_string(item.owner) + kind_text(item.name.kind) + '\0' + item.name.part;
  auto out = top_key(family(item.name.kind), item.name.schema, item.name.name);
  if (is_routine(item.name.kind))
    for (const auto& argument : item.arguments) out += '\0' + std::to_string(argument.type) + argument.text;
  return out;
}

int Fold::find_named(const char* family, const std::string& schema, const std::string& name) const {
  auto found = names_.find(top_key(family, schema, name));
  return found == names_.end() ? nothing : found->second;
}

int Fold::find_owner(const ObjectName& part) const {
  auto schema = schema_of(part);
  auto table = find_named("relation", schema, part.name);
  return table != nothing ? table : find_named("type", schema, part.name);
}

/// Without arguments: the only one of that name.
int Fold::find_routine(const ObjectName& object) const {
  Item wanted;
  wanted.name = {object.kind, schema_of(object), object.name, "", ""};
  wanted.arguments = arguments_of(object, {});
  auto found = names_.find(key(wanted));
  if (found != names_.end()) return found->second;
  if (!object.arguments.empty()) return nothing;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const auto& item = items_[i];
    if (item.alive && is_routine(item.name.kind) && item.name.name == object.name &&
        item.name.schema == wanted.name.schema)
      return static_cast<int>(i);
  }
  return nothing;
}

int Fold::find(const ObjectName& object) const {
  if (is_routine(object.kind)) return find_routine(object);
  if (!is_part(object.kind)) return find_named(family(object.kind).c_str(), schema_of(object), object.name);
  Item wanted;
  wanted.owner = find_owner(object);
  wanted.name = object;
  auto found = wanted.owner == nothing ? names_.end() : names_.find(key(wanted));
  return found == names_.end() ? nothing : found->second;
}

Fold::TypeText Fold::type_of(std::string text, const std::vector<Use>& needs) const {
  TypeText out{nothing, text, false};
  auto rest = text;
  auto name = taken_name(rest);
  std::string schema;
  if (rest.starts_with('.')) {
    rest.erase(0, 1);
    schema = name, name = taken_name(rest);
  }
  for (const auto& use : needs)
    if (use.how == Use::How::type && use.object.name == name) {
      out.unknown = true;
      if (schema.empty()) schema = use.object.schema;
    }
  auto type = find_named("type", schema.empty() ? default_schema_ : schema, name);
  if (type == nothing && out.unknown) type = find_named("relation", schema.empty() ? default_schema_ : schema, name);
  return type == nothing ? out : TypeText{type, rest, false};
}

std::vector<Fold::TypeText> Fold::arguments_of(const ObjectName& object, const std::vector<Use>& needs) const {
  std::vector<TypeText> out;
  auto rest = object.arguments;
  while (!rest.empty()) {
    auto comma = rest.find(", ");
    out.push_back(type_of(rest.substr(0, comma), needs));
    rest = comma == std::string::npos ? "" : rest.substr(comma + 2);
  }
  return out;
}

void Fold::keep_name(int id) {
  names_[key(items_[static_cast<std::size_t>(id)])] = id;
}

void Fold::forget_name(int id) {
  auto found = names_.find(key(items_[static_cast<std::size_t>(id)]));
  if (found != names_.end() && found->second == id) names_.erase(found);
}

ObjectName Fold::full_name(const Item& item) const {
  auto out = item.name;
  if (is_part(item.name.kind) && item.owner != nothing) {
    const auto& owner = items_[static_cast<std::size_t>(item.owner)].name;
    out.schema = owner.schema, out.name = owner.name;
  }
  std::vector<std::string> texts;
  for (const auto& argument : item.arguments) texts.push_back(text_of(argument));
  out.arguments = text::join(texts, ", ");
  return out;
}

std::string Fold::text_of(const TypeText& type) const {
  if (type.type == nothing) return type.text;
  const auto& name = items_[static_cast<std::size_t>(type.type)].name;
  return sql::name_text(name.schema) + "." + sql::name_text(name.name) + type.text;
}

std::vector<int> Fold::parts(int owner, ObjectKind kind) const {
  std::vector<int> out;
  for (int id : items_[static_cast<std::size_t>(owner)].dependents) {
    const auto& item = items_[static_cast<std::size_t>(id)];
    if (item.alive && item.owner == owner && item.name.kind == kind && !item.hidden) out.push_back(id);
  }
  return out;
}

}  // namespace tributary::catalog
