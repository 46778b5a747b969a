// Pending scripts walked over a database's structure: 42P07 and 42701 where what they make is there, 42P01 and 42703
// where what they alter is not.
#include <fmt/format.h>

#include <set>

#include "analyse/objects.hpp"
#include "analyse/pending.hpp"

namespace tributary {
namespace {

const char* exists_already(ObjectKind kind) {
  if (kind == ObjectKind::column) return "42701";
  bool type = kind == ObjectKind::enum_type || kind == ObjectKind::composite_type || kind == ObjectKind::domain;
  return type ? "42710" : "42P07";
}

const char* is_missing(ObjectKind kind) {
  if (kind == ObjectKind::column) return "42703";
  return kind == ObjectKind::table ? "42P01" : "42704";
}

class Walk {
 public:
  explicit Walk(const Present& present) : present_(present) {}

  /// {code, sentence}; nullopt: it goes on, and the structure is as the change leaves it.
  std::optional<std::pair<std::string, std::string>> step(const Change& change) {
    if (change.verb == Verb::opaque && change.aspect != Aspect::body) lost_ = true;
    if (lost_) return std::nullopt;
    auto refused = refusal(change);
    apply(change);
    return refused;
  }

 private:
  std::optional<std::pair<std::string, std::string>> refusal(const Change& change) {
    const auto& object = change.object;
    if (!present_.could_tell(object)) return std::nullopt;
    bool there = has(object);
    if (change.verb == Verb::create && there && !change.if_not_exists && !change.or_replace && !skipped(object))
      return std::pair(exists_already(object.kind), fmt::format("{} is there already", object_text(object)));
    bool touches = (change.verb == Verb::drop || change.verb == Verb::alter) && !change.if_exists;
    bool told = object.kind == ObjectKind::table || object.kind == ObjectKind::column;
    if (touches && told && !there && sure_of_owner(object))
      return std::pair(is_missing(object.kind), fmt::format("{} is not there", object_text(object)));
    return std::nullopt;
  }

  /// What is said of a column says nothing where its table is not there: the table's own statement tells.
  bool sure_of_owner(const ObjectName& object) const {
    if (object.kind != ObjectKind::column) return true;
    auto table = object;
    table.kind = ObjectKind::table, table.part.clear();
    return has(table);
  }

  bool skipped(const ObjectName& object) const { return skipped_.count(owner_key(object)) > 0; }

  bool has(const ObjectName& object) const {
    auto key = object_key(object);
    if (gone_.count(key) || gone_.count(owner_key(object))) return made_.count(key) > 0;
    return made_.count(key) > 0 || present_.has(object);
  }

  void apply(const Change& change) {
    auto key = object_key(change.object);
    if (change.verb == Verb::create) {
      if (change.if_not_exists && has(change.object)) skipped_.insert(key);
      made_.insert(key);
    }
    if (change.verb == Verb::drop || change.verb == Verb::rename) made_.erase(key), gone_.insert(key);
    // Its columns come with it, under names that are not followed here.
    if (change.verb == Verb::rename && change.object.kind != ObjectKind::column) lost_ = true;
    if (change.verb == Verb::rename && change.to) made_.insert(object_key(*change.to));
    if (change.verb == Verb::session && change.aspect == Aspect::set) lost_ = true;
  }

  const Present& present_;
  std::set<std::string> made_, gone_, skipped_;
  bool lost_ = false;  // something was done that is not followed: nothing more is said
};

}  // namespace

std::optional<Refusal> refused_by_structure(const OwnMigrations& pending, const Present& present) {
  Walk walk(present);
  for (std::size_t i = 0; i < pending.scripts.size(); ++i)
    for (const auto& change : pending.scripts[i].script->changes)
      if (auto refused = walk.step(change)) return Refusal{i, change.line, refused->first, refused->second};
  return std::nullopt;
}

}  // namespace tributary
