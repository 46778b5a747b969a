// The graph's items and edges, and what a change is said to have done to them. What lies below is never written to: the
// first change of one of its items makes a copy.
#include <algorithm>

#include "catalog/fold.hpp"
#include "sql/kinds.hpp"

namespace tributary::catalog {
const Fold::Item& Fold::the(int id) const {
  if (id >= first_) return items_[static_cast<std::size_t>(id - first_)];
  auto copy = edited_.find(id);
  return copy == edited_.end() ? below_->the(id) : copy->second;
}

Fold::Item& Fold::edit(int id) {
  if (id >= first_) return items_[static_cast<std::size_t>(id - first_)];
  auto copy = edited_.find(id);
  return copy == edited_.end() ? edited_.emplace(id, below_->the(id)).first->second : copy->second;
}

int Fold::named(const std::string& key) const {
  auto found = names_.find(key);
  if (found != names_.end()) return found->second;
  return below_ ? below_->named(key) : nothing;
}

int Fold::add(Item item) {
  auto id = size();
  auto owner = item.owner;
  bool said = !item.assumed && !is_default(item);
  if (!item.name.schema.empty() && item.name.part.empty()) schemas_[item.name.schema].push_back(id);
  items_.push_back(std::move(item));
  keep_name(id);
  if (owner != nothing) depend(id, owner, false);
  if (said) say(Deed::What::made, id, current_);
  return id;
}

void Fold::depend(int id, int on, bool holds) {
  if (on == nothing || on == id) return;
  edit(on).dependents.push_back({id, holds});
  edit(id).stands_on.push_back(on);
}

void Fold::let_go(int id, int on) {
  std::erase_if(edit(on).dependents, [&](const Dependent& each) { return each.id == id; });
  std::erase(edit(id).stands_on, on);
}

/// But of its owner.
void Fold::let_go_of_all(int id) {
  auto others = the(id).stands_on;
  for (int on : others)
    if (on != the(id).owner) let_go(id, on);
}

/// A column's default has no name; it goes without its column where what it calls goes.
bool Fold::is_default(const Item& item) const {
  return item.hidden && item.name.kind == ObjectKind::other;
}

std::vector<int> Fold::in_schema(const std::string& schema) const {
  auto out = below_ ? below_->in_schema(schema) : std::vector<int>{};
  if (auto here = schemas_.find(schema); here != schemas_.end())
    out.insert(out.end(), here->second.begin(), here->second.end());
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  std::erase_if(out, [&](int id) { return !the(id).alive || the(id).name.schema != schema; });
  return out;
}

ObjectName Fold::owner_name(int id) const {
  auto owner = the(id).owner;
  while (owner != nothing && is_part(the(owner).name.kind)) owner = the(owner).owner;
  return owner == nothing ? ObjectName{} : full_name(the(owner));
}

void Fold::say(Deed::What what, int id, const Change* by) {
  const auto& item = the(id);
  if (is_default(item)) return;
  deeds_.push_back({what, full_name(item), {}, owner_name(id), by});
  for (const auto& value : item.values.all())
    deeds_.push_back(
        {what, {ObjectKind::enum_value, item.name.schema, item.name.name, value, ""}, {}, full_name(item), by});
}

/// The item and all that is its own: parts, indexes, sequences.
Fold::Names Fold::names_under(int id) const {
  Names out{{id, full_name(the(id))}};
  for (const auto& each : the(id).dependents)
    if (the(each.id).alive && the(each.id).owner == id && !is_default(the(each.id)))
      for (auto& name : names_under(each.id)) out.push_back(std::move(name));
  return out;
}

void Fold::say_renamed(const Names& before) {
  for (const auto& [id, name] : before) {
    auto now = full_name(the(id));
    if (now == name) continue;
    auto owner = owner_name(id);
    deeds_.push_back({Deed::What::renamed, name, now, owner, current_});
    for (const auto& value : the(id).values.all()) {
      ObjectName old{ObjectKind::enum_value, name.schema, name.name, value, ""};
      ObjectName fresh{ObjectKind::enum_value, now.schema, now.name, value, ""};
      deeds_.push_back({Deed::What::renamed, old, fresh, now, current_});
    }
  }
}

}  // namespace tributary::catalog
