#include "analyse/fold.hpp"

#include <algorithm>
#include <cctype>

#include "analyse/objects.hpp"
#include "sql/extensions.hpp"

namespace tributary {
namespace {

/// The table that a change's object belongs to: of an index it is named among the needs.
std::string owner_of(const Change& change) {
  if (change.object.kind == ObjectKind::index || change.object.kind == ObjectKind::sequence) {
    for (const auto& use : change.needs) {
      if (use.how == Use::How::parent) return object_key(use.object);
      if (use.how == Use::How::owner && use.object.kind == ObjectKind::column) return owner_key(use.object);
    }
    return "";
  }
  return owner_key(change.object);
}

bool hides_columns(const Change& change) {
  auto kind = change.object.kind;
  if (kind == ObjectKind::view || kind == ObjectKind::materialized_view || kind == ObjectKind::foreign_table)
    return true;
  if (kind != ObjectKind::table) return false;
  if (!change.aspect.empty()) return true;  // AS, partition
  for (const char* word : {" LIKE ", " INHERITS ", " OF ", "PARTITION"})
    if (change.definition.find(word) != std::string::npos) return true;
  return false;
}

/// The names in a constraint's definition, as they stand there: columns, and what is called or referred to.
std::set<std::string> names_in(const std::string& definition) {
  std::set<std::string> out;
  for (std::size_t at = 0; at < definition.size(); ++at) {
    auto c = static_cast<unsigned char>(definition[at]);
    if (c == '\'' || c == '"') {
      auto end = std::min(definition.find(definition[at], at + 1), definition.size());
      if (c == '"') out.insert(definition.substr(at + 1, end - at - 1));
      at = end;
    } else if (std::isalpha(c) || c == '_' || c >= 0x80) {
      auto end = at;
      while (end < definition.size() && (std::isalnum(static_cast<unsigned char>(definition[end])) ||
                                         definition[end] == '_' || static_cast<unsigned char>(definition[end]) >= 0x80))
        ++end;
      out.insert(definition.substr(at, end - at));
      at = end - 1;
    }
  }
  return out;
}

std::string schema_key(const ObjectName& object) {
  return '\0' + (object.schema.empty() ? "public" : object.schema) + '\0';
}

/// The key of what a renamed table or type owns. Columns, constraints, triggers and enum values are named by it;
/// indexes and sequences keep their names and go into its schema with it.
std::string moved_with_owner(const std::string& child, const ObjectName& from, const ObjectName& to) {
  bool named_itself = child.rfind("relation", 0) == 0;
  auto before = named_itself ? schema_key(from) : schema_key(from) + from.name + '\0';
  auto after = named_itself ? schema_key(to) : schema_key(to) + to.name + '\0';
  auto at = child.find(before);
  return at == std::string::npos ? child : child.substr(0, at) + after + child.substr(at + before.size());
}

}  // namespace

bool covers(const Change& maker, const std::string& column) {
  if (maker.object.kind != ObjectKind::constraint || maker.object.part.empty()) return false;
  return names_in(maker.definition.substr(0, maker.definition.find(" REFERENCES "))).count(column) > 0;
}

void Folding::apply(const Change& change, std::size_t at) {
  if (change.verb == Verb::opaque) return opaque.push_back(&change);
  if (is_nobodys(change.object)) return;
  if (change.verb == Verb::create && skipped_ == std::pair(at, change.statement)) return;
  if (change.verb == Verb::create) return create(change, at);
  if (change.verb == Verb::rename) return rename(change, at);
  if (change.verb == Verb::alter) return alter(change, at);
  if (change.verb != Verb::drop) return;
  if (change.object.kind == ObjectKind::column) drop_with_column(change, at);
  drop(object_key(change.object), change, at);
}

void Folding::set(const std::string& key, Moment moment, const std::string& owner) {
  auto& list = moments_[key];
  if (moment.type.empty() && moment.exists && !list.empty()) moment.type = list.back().type;
  list.push_back(std::move(moment));
  if (!owner.empty()) children_[owner].insert(key);
}

void Folding::create(const Change& change, std::size_t at) {
  if (change.object.kind == ObjectKind::extension && (change.cascade || !sql::is_known_extension(change.object.name)))
    extensions = true;
  schemas_.insert(change.object.kind == ObjectKind::schema ? change.object.name : change.object.schema);
  auto key = object_key(change.object), owner = owner_of(change);
  // With IF NOT EXISTS the older object stays as it is.
  if (change.if_not_exists && exists(key)) {
    if (change.object.kind == ObjectKind::table) skipped_ = std::pair(at, change.statement);
    return;
  }
  auto origin = exists(key) && !made_here(key) ? key : "";
  bool not_null = change.column && change.column->not_null.value_or(false);
  set(key, {true, at, &change, origin, change.column ? change.column->type : "", not_null}, owner);
  makers_[key] = &change;
  for (const auto& use : change.needs)
    if (!use.late) leaning_[object_key(use.object)].insert(key);
  if (hides_columns(change)) open_.insert(key);
  if (auto index = index_key(change); !index.empty()) {
    set(index, {true, at, &change, "", ""}, owner);
    makers_[index] = &change;
  }
}

void Folding::drop(const std::string& key, const Change& change, std::size_t at) {
  for (const auto& child : children(key))
    if (exists(child)) drop(child, change, at);
  auto owner = change.object.kind == ObjectKind::constraint ? index_key([&] {
    Change made = change;
    made.verb = Verb::create, made.aspect = "unique";
    return made;
  }())
                                                            : std::string();
  set(key, {false, at, &change, "", ""}, "");
  if (!owner.empty() && exists(owner)) set(owner, {false, at, &change, "", ""}, "");
}

/// PostgreSQL drops indexes and constraints with any of their columns.
void Folding::drop_with_column(const Change& change, std::size_t at) {
  auto column = object_key(change.object);
  for (const auto& child : children(owner_key(change.object))) {
    if (child == column || !exists(child)) continue;
    auto objects = leans_on(child);
    bool leans = std::any_of(objects.begin(), objects.end(),
                             [&](const ObjectName& object) { return object_key(object) == column; });
    const auto* made_by = maker(child);
    if (leans || (made_by && covers(*made_by, change.object.part))) drop(child, change, at);
  }
}

void Folding::rename(const Change& change, std::size_t at) {
  if (!change.to) return;
  auto from = object_key(change.object), to = object_key(*change.to);
  if (change.if_exists && !exists(from)) return;
  const auto* before = latest(from);
  bool here = made_here(from);
  auto origin = here ? "" : before && moments(from) && !before->origin.empty() ? before->origin : from;
  auto type = before ? before->type : "";
  bool not_null = before && before->not_null;
  if (auto maker = makers_.find(from); maker != makers_.end()) makers_[to] = maker->second;
  bool open = !columns_known(from);
  bool has_parts = is_relation(change.object.kind) || is_data_type(change.object.kind);
  for (const auto& child : children(from)) {
    const auto* known = latest(child);
    if (!known || !known->exists || !has_parts) continue;
    auto moved = moved_with_owner(child, change.object, *change.to);
    auto moment = *known;
    moment.at = at;
    if (moved != child) {
      bool was_renamed = moments(child) && !known->origin.empty();
      moment.origin = made_here(child) ? "" : was_renamed ? known->origin : child;
      set(child, {false, at, &change, "", ""}, "");
    }
    set(moved, moment, to);
    if (moved != child) leaning_[moved] = leaning_on(child);
    if (auto maker = makers_.find(child); maker != makers_.end()) makers_[moved] = maker->second;
  }
  leaning_[to] = leaning_on(from);
  set(from, {false, at, &change, "", ""}, "");
  set(to, {true, at, &change, origin, type, not_null}, owner_key(*change.to));
  schemas_.insert(change.to->schema);
  if (open) open_.insert(to);
}

void Folding::alter(const Change& change, std::size_t at) {
  auto key = object_key(change.object);
  if (change.aspect == "attach partition" || change.aspect == "inherit" || change.aspect == "of") open_.insert(key);
  bool type = change.aspect == "type", null = change.aspect == "set not null" || change.aspect == "drop not null";
  if (change.object.kind != ObjectKind::column || !(type || null) || !change.column) return;
  const auto* known = latest(key);
  if (!known || !known->exists) return;
  auto moment = *known;
  moment.at = at;
  if (type) moment.type = change.column->type;
  if (null) moment.not_null = change.aspect == "set not null";
  if (!moments(key)) moment.origin = key;
  set(key, moment, owner_key(change.object));
}

const std::vector<Moment>* Folding::moments(const std::string& key) const {
  auto found = moments_.find(key);
  return found == moments_.end() ? nullptr : &found->second;
}

const Moment* Folding::latest(const std::string& key) const {
  if (const auto* here = moments(key)) return &here->back();
  return below_ ? below_->latest(key) : nullptr;
}

bool Folding::exists(const std::string& key) const {
  const auto* known = latest(key);
  return known && known->exists;
}

bool Folding::has(const ObjectName& object) const {
  if (exists(object_key(object))) return true;
  if (auto extension = sql::extension_that_brings(object); !extension.empty())
    return exists(object_key({ObjectKind::extension, "", std::string(extension), "", ""}));
  auto as_relation = object;
  as_relation.kind = ObjectKind::relation;
  return is_data_type(object.kind) && exists(object_key(as_relation));
}

bool Folding::made_here(const std::string& key) const {
  const auto* here = moments(key);
  return here && here->back().exists && here->back().origin.empty();
}

bool Folding::columns_known(const std::string& table) const {
  if (open_.count(table)) return false;
  if (moments(table) || !below_) return true;
  return below_->columns_known(table);
}

bool Folding::knows_schema(const std::string& schema) const {
  return schema.empty() || schema == "public" || schemas_.count(schema) || (below_ && below_->knows_schema(schema));
}

const Change* Folding::maker(const std::string& key) const {
  auto found = makers_.find(key);
  if (found != makers_.end()) return found->second;
  return below_ ? below_->maker(key) : nullptr;
}

std::set<std::string> Folding::tables_with(const std::string& type_name) const {
  auto out = below_ ? below_->tables_with(type_name) : std::set<std::string>{};
  for (const auto& [key, moments] : moments_) {
    if (!moments.back().exists || moments.back().type.find(type_name) == std::string::npos) continue;
    auto type = moments.back().type;
    if (type.ends_with("[]")) type.resize(type.size() - 2);
    if (type.ends_with('"' + type_name + '"') || type == type_name || type.ends_with("." + type_name))
      out.insert("relation" + key.substr(key.find('\0'), key.rfind('\0') - key.find('\0')) + '\0');
  }
  return out;
}

std::vector<ObjectName> Folding::leans_on(const std::string& key) const {
  std::vector<ObjectName> out;
  const auto* made_by = maker(key);
  for (std::size_t i = 0; made_by && i < made_by->needs.size(); ++i) out.push_back(made_by->needs[i].object);
  return out;
}

std::set<std::string> Folding::leaning_on(const std::string& key) const {
  auto out = below_ ? below_->leaning_on(key) : std::set<std::string>{};
  if (auto here = leaning_.find(key); here != leaning_.end()) out.insert(here->second.begin(), here->second.end());
  return out;
}

ObjectName Folding::name_of(const std::string& key) const {
  const auto* made_by = maker(key);
  return named_by(key, made_by ? made_by->object.kind : ObjectKind::other);
}

std::set<std::string> Folding::children(const std::string& owner) const {
  auto out = below_ ? below_->children(owner) : std::set<std::string>{};
  if (auto here = children_.find(owner); here != children_.end()) out.insert(here->second.begin(), here->second.end());
  return out;
}

}  // namespace tributary
