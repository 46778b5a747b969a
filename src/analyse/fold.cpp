#include "analyse/fold.hpp"

#include <algorithm>

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
  return change.more_columns || change.aspect != Aspect::none;  // AS, partition
}

/// `public."Role"[]` is a list of Role.
std::string bare_type(std::string type) {
  if (type.ends_with("[]")) type.resize(type.size() - 2);
  if (!type.ends_with('"') || type.size() < 2) return type.substr(type.rfind('.') + 1);
  auto quote = type.rfind('"', type.size() - 2) + 1;
  return type.substr(quote, type.size() - 1 - quote);
}

}  // namespace

Folding::Folding(const Folding* below) : below_(below), graph_("public", below ? &below->graph_ : nullptr) {
  graph_.assumes_owners = true;
}

void Folding::apply(const Change& change, std::size_t at) {
  if (change.verb == Verb::opaque) return opaque.push_back(&change);
  if (is_nobodys(change.object)) return;
  if (change.verb == Verb::create) {
    bool extension = change.object.kind == ObjectKind::extension;
    if (extension && (change.cascade || !sql::is_known_extension(change.object.name))) extensions = true;
    schemas_.insert(change.object.kind == ObjectKind::schema ? change.object.name : change.object.schema);
  }
  if (change.to) schemas_.insert(change.object.kind == ObjectKind::schema ? change.to->name : change.to->schema);
  auto deeds = graph_.apply(change, script_ != at);
  script_ = at;
  for (const auto& deed : deeds) follow(deed, change, at);
  say_itself(change, at);
  if (change.verb == Verb::alter) alter(change, at);
}

void Folding::follow(const catalog::Deed& deed, const Change& change, std::size_t at) {
  if (deed.what == catalog::Deed::What::made) return made(deed.by ? *deed.by : change, at, deed.object);
  if (deed.what == catalog::Deed::What::removed) return removed(deed.object, change, at);
  renamed(deed.object, deed.to, change, at);
}

/// What the change says of its own object, where the graph has no place for it: of a database that was pushed to
/// nobody's script tells what there is.
void Folding::say_itself(const Change& change, std::size_t at) {
  auto key = object_key(change.object);
  bool overloads = is_routine(change.object.kind) && graph_.has_any(change.object);
  if (change.verb == Verb::drop && !overloads && (exists(key) || !moments(key)))
    set(key, {false, at, &change, "", ""}, "");
  bool waits = change.object.kind == ObjectKind::sequence && change.aspect == Aspect::owned;
  if (change.verb == Verb::create && !waits) {
    bool twice = exists(key) && !change.if_not_exists && latest(key)->change != &change;
    if (twice || (!exists(key) && !graph_.skips(change))) made(change, at, change.object);
  }
  if (change.verb != Verb::rename || !change.to || exists(object_key(*change.to))) return;
  if (!change.if_exists || exists(key)) renamed(change.object, *change.to, change, at);
}

void Folding::set(const std::string& key, Moment moment, const std::string& owner) {
  auto& list = moments_[key];
  if (moment.type.empty() && moment.exists && !list.empty()) moment.type = list.back().type;
  if (!moment.type.empty()) of_type_[bare_type(moment.type)].insert(key);
  list.push_back(std::move(moment));
  if (!owner.empty()) children_[owner].insert(key);
}

void Folding::made(const Change& change, std::size_t at, const ObjectName& object) {
  auto key = object_key(object);
  auto origin = exists(key) && !made_here(key) ? key : "";
  bool not_null = change.column && change.column->not_null.value_or(false);
  set(key, {true, at, &change, origin, change.column ? change.column->type : "", not_null}, owner_of(change));
  makers_[key] = &change;
  for (const auto& use : change.needs)
    if (!use.late) leaning_[object_key(use.object)].insert(key);
  if (hides_columns(change)) open_.insert(key);
  inherits(change);
}

/// Which of the two is the parent differs: a partition is named by its parent, an heir names it.
void Folding::inherits(const Change& change) {
  bool partition = change.aspect == Aspect::attach_partition || change.aspect == Aspect::detach_partition ||
                   change.aspect == Aspect::detach_partition_finalize;
  bool heir = change.aspect == Aspect::inherit || change.aspect == Aspect::no_inherit ||
              (change.verb == Verb::create && change.object.kind == ObjectKind::table);
  bool becomes =
      change.verb == Verb::create || change.aspect == Aspect::attach_partition || change.aspect == Aspect::inherit;
  auto itself = object_key(change.object);
  for (const auto& use : change.needs) {
    auto other = object_key(use.object);
    if (partition && use.how == Use::How::names) heirs_[itself][other] = becomes;
    if (heir && use.how == Use::How::parent && is_relation(use.object.kind)) heirs_[other][itself] = becomes;
  }
}

