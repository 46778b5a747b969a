#include "catalog/fold.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "catalog/facts.hpp"

namespace tributary::catalog {
namespace {

bool is_nobodys(const ObjectName& object) {
  return object.schema == "pg_temp" || object.schema == "pg_catalog" || object.schema == "information_schema" ||
         object.name == "_prisma_migrations";
}

bool is_relation_with_columns(ObjectKind kind) {
  return kind == ObjectKind::table || kind == ObjectKind::foreign_table;
}

/// What a folding knows of each kind: most of them that they exist.
const std::map<ObjectKind, std::vector<std::string>>& known_facts() {
  static const std::map<ObjectKind, std::vector<std::string>> all{{ObjectKind::schema, {"comment"}},
                                                                  {ObjectKind::extension, {}},
                                                                  {ObjectKind::table, {"comment"}},
                                                                  {ObjectKind::foreign_table, {}},
                                                                  {ObjectKind::view, {"comment"}},
                                                                  {ObjectKind::materialized_view, {"comment"}},
                                                                  {ObjectKind::column, {"type", "not null", "comment"}},
                                                                  {ObjectKind::constraint, {"type", "comment"}},
                                                                  {ObjectKind::index, {"table", "comment"}},
                                                                  {ObjectKind::sequence, {"owned by", "comment"}},
                                                                  {ObjectKind::enum_type, {"values", "comment"}},
                                                                  {ObjectKind::composite_type, {"comment"}},
                                                                  {ObjectKind::domain, {"comment"}},
                                                                  {ObjectKind::range_type, {"comment"}},
                                                                  {ObjectKind::function, {"comment"}},
                                                                  {ObjectKind::procedure, {"comment"}},
                                                                  {ObjectKind::aggregate, {"comment"}},
                                                                  {ObjectKind::trigger, {"comment"}},
                                                                  {ObjectKind::policy, {"comment"}},
                                                                  {ObjectKind::rule, {"comment"}},
                                                                  {ObjectKind::event_trigger, {"comment"}},
                                                                  {ObjectKind::publication, {}},
                                                                  {ObjectKind::statistics, {}}};
  return all;
}

}  // namespace

Fold::Fold(std::string default_schema, const Fold* below) : default_schema_(std::move(default_schema)), below_(below) {
  if (below) {
    first_ = below->size();
    assumes_owners = below->assumes_owners;
    return;
  }
  Item item;
  item.name = {ObjectKind::schema, "", "public", "", ""};
  add(std::move(item));
}

void Fold::apply(const ScriptChanges& script) {
  for (std::size_t i = 0; i < script.changes.size(); ++i) apply(script.changes[i], i == 0);
}

std::vector<Deed> Fold::apply(const Change& each, bool new_script) {
  deeds_.clear();
  if (new_script) {
    pending_sequence_ = nullptr, skips_statement_ = skips_constraints_ = false;
    statement_ = static_cast<std::size_t>(-1);
  }
  current_ = &each;
  change(each);
  return std::move(deeds_);
}

void Fold::change(const Change& change) {
  if (change.statement != statement_) skips_statement_ = skips_constraints_ = false;
  statement_ = change.statement;
  if (change.verb == Verb::opaque) {
    if (change.unread()) opaque_.push_back("line " + std::to_string(change.line) + ": " + change.because);
    return;
  }
  if (is_nobodys(change.object)) return;
  if (skips_statement_ && change.verb == Verb::create) return;
  if (change.verb == Verb::create) return create(change);
  if (change.verb == Verb::drop) return drop(change);
  if (change.verb == Verb::rename) return rename(change);
  if (change.verb == Verb::alter) return alter(change);
  if (change.verb == Verb::comment) return comment(change);
}

void Fold::drop(const Change& change) {
  bool all = change.cascade || change.object.kind == ObjectKind::schema;
  for (int id : dropped_by(change)) remove(id, all);
}

/// Without `all` what holds it stays: the same statement may drop it next.
void Fold::remove(int id, bool all) {
  if (!the(id).alive) return;
  say(Deed::What::removed, id, current_);
  forget_name(id);
  edit(id).alive = false;
  auto owner = the(id).owner;
  auto dependents = the(id).dependents;
  // Without a column of its partition key a table cannot be.
  if (all && the(id).name.kind == ObjectKind::column && owner != nothing && the(owner).alive &&
      std::count(the(owner).columns.begin(), the(owner).columns.end(), the(id).name.part) > 0)
    remove(owner, all);
  for (const auto& each : dependents)
    if (all || !each.holds) remove(each.id, all);
}

void Fold::rename_value(const Change& change) {
  auto type = find_named("type", schema_of(change.object), change.object.name);
  if (type == nothing) return;
  auto& item = edit(type);
  item.values.rename(change.object.part, change.to->part);
  ObjectName from{ObjectKind::enum_value, item.name.schema, item.name.name, change.object.part, ""};
  auto to = from;
  to.part = change.to->part;
  deeds_.push_back({Deed::What::renamed, from, to, full_name(item), current_});
}

/// Where the owner lists its columns: a view's are no items of their own.
void Fold::rename_listed(const Change& change) {
  auto owner = find_owner(change.object);
  if (owner == nothing || the(owner).columns.empty()) return;
  auto& columns = edit(owner).columns;
  std::replace(columns.begin(), columns.end(), change.object.part, change.to->part);
}

void Fold::rename(const Change& change) {
  if (!change.to) return;
  if (change.object.kind == ObjectKind::enum_value) return rename_value(change);
  if (change.object.kind == ObjectKind::column) rename_listed(change);
  auto id = find(change.object);
  if (id == nothing) return;
  bool whole_schema = the(id).name.kind == ObjectKind::schema;
  auto before = names_under(id);
  if (whole_schema)
    for (int each : in_schema(the(id).name.name))
      for (auto& name : names_under(each)) before.push_back(std::move(name));
  // A constraint and its index have one name.
  if (the(id).hidden) before = names_under(the(id).owner);
  if (change.aspect == Aspect::set_schema)
    move(id, change.to->schema);
  else
    rename_item(id, *change.to);
  std::sort(before.begin(), before.end());
  before.erase(std::unique(before.begin(), before.end()), before.end());
  say_renamed(before);
}

void Fold::rename_one(int id, const std::string& to) {
  forget_name(id);
  auto& name = edit(id).name;
  (name.part.empty() ? name.name : name.part) = to;
  keep_name(id);
}

void Fold::rename_item(int id, const ObjectName& to) {
  if (the(id).name.kind == ObjectKind::schema)
    for (int each : in_schema(the(id).name.name)) {
      forget_name(each);
      edit(each).name.schema = to.name;
      schemas_[to.name].push_back(each);
      keep_name(each);
    }
  auto name = to.part.empty() ? to.name : to.part;
  rename_one(id, name);
  auto dependents = the(id).dependents;
  for (const auto& each : dependents)
    if (the(each.id).alive && the(each.id).hidden && the(each.id).owner == id && !is_default(the(each.id)))
      rename_one(each.id, name);
  if (the(id).hidden) rename_one(the(id).owner, name);
}

/// Indexes and the sequences of its columns go along with a table; parts are named through it.
void Fold::move(int id, const std::string& schema) {
  forget_name(id);
  if (!the(id).name.schema.empty() || the(id).name.part.empty()) {
    edit(id).name.schema = schema;
    if (the(id).name.part.empty()) schemas_[schema].push_back(id);
  }
  keep_name(id);
  auto dependents = the(id).dependents;
  for (const auto& each : dependents)
    if (the(each.id).alive && the(each.id).owner == id) move(each.id, schema);
}

void Fold::open(int id) {
  edit(id).open = true;
}

void Fold::alter(const Change& change) {
  auto id = find(change.object);
  if (id == nothing && assumes_owners && change.object.kind == ObjectKind::table) id = owner_or_assumed(change.object);
  if (id == nothing) {
    pending_sequence_ = nullptr;
    return;
  }
  if (change.object.kind == ObjectKind::column) return alter_column(change, id);
  if (change.object.kind == ObjectKind::sequence && change.aspect == Aspect::owned_by) {
    if (the(id).owner != nothing) let_go(id, the(id).owner);
    edit(id).owner = nothing;
    for (const auto& use : change.needs)
      if (use.how == Use::How::owner) {
        edit(id).owner = find(use.object);
        depend(id, the(id).owner, false);
      }
    return;
  }
  alter_table(change, id);
}

void Fold::alter_column(const Change& change, int id) {
  if (change.aspect == Aspect::type) {
    if (the(id).type.type != nothing) let_go(id, the(id).type.type);
    return set_type(id, change);
  }
  if (change.aspect == Aspect::set_not_null || change.aspect == Aspect::add_identity)
    edit(id).facts["not null"] = "true";
  if (change.aspect == Aspect::drop_not_null) edit(id).facts.erase("not null");
  if (change.aspect == Aspect::add_identity) attach_sequence(id, true);
  if (change.aspect == Aspect::default_ || change.aspect == Aspect::drop_default) return set_default(id, change);
  if (change.aspect == Aspect::drop_expression && the(id).generated) {
    auto on = the(id).stands_on;
    edit(id).generated = false;
    for (int each : on)
      if (the(each).owner == the(id).owner && the(each).name.kind == ObjectKind::column) let_go(id, each);
  }
  if (change.aspect != Aspect::drop_identity) return;
  for (int sequence : parts(id, ObjectKind::sequence)) remove(sequence);
}

void Fold::alter_table(const Change& change, int id) {
  bool attaches = change.aspect == Aspect::attach_partition,
       detaches = change.aspect == Aspect::detach_partition || change.aspect == Aspect::detach_partition_finalize;
  bool inherits = change.aspect == Aspect::inherit;
  if (inherits || change.aspect == Aspect::of) open(id);
  for (const auto& use : change.needs) {
    auto other = find(use.object);
    if (other == nothing || !is_relation_with_columns(use.object.kind)) continue;
    if (attaches) open(other), depend(other, id, false), edit(other).bound = change.bound;
    if (detaches) let_go(other, id), edit(other).bound.reset();
    if (inherits) depend(id, other, true);
    if (change.aspect == Aspect::no_inherit) let_go(id, other);
  }
}

void Fold::comment(const Change& change) {
  auto id = change.object.kind == ObjectKind::enum_value ? nothing : find(change.object);
  if (id == nothing) return;
  auto& facts = edit(id).facts;
  facts["comment"] = change.definition;
  if (change.definition.empty()) facts.erase("comment");
}

Catalog Fold::catalog() const {
  Catalog out;
  out.known = known_facts(), out.opaque = opaque_;
  for (int id = 0; id < size(); ++id) {
    const auto& item = the(id);
    bool of_type = item.name.kind == ObjectKind::column && item.owner != nothing &&
                   !is_relation_with_columns(the(item.owner).name.kind);
    if (!item.alive || item.hidden || item.assumed || of_type || !out.known.count(item.name.kind)) continue;
    CatalogObject object{full_name(item), item.facts, {}};
    if (item.name.kind == ObjectKind::column) {
      if (item.type.unknown || item.type.text.find("%TYPE") != std::string::npos) object.unknown.insert("type");
      object.facts["type"] = text_of(item.type);
      if (the(item.owner).open) object.unknown.insert("*");
    }
    if (item.open) object.unknown.insert("*");
    if (!item.values.all().empty()) object.facts["values"] = text::join(item.values.all(), "\n");
    if (item.name.kind == ObjectKind::index) object.facts["table"] = reference_text(full_name(the(item.owner)));
    if (item.name.kind == ObjectKind::sequence && item.owner != nothing)
      object.facts["owned by"] = reference_text(full_name(the(item.owner)));
    out.objects.push_back(std::move(object));
  }
  std::sort(out.objects.begin(), out.objects.end(),
            [](const CatalogObject& a, const CatalogObject& b) { return a.name < b.name; });
  return out;
}

}  // namespace tributary::catalog

namespace tributary {

Catalog fold(const std::vector<const ScriptChanges*>& scripts, const std::string& default_schema) {
  catalog::Fold fold(default_schema);
  for (const auto* script : scripts) fold.apply(*script);
  return fold.catalog();
}

}  // namespace tributary
