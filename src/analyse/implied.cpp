#include "analyse/implied.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "analyse/objects.hpp"
#include "sql/default_schema.hpp"

namespace tributary {
namespace {

using What = Effect::What;
using Implied = Effect::Implied;
using How = Use::How;

class Implying {
 public:
  Implying(const Folding& before, std::size_t unit, const Change& change, std::vector<Effect>& out)
      : before_(before), unit_(unit), change_(change), out_(out) {}

  void all() {
    if (change_.verb == Verb::drop) falls();
    if (change_.verb == Verb::write) written();
    if (stores_a_query(change_))
      for (const auto& use : change_.needs)
        if (use.how == How::reads) read_through(object_key(use.object));
    if (change_.verb == Verb::create && change_.aspect == Aspect::foreign_key) keyed();
    bool sets_default = change_.verb == Verb::alter && change_.aspect == Aspect::default_;
    if (sets_default && change_.object.kind == ObjectKind::column) valued(object_key(change_.object));
    if (change_.aspect == Aspect::refresh) read_through(object_key(change_.object));
  }

 private:
  void add(What what, const ObjectName& object, Implied implied, How how = How::names) {
    add_unnamed(before_, {what, unit_, &change_, object, how, false, false, implied}, out_);
  }

  // Drops.

  /// Who speaks of a part of the dropped table speaks of the table.
  void falls() {
    auto itself = object_key(change_.object);
    for (const auto& object : before_.falls_with(change_))
      if (owner_key(object) != itself) add(What::drops, sql::without_schema(object, "public"), Implied::falls);
    for (const auto& column : before_.emptied_by(change_))
      add(What::alters, sql::without_schema(column, "public"), Implied::emptied);
  }

  static bool refers_to(const Change& key, const std::string& table) {
    for (const auto& use : key.needs)
      if (use.how == How::foreign_key && object_key(use.object) == table) return true;
    return false;
  }

  /// Which of two keys over the same columns PostgreSQL takes is not told.
  void keyed() {
    if (!change_.key) return;
    std::set<std::string> referred(change_.key->referred.begin(), change_.key->referred.end());
    for (const auto& use : change_.needs) {
      if (use.how != How::foreign_key || use.object.kind == ObjectKind::column) continue;
      auto keys = keys_over(object_key(use.object), referred);
      if (keys.size() != 1) continue;
      for (const auto& key : keys.begin()->second) add(What::uses, before_.name_of(key), Implied::keyed);
    }
  }

  /// By what made them: a constraint and its index are one. Without columns: the primary key.
  std::map<const Change*, std::vector<std::string>> keys_over(const std::string& table,
                                                              const std::set<std::string>& columns) const {
    std::map<const Change*, std::vector<std::string>> out;
    for (const auto& child : before_.children(table)) {
      const auto* maker = before_.maker(child);
      if (!maker || !before_.exists(child) || !maker->key) continue;
      bool primary = maker->aspect == Aspect::primary_key;
      const auto& names = maker->key->columns;
      bool over_these = std::set<std::string>(names.begin(), names.end()) == columns;
      bool whole = maker->key->predicate.empty();
      bool unique = maker->unique || maker->aspect == Aspect::unique || primary;
      if (columns.empty() ? primary : unique && whole && over_these) out[maker].push_back(child);
    }
    return out;
  }

  // Queries.

  void read_through(const std::string& key) {
    const auto* maker = before_.maker(key);
    if (!maker || !is_query(maker->object.kind) || !before_.exists(key) || !seen_.insert(key).second) return;
    for (const auto& use : maker->needs) {
      if (use.how != How::reads) continue;
      add(What::uses, use.object, Implied::read, How::reads);
      auto below = object_key(use.object);
      if (const auto* other = before_.maker(below); other && other->object.kind == ObjectKind::view)
        read_through(below);
    }
  }

  // Rows.

  void valued(const std::string& column) {
    const auto* maker = before_.maker(column);
    for (std::size_t i = 0; maker && i < maker->needs.size(); ++i)
      if (maker->needs[i].how == How::type) add(What::uses, maker->needs[i].object, Implied::valued, How::type);
  }

