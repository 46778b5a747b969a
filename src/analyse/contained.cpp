#include "analyse/contained.hpp"

#include <algorithm>
#include <set>

#include "analyse/implied.hpp"
#include "analyse/objects.hpp"
#include "sql/extensions.hpp"

namespace tributary {
namespace {

using What = Effect::What;
using Implied = Effect::Implied;
using How = Use::How;

ObjectName star_of(const ObjectName& table) {
  return {ObjectKind::column, table.schema, table.name, "*", ""};
}

class Containing {
 public:
  Containing(const Folding& before, std::size_t unit, const Change& change, std::vector<Effect>& out)
      : before_(before), unit_(unit), change_(change), out_(out) {}

  void all() {
    places();
    row_types();
    copies();
    if (change_.verb == Verb::rename && change_.aspect == Aspect::set_schema) goes_along();
    if (change_.verb == Verb::drop && is_data_type(change_.object.kind)) multirange();
    passed_on();
  }

 private:
  void add(What what, const ObjectName& object, Implied implied, How how = How::names) {
    add_unnamed(before_, {what, unit_, &change_, object, how, false, false, implied}, out_);
  }

  // Schemas and extensions: who drops or renames one does it to what the others have or want there.

  void places() {
    std::set<std::string> schemas, extensions;
    auto look = [&](const ObjectName& object) {
      if (!object.schema.empty() && object.schema != "public") schemas.insert(object.schema);
      if (auto by = sql::extension_that_brings(object); !by.empty()) extensions.insert(std::string(by));
    };
    look(change_.object);
    if (change_.to) look(*change_.to);
    for (const auto& use : change_.needs) {
      look(use.object);
      if (use.how == How::owner && use.object.kind == ObjectKind::column)
        add(What::uses, {ObjectKind::table, use.object.schema, use.object.name, "", ""}, Implied::within);
    }
    for (const auto& schema : schemas)
      add(What::uses, {ObjectKind::schema, "", schema, "", ""}, Implied::within, How::parent);
    for (const auto& extension : extensions)
      add(What::uses, {ObjectKind::extension, "", extension, "", ""}, Implied::within, How::type);
  }

  /// Indexes and the sequences of its columns move with a table.
  void goes_along() {
    for (const auto& child : before_.children(object_key(change_.object))) {
      const auto* maker = before_.maker(child);
      if (!maker || !before_.exists(child)) continue;
      auto kind = maker->object.kind;
      if (kind == ObjectKind::index || kind == ObjectKind::sequence)
        add(What::renames, before_.name_of(child), Implied::within);
      if (auto index = index_key(*maker); !index.empty())
        add(What::renames, named_by(index, ObjectKind::index), Implied::within);
    }
  }

  // Types.

  /// Who reads a column of a composite type may pick a field of it: `(address).zip`.
  void row_types() {
    const auto& object = change_.object;
    bool ends = change_.verb == Verb::drop || change_.verb == Verb::rename;
    if (object.kind == ObjectKind::column && ends && change_.aspect != Aspect::set_schema)
      if (ObjectName type{ObjectKind::composite_type, object.schema, object.name, "", ""}; is_composite(type))
        add(What::alters, type, Implied::field);
    if (change_.fields.empty()) return;
    for (const auto& use : change_.needs) {
      if (use.object.kind != ObjectKind::column) continue;
      const auto* column = before_.maker(object_key(use.object));
      for (std::size_t i = 0; column && i < column->needs.size(); ++i)
        if (column->needs[i].how == How::type && is_composite(column->needs[i].object))
          add(What::uses, column->needs[i].object, Implied::field, How::type);
    }
  }

  bool is_composite(const ObjectName& type) const {
    auto as_type = type;
    as_type.kind = ObjectKind::composite_type;
    const auto* maker = before_.maker(object_key(as_type));
    return maker && maker->object.kind == ObjectKind::composite_type;
  }

  /// The one that PostgreSQL makes with a range type: makeMultirangeTypeName().
  void multirange() {
    const auto* maker = before_.maker(object_key(change_.object));
    if (!maker || maker->object.kind != ObjectKind::range_type) return;
    auto made = maker->object;
    made.kind = ObjectKind::type;
    auto at = made.name.find("range");
    made.name = at == std::string::npos ? made.name + "_multirange" : made.name.insert(at, "multi");
    add(What::drops, made, Implied::within);
  }

  // Shapes of tables.

  void copies() {
    bool creates = change_.verb == Verb::create;
    if (!change_.copies.empty())
      for (const auto& use : change_.needs)
        if (use.how == How::reads && is_relation(use.object.kind))
          add(What::uses, star_of(use.object), Implied::no, How::reads);
    if (creates && change_.or_replace && change_.object.kind == ObjectKind::view)
      add(What::uses, star_of(change_.object), Implied::no, How::reads);
    if (change_.aspect == Aspect::insert && fills_in_order()) add(What::uses, star_of(change_.object), Implied::no);
    if (change_.verb != Verb::alter) return;
    switch (change_.aspect) {
      case Aspect::attach_partition:
      case Aspect::detach_partition:
      case Aspect::inherit:
      case Aspect::no_inherit:
        add(What::uses, star_of(change_.object), Implied::no, How::reads);
        for (const auto& use : change_.needs)
          if (is_relation(use.object.kind)) add(What::uses, star_of(use.object), Implied::no, How::reads);
        break;
      default:
        break;
    }
  }

  /// An INSERT that lists no columns.
  bool fills_in_order() const {
    bool listed =
        std::any_of(change_.needs.begin(), change_.needs.end(), [](const Use& use) { return use.how == How::writes; });
    return !listed && change_.options.empty();
  }

  /// What is done to a column of a table is done to those that inherit it; so with a CHECK, and with the trigger of a
  /// partitioned table.
  void passed_on() {
    const auto& object = change_.object;
    auto owner = owner_key(object);
    if (owner.empty()) return;
    auto made = change_.verb == Verb::create   ? What::creates
                : change_.verb == Verb::drop   ? What::drops
                : change_.verb == Verb::rename ? What::renames
                : change_.verb == Verb::alter  ? What::alters
                                               : What::uses;
    bool column = object.kind == ObjectKind::column, trigger = object.kind == ObjectKind::trigger;
    bool check =
        object.kind == ObjectKind::constraint && change_.verb == Verb::create && change_.aspect == Aspect::check;
    if (made == What::uses || !(column || check || (trigger && is_partitioned(owner) && change_.each_row))) return;
    std::set<std::string> heirs;
    add_heirs(owner, heirs);
    for (const auto& heir : heirs) {
      auto part = object;
      auto table = before_.name_of(heir);
      part.schema = table.schema, part.name = table.name;
      add(made, part, Implied::inherited);
      if (change_.verb == Verb::rename && change_.to) {
        part.part = change_.to->part;
        add(What::creates, part, Implied::inherited);
      }
    }
  }

  void add_heirs(const std::string& table, std::set<std::string>& out) const {
    for (const auto& heir : before_.heirs(table))
      if (before_.exists(heir) && out.insert(heir).second) add_heirs(heir, out);
  }

  bool is_partitioned(const std::string& table) const {
    const auto* maker = before_.maker(table);
    return maker && maker->partitioned;
  }

  const Folding& before_;
  std::size_t unit_;
  const Change& change_;
  std::vector<Effect>& out_;
};

}  // namespace

void add_contained(const Folding& before, std::size_t unit, const Change& change, std::vector<Effect>& out) {
  if (change.verb == Verb::opaque || is_nobodys(change.object) || change.object.name.empty()) return;
  Containing(before, unit, change, out).all();
}

}  // namespace tributary
