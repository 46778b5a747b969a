// What the target's own history has standing, change by change: created, not dropped since, under today's names.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "analyse/hazards.hpp"
#include "analyse/objects.hpp"
#include "analyse/once.hpp"
#include "analyse/walk.hpp"
#include "prisma/names.hpp"

namespace tributary {
namespace {

/// What one RENAME or SET SCHEMA makes of the names in another change.
class Renaming {
 public:
  Renaming(const ObjectName& from, const ObjectName& to) : to_(to), key_(object_key(from)) {
    if (from.kind == ObjectKind::column) table_ = owner_key(from), column_ = from.part;
  }

  Change applied(Change change) const {
    if (!table_.empty() && object_key(table_of(change)) == table_ && change.key)
      for (auto* names : {&change.key->columns, &change.key->included, &change.key->named, &change.key->not_null})
        std::replace(names->begin(), names->end(), column_, to_.part);
    rename(change.object);
    for (auto& use : change.needs) rename(use.object);
    return change;
  }

 private:
  void rename(ObjectName& object) const {
    bool itself = object_key(object) == key_;
    if (itself && !object.part.empty())
      object.part = to_.part;
    else if (itself || owner_key(object) == key_)
      object.schema = to_.schema, object.name = to_.name;
  }

  const ObjectName& to_;
  std::string key_, table_, column_;  ///< of a column: its table's key and its name
};

class MadeSoFar {
 public:
  void follow(const Change& change) {
    if (change.verb == Verb::create) all_.push_back(one_of({std::shared_ptr<void>(), &change}));
    auto key = object_key(change.object);
    auto about = [&](const One& one) { return one.key == key || one.owner == key || one.table == key; };
    if (change.verb == Verb::drop) std::erase_if(all_, about);
    if (change.verb == Verb::alter && change.aspect == Aspect::validate) validated(key);
    if (change.verb != Verb::rename || !change.to) return;
    Renaming renaming(change.object, *change.to);
    auto owner = owner_key(change.object);
    for (auto& one : all_)
      if (about(one) || (!owner.empty() && one.table == owner))
        one = one_of(std::make_shared<const Change>(renaming.applied(*one.change)));
  }

  Made made() const {
    Made out;
    for (const auto& one : all_) out.push_back(one.change);
    return out;
  }

 private:
  struct One {
    std::shared_ptr<const Change> change;
    std::string key, owner, table;
  };

  static One one_of(std::shared_ptr<const Change> change) {
    auto key = object_key(change->object), owner = owner_key(change->object), table = object_key(table_of(*change));
    return {std::move(change), std::move(key), std::move(owner), std::move(table)};
  }

  void validated(const std::string& key) {
    for (auto& one : all_) {
      if (one.key != key) continue;
      auto valid = *one.change;
      valid.not_valid = false;
      one.change = std::make_shared<const Change>(std::move(valid));
    }
  }

  std::vector<One> all_;
};

Made made_in(const Analysis& analysis, const Project& target) {
  MadeSoFar made;
  for (const auto* migration : prisma::listing(*target.folder, target.prisma)) {
    auto read = migration->script ? analysis.changes.find(migration->script->blob) : analysis.changes.end();
    if (read == analysis.changes.end()) continue;
    for (const auto& change : read->second->changes) made.follow(change);
  }
  return made.made();
}

}  // namespace

Made made_by_target(const OwnChange& at, const ChangeTest& test) {
  static const std::vector<Project> none;
  Made out;
  const auto* source = at.analysis.workspace.find(at.holder.source);
  for (const auto& project : source ? source->projects : none) {
    const auto* target = project.path == at.holder.project ? target_project(at.analysis, project) : nullptr;
    if (!target || !target->folder) continue;
    auto all = Once::get(at.analysis, "made by target " + target->path, [&] { return made_in(at.analysis, *target); });
    for (const auto& made : *all)
      if (test(*made)) out.push_back(made);
  }
  return out;
}

}  // namespace tributary