/// Of a routine as long as none of its name is left.
void Folding::removed(const ObjectName& object, const Change& change, std::size_t at) {
  auto key = object_key(object);
  if (is_routine(object.kind) && graph_.has_any(object)) return;
  if (exists(key)) set(key, {false, at, &change, "", ""}, "");
}

void Folding::renamed(const ObjectName& object, const ObjectName& to, const Change& change, std::size_t at) {
  auto from = object_key(object), now = object_key(to);
  const auto* known = latest(from);
  auto moment = known ? *known : Moment{true, at, &change, "", ""};
  bool was_renamed = moments(from) && known && !known->origin.empty();
  moment.origin = made_here(from) ? "" : was_renamed ? known->origin : from;
  moment.exists = true, moment.at = at;
  if (from == object_key(change.object) || !known) moment.change = &change;
  bool open = !columns_known(from);
  bool overloads = is_routine(object.kind) && graph_.has_any(object);
  if (!overloads) set(from, {false, at, &change, "", ""}, "");
  set(now, moment, owner_key(to));
  for (const auto& child : children(from)) children_[now].insert(child);
  for (auto& family : children_)
    if (family.second.count(from)) family.second.insert(now);
  if (below_ && owner_key(to).empty())
    if (const auto* made_by = maker(from)) {
      auto owner = owner_of(*made_by);
      if (!owner.empty()) children_[owner].insert(now);
    }
  auto leaning = leaning_on(from);
  leaning_[now].insert(leaning.begin(), leaning.end());
  if (const auto* made_by = maker(from)) makers_[now] = made_by;
  if (open) open_.insert(now);
}

void Folding::alter(const Change& change, std::size_t at) {
  auto key = object_key(change.object);
  inherits(change);
  if (change.aspect == Aspect::attach_partition || change.aspect == Aspect::inherit || change.aspect == Aspect::of)
    open_.insert(key);
  bool type = change.aspect == Aspect::type,
       null = change.aspect == Aspect::set_not_null || change.aspect == Aspect::drop_not_null;
  if (change.object.kind != ObjectKind::column || !(type || null) || !change.column) return;
  const auto* known = latest(key);
  if (!known || !known->exists) return;
  auto moment = *known;
  moment.at = at;
  if (type) moment.type = change.column->type;
  if (null) moment.not_null = change.aspect == Aspect::set_not_null;
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
  if (brings(object) || (object.kind == ObjectKind::index && named_by_server(object))) return true;
  auto as_relation = object;
  as_relation.kind = ObjectKind::relation;
  return is_data_type(object.kind) && exists(object_key(as_relation));
}

/// A composite type is a relation, too, and a range type brings its multirange: makeMultirangeTypeName().
bool Folding::brings(const ObjectName& object) const {
  auto made_as = [&](const std::string& name, ObjectKind kind) {
    auto key = object_key({kind, object.schema, name, "", ""});
    const auto* by = maker(key);
    return by && by->object.kind == kind && exists(key);
  };
  if (is_relation(object.kind)) return made_as(object.name, ObjectKind::composite_type);
  auto multi = object.name.find("multirange");
  if (!is_data_type(object.kind) || multi == std::string::npos) return false;
  auto range = object.name, plain = object.name;
  range.erase(multi, 5);
  if (plain.ends_with("_multirange")) plain.resize(plain.size() - 11);
  return made_as(range, ObjectKind::range_type) || made_as(plain, ObjectKind::range_type);
}

/// Of a partition or a copy PostgreSQL makes indexes that no script names.
bool Folding::named_by_server(const ObjectName& index) const {
  bool here = std::any_of(open_.begin(), open_.end(), [&](const std::string& table) {
    auto name = named_by(table, ObjectKind::table);
    return name.schema == (index.schema == "public" ? "" : index.schema) && index.name.starts_with(name.name + "_");
  });
  return here || (below_ && below_->named_by_server(index));
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
  std::set<std::string> out;
  for (const auto* level = this; level; level = level->below_) {
    auto columns = level->of_type_.find(type_name);
    if (columns == level->of_type_.end()) continue;
    for (const auto& key : columns->second)
      if (const auto* now = latest(key); now->exists && bare_type(now->type) == type_name)
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

std::set<std::string> Folding::heirs(const std::string& table) const {
  auto out = below_ ? below_->heirs(table) : std::set<std::string>{};
  if (auto here = heirs_.find(table); here != heirs_.end())
    for (const auto& [heir, still] : here->second) still ? (void)out.insert(heir) : (void)out.erase(heir);
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