  void written() {
    auto table = object_key(change_.object);
    for (const auto& use : change_.needs)
      if (use.object.kind == ObjectKind::column) valued(object_key(use.object));
    for (const auto& child : before_.children(table))
      if (before_.exists(child)) {
        const auto* maker = before_.maker(child);
        if (!maker) continue;
        if (maker->object.kind == ObjectKind::trigger) fired(child, *maker);
        if (maker->object.kind == ObjectKind::column && change_.aspect == Aspect::insert) filled(child, *maker);
      }
    if (change_.aspect != Aspect::delete_ && change_.aspect != Aspect::truncate) return;
    for (const auto& leaning : before_.leaning_on(table)) {
      const auto* maker = before_.maker(leaning);
      bool key = maker && maker->aspect == Aspect::foreign_key && maker->key && before_.exists(leaning) &&
                 refers_to(*maker, table);
      if (key) followed(leaning, *maker);
    }
  }

  void fired(const std::string& trigger, const Change& maker) {
    if (!fires(maker, change_)) return;
    add(What::uses, before_.name_of(trigger), Implied::fired);
    for (const auto& use : maker.needs)
      if (use.how == How::calls) add(What::uses, use.object, Implied::fired, How::calls);
  }

  void filled(const std::string& key, const Change& maker) {
    bool listed =
        std::any_of(change_.needs.begin(), change_.needs.end(), [](const Use& use) { return use.how == How::writes; });
    if (!listed) return;  // INSERT without a list of columns fills them in their order
    auto column = before_.name_of(key);
    for (const auto& use : change_.needs)
      if (use.how == How::writes && object_key(use.object) == key) return;
    add(What::uses, column, Implied::filled);
    for (const auto& use : maker.needs)
      if (use.how == How::type) add(What::uses, use.object, Implied::filled, How::type);
    if (!maker.column || !(maker.column->serial || maker.column->identity)) return;
    ObjectName sequence{ObjectKind::sequence, column.schema, column.name + "_" + column.part + "_seq", "", ""};
    if (before_.exists(object_key(sequence))) add(What::uses, sequence, Implied::numbered);
  }

  void followed(const std::string& key, const Change& maker) {
    add(What::uses, before_.name_of(key), Implied::followed);
    auto table = maker.object;
    table.kind = ObjectKind::table, table.part.clear();
    if (maker.key->carries_deletes) add(What::writes, table, Implied::carried);
    if (!maker.key->clears_on_delete) return;
    for (const auto& name : maker.key->columns)
      add(What::uses, {ObjectKind::column, table.schema, table.name, name, ""}, Implied::carried, How::writes);
  }

  const Folding& before_;
  std::size_t unit_;
  const Change& change_;
  std::vector<Effect>& out_;
  std::set<std::string> seen_;
};

}  // namespace

void add_unnamed(const Folding& before, Effect effect, std::vector<Effect>& out) {
  if (is_nobodys(effect.object)) return;
  auto owner = owner_key(effect.object);
  if (before.made_here(object_key(effect.object)) || (!owner.empty() && before.made_here(owner))) return;
  out.push_back(std::move(effect));
}

bool stores_a_query(const Change& change) {
  if (change.verb == Verb::create)
    return change.object.kind == ObjectKind::materialized_view ||
           (change.object.kind == ObjectKind::table && change.aspect != Aspect::none && change.more_columns);
  return change.verb == Verb::write;
}

bool fires(const Change& trigger, const Change& write) {
  if (!trigger.trigger) return true;
  const auto& on = *trigger.trigger;
  if (write.aspect == Aspect::insert || write.aspect == Aspect::copy) return on.insert;
  if (write.aspect == Aspect::delete_) return on.delete_;
  if (write.aspect == Aspect::update) return on.update;
  return write.aspect != Aspect::truncate || on.truncate;
}

void add_implied(const Folding& before, std::size_t unit, const Change& change, std::vector<Effect>& out) {
  if (change.verb == Verb::opaque || is_nobodys(change.object) || change.object.name.empty()) return;
  Implying(before, unit, change, out).all();
}

}  // namespace tributary
