// Which item a name means. PostgreSQL has one namespace for what is in pg_class, one for types, one for routines by
// their arguments; parts are named within their owner.
#include <algorithm>

#include "base/text.hpp"
#include "catalog/fold.hpp"
#include "sql/extensions.hpp"
#include "sql/kinds.hpp"
#include "sql/print.hpp"

namespace tributary::catalog {
namespace {

std::string family(ObjectKind kind) {
  if (is_relation(kind)) return "relation";
  if (is_data_type(kind)) return "type";
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
  return named(top_key(family, schema, name));
}

int Fold::find_owner(const ObjectName& part) const {
  auto schema = schema_of(part);
  auto table = find_named("relation", schema, part.name);
  return table != nothing ? table : find_named("type", schema, part.name);
}

int Fold::owner_or_assumed(const ObjectName& part) {
  auto owner = find_owner(part);
  if (owner != nothing || !assumes_owners || part.name.empty()) return owner;
  Item item;
  item.name = {part.kind == ObjectKind::enum_value ? ObjectKind::enum_type : ObjectKind::table, schema_of(part),
               part.name, "", ""};
  item.assumed = item.open = true;
  return add(std::move(item));
}

std::vector<int> Fold::routines_named(const std::string& schema, const std::string& name) const {
  auto out = below_ ? below_->routines_named(schema, name) : std::vector<int>{};
  if (auto here = routines_.find(top_key("routine", schema, name)); here != routines_.end())
    out.insert(out.end(), here->second.begin(), here->second.end());
  std::erase_if(out, [&](int id) {
    const auto& item = the(id);
    return !item.alive || item.name.name != name || item.name.schema != schema;
  });
  return out;
}

/// Without arguments: the only one of that name.
int Fold::find_routine(const ObjectName& object) const {
  Item wanted;
  wanted.name = {object.kind, schema_of(object), object.name, "", ""};
  wanted.arguments = arguments_of(object, {});
  if (auto found = named(key(wanted)); found != nothing) return found;
  if (!object.arguments.empty()) return nothing;
  auto all = routines_named(wanted.name.schema, object.name);
  return all.empty() ? nothing : all.front();
}

bool Fold::has(const ObjectName& object) const {
  auto id = find(object);
  return id != nothing && !the(id).assumed;
}

bool Fold::skips(const Change& change) const {
  return skips_statement_ || (skips_constraints_ && change.object.kind == ObjectKind::constraint);
}

bool Fold::has_any(const ObjectName& routine) const {
  return !routines_named(schema_of(routine), routine.name).empty();
}

bool Fold::has_overloads(const ObjectName& routine) const {
  return routines_named(schema_of(routine), routine.name).size() > 1;
}

int Fold::find(const ObjectName& object) const {
  if (is_routine(object.kind)) return find_routine(object);
  if (!is_part(object.kind)) return find_named(family(object.kind).c_str(), schema_of(object), object.name);
  Item wanted;
  wanted.owner = find_owner(object);
  wanted.name = object;
  return wanted.owner == nothing ? nothing : named(key(wanted));
}

/// A type may be a table's, and types, functions and operator classes may be an extension's.
int Fold::find_need(const Use& use) const {
  auto on = find(use.object);
  if (on == nothing && use.how == Use::How::type) on = find_named("relation", schema_of(use.object), use.object.name);
  if (on != nothing) return on;
  auto extension = sql::extension_that_brings(use.object);
  return extension.empty() ? nothing : find({ObjectKind::extension, "", std::string(extension), "", ""});
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
  if (is_default(the(id))) return;
  names_[key(the(id))] = id;
  const auto& name = the(id).name;
  if (!is_routine(name.kind)) return;
  auto& all = routines_[top_key("routine", name.schema, name.name)];
  if (std::find(all.begin(), all.end(), id) == all.end()) all.push_back(id);
}

void Fold::forget_name(int id) {
  if (is_default(the(id)) || named(key(the(id))) != id) return;
  if (below_)
    names_[key(the(id))] = nothing;
  else
    names_.erase(key(the(id)));
}

ObjectName Fold::full_name(const Item& item) const {
  auto out = item.name;
  if (is_part(item.name.kind) && item.owner != nothing) {
    const auto& owner = the(item.owner).name;
    out.schema = owner.schema, out.name = owner.name;
  }
  std::vector<std::string> texts;
  for (const auto& argument : item.arguments) texts.push_back(text_of(argument));
  out.arguments = text::join(texts, ", ");
  return out;
}

std::string Fold::text_of(const TypeText& type) const {
  if (type.type == nothing) return type.text;
  const auto& name = the(type.type).name;
  return sql::name_text(name.schema) + "." + sql::name_text(name.name) + type.text;
}

std::vector<int> Fold::parts(int owner, ObjectKind kind) const {
  std::vector<int> out;
  for (const auto& each : the(owner).dependents) {
    const auto& item = the(each.id);
    if (item.alive && item.owner == owner && item.name.kind == kind && !item.hidden) out.push_back(each.id);
  }
  return out;
}

}  // namespace tributary::catalog
