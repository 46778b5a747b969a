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

Fold::Fold(std::string default_schema) : default_schema_(std::move(default_schema)) {
  Item item;
  item.name = {ObjectKind::schema, "", "public", "", ""};
  add(std::move(item));
}

void Fold::apply(const ScriptChanges& script) {
  pending_sequence_ = nullptr, skips_statement_ = skips_constraints_ = false;
  statement_ = static_cast<std::size_t>(-1);
  for (const auto& each : script.changes) change(each);
}

void Fold::change(const Change& change) {
  if (change.statement != statement_) skips_statement_ = skips_constraints_ = false;
  statement_ = change.statement;
  if (change.verb == Verb::opaque) {
    if (change.aspect != "body") opaque_.push_back("line " + std::to_string(change.line) + ": " + change.because);
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
  if (change.object.kind == ObjectKind::schema)
    for (std::size_t i = 0; i < items_.size(); ++i)
      if (items_[i].alive && items_[i].name.schema == change.object.name && items_[i].name.part.empty())
        remove(static_cast<int>(i));
  if (auto id = find(change.object); id != nothing) remove(id);
}

void Fold::remove(int id) {
  auto& item = items_[static_cast<std::size_t>(id)];
  if (!item.alive) return;
  forget_name(id);
  item.alive = false;
  auto dependents = item.dependents;
  for (int each : dependents) remove(each);
}

void Fold::rename(const Change& change) {
  if (!change.to) return;
  if (change.object.kind == ObjectKind::enum_value) {
    auto type = find_named("type", schema_of(change.object), change.object.name);
    if (type == nothing) return;
    auto& values = items_[static_cast<std::size_t>(type)].values;
    std::replace(values.begin(), values.end(), change.object.part, change.to->part);
    return;
  }
  auto id = find(change.object);
  if (id == nothing) return;
  if (change.aspect == "set schema") return move(id, change.to->schema);
  rename_item(id, *change.to);
}

void Fold::rename_item(int id, const ObjectName& to) {
  auto kind = items_[static_cast<std::size_t>(id)].name.kind;
  if (kind == ObjectKind::schema) {
    auto old = items_[static_cast<std::size_t>(id)].name.name;
    for (std::size_t i = 0; i < items_.size(); ++i)
      if (items_[i].alive && items_[i].name.schema == old) {
        forget_name(static_cast<int>(i));
        items_[i].name.schema = to.name;
        keep_name(static_cast<int>(i));
      }
  }
  forget_name(id);
  auto& name = items_[static_cast<std::size_t>(id)].name;
  (to.part.empty() ? name.name : name.part) = to.part.empty() ? to.name : to.part;
  keep_name(id);
  // A constraint and its index have one name.
  for (int each : items_[static_cast<std::size_t>(id)].dependents)
    if (items_[static_cast<std::size_t>(each)].alive && items_[static_cast<std::size_t>(each)].hidden) {
      forget_name(each);
      items_[static_cast<std::size_t>(each)].name.name = to.part;
      keep_name(each);
    }
  if (auto owner = items_[static_cast<std::size_t>(id)].owner; items_[static_cast<std::size_t>(id)].hidden) {
    forget_name(owner);
    items_[static_cast<std::size_t>(owner)].name.part = to.name;
    keep_name(owner);
  }
}

/// Indexes and the sequences of its columns go along with a table; parts are named through it.
void Fold::move(int id, const std::string& schema) {
  forget_name(id);
  items_[static_cast<std::size_t>(id)].name.schema = schema;
  keep_name(id);
  for (int each : items_[static_cast<std::size_t>(id)].dependents) {
    const auto& item = items_[static_cast<std::size_t>(each)];
    if (item.alive && item.owner == id) move(each, schema);
  }
}

void Fold::open(int id) {
  items_[static_cast<std::size_t>(id)].open = true;
}

void Fold::alter(const Change& change) {
  auto id = find(change.object);
  if (id == nothing) {
    pending_sequence_ = nullptr;
    return;
  }
  if (change.object.kind == ObjectKind::column) return alter_column(change, id);
  if (change.object.kind == ObjectKind::sequence && change.aspect == "owned by") {
    items_[static_cast<std::size_t>(id)].owner = nothing;
    for (auto& item : items_) std::erase(item.dependents, id);
    for (const auto& use : change.needs)
      if (use.how == Use::How::owner) {
        items_[static_cast<std::size_t>(id)].owner = find(use.object);
        depend(id, items_[static_cast<std::size_t>(id)].owner);
      }
    return;
  }
  alter_table(change, id);
}

void Fold::alter_column(const Change& change, int id) {
  auto& item = items_[static_cast<std::size_t>(id)];
  if (change.aspect == "type") {
    if (item.type.type != nothing) std::erase(items_[static_cast<std::size_t>(item.type.type)].dependents, id);
    return set_type(id, change);
  }
  if (change.aspect == "set not null" || change.aspect == "add identity") item.facts["not null"] = "true";
  if (change.aspect == "drop not null") item.facts.erase("not null");
  if (change.aspect == "add identity") attach_sequence(id);
  if (change.aspect != "drop identity") return;
  for (int sequence : parts(id, ObjectKind::sequence)) remove(sequence);
}

void Fold::alter_table(const Change& change, int id) {
  bool attaches = change.aspect == "attach partition", detaches = change.aspect.starts_with("detach partition");
  bool inherits = change.aspect == "inherit";
  if (inherits || change.aspect == "of") open(id);
  for (const auto& use : change.needs) {
    auto other = find(use.object);
    if (other == nothing || !is_relation_with_columns(use.object.kind)) continue;
    if (attaches) open(other), depend(other, id);
    if (detaches) std::erase(items_[static_cast<std::size_t>(id)].dependents, other);
    if (inherits) depend(id, other);
    if (change.aspect == "no inherit") std::erase(items_[static_cast<std::size_t>(other)].dependents, id);
  }
}

void Fold::comment(const Change& change) {
  auto id = change.object.kind == ObjectKind::enum_value ? nothing : find(change.object);
  if (id == nothing) return;
  auto& facts = items_[static_cast<std::size_t>(id)].facts;
  facts["comment"] = change.definition;
  if (change.definition.empty()) facts.erase("comment");
}

Catalog Fold::catalog() const {
  Catalog out;
  out.known = known_facts(), out.opaque = opaque_;
  for (const auto& item : items_) {
    bool of_type = item.name.kind == ObjectKind::column && item.owner != nothing &&
                   !is_relation_with_columns(items_[static_cast<std::size_t>(item.owner)].name.kind);
    if (!item.alive || item.hidden || of_type || !out.known.count(item.name.kind)) continue;
    CatalogObject object{full_name(item), item.facts, {}};
    if (item.name.kind == ObjectKind::column) {
      if (item.type.unknown || item.type.text.find("%TYPE") != std::string::npos) object.unknown.insert("type");
      object.facts["type"] = text_of(item.type);
      if (items_[static_cast<std::size_t>(item.owner)].open) object.unknown.insert("*");
    }
    if (item.open) object.unknown.insert("*");
    if (!item.values.empty()) object.facts["values"] = text::join(item.values, "\n");
    if (item.name.kind == ObjectKind::index)
      object.facts["table"] = reference_text(full_name(items_[static_cast<std::size_t>(item.owner)]));
    if (item.name.kind == ObjectKind::sequence && item.owner != nothing)
      object.facts["owned by"] = reference_text(full_name(items_[static_cast<std::size_t>(item.owner)]));
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
