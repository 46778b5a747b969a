#include "analyse/shapes.hpp"

#include <algorithm>

#include "analyse/implied.hpp"
#include "analyse/objects.hpp"

namespace tributary {
namespace {

using What = Effect::What;

/// The bits of CopiedShape::including.
enum Including {
  comments = 1 << 0,
  compression = 1 << 1,
  constraints = 1 << 2,
  defaults = 1 << 3,
  generated = 1 << 4,
  identity = 1 << 5,
  indexes = 1 << 6,
  statistics = 1 << 7,
  storage = 1 << 8,
  always = -1
};

bool is_query_kept(const Change& change) {
  return change.verb == Verb::create && is_query(change.object.kind);
}

/// What of the table the LIKE copies; nullopt: the change copies no table of that name.
std::optional<int> copied(const Change& change, const std::string& table) {
  for (const auto& copy : change.copies)
    if (copy.table == table) return copy.including;
  return std::nullopt;
}

bool makes_or_ends(const Effect& effect) {
  return effect.what == What::creates || effect.what == What::drops || effect.what == What::renames;
}

int needed_for_column(const Effect& effect) {
  if (makes_or_ends(effect)) return always;
  if (effect.change->verb == Verb::comment) return comments;
  if (effect.what != What::alters) return 0;
  switch (effect.change->aspect) {
    case Aspect::type:
    case Aspect::set_not_null:
    case Aspect::drop_not_null:
      return always;
    case Aspect::default_:
    case Aspect::drop_default:
      return defaults;
    case Aspect::drop_expression:
      return generated;
    case Aspect::add_identity:
    case Aspect::set_identity:
    case Aspect::drop_identity:
      return identity;
    case Aspect::storage:
      return storage;
    case Aspect::compression:
      return compression;
    default:
      return 0;
  }
}

/// A key makes its columns NOT NULL, and these are copied without a word.
int needed_for_constraint(const Effect& effect, const Folding& target) {
  if (effect.change->verb == Verb::comment) return comments;
  const auto* maker = effect.what == What::creates ? effect.change : target.maker(object_key(effect.object));
  if (!makes_or_ends(effect) || !maker || maker->aspect == Aspect::foreign_key) return 0;
  if (maker->aspect == Aspect::check) return constraints;
  if (effect.what == What::renames || effect.change->verb == Verb::rename) return 0;  // the copy's names are its own
  return maker->aspect == Aspect::primary_key && effect.what == What::creates ? always : indexes;
}

/// What the copy must include to have the other one's change; 0 = nothing of it is ever copied.
int needed(const Effect& effect, const Folding& target) {
  switch (effect.object.kind) {
    case ObjectKind::column:
      return needed_for_column(effect);
    case ObjectKind::constraint:
      return needed_for_constraint(effect, target);
    case ObjectKind::index:
      if (effect.change->verb == Verb::comment) return comments;
      return effect.what == What::creates || effect.what == What::drops ? indexes : 0;
    case ObjectKind::statistics:
      return effect.what == What::creates || effect.what == What::drops ? statistics : 0;
    default:
      return 0;
  }
}

bool binds_family(Aspect aspect) {
  return aspect == Aspect::attach_partition || aspect == Aspect::inherit;
}

bool parts_family(Aspect aspect) {
  return aspect == Aspect::detach_partition || aspect == Aspect::detach_partition_finalize ||
         aspect == Aspect::no_inherit;
}

bool changes_column(const Effect& other) {
  if (other.object.kind != ObjectKind::column) return false;
  auto aspect = other.change->aspect;
  return makes_or_ends(other) ||
         (other.what == What::alters &&
          (aspect == Aspect::type || aspect == Aspect::set_not_null || aspect == Aspect::drop_not_null));
}

/// The heir of an ALTER that joins or parts a family; the parent is the other one of the two.
std::string heir_of(const Change& change) {
  bool names_parent = change.aspect == Aspect::inherit || change.aspect == Aspect::no_inherit;
  if (names_parent) return object_key(change.object);
  for (const auto& use : change.needs)
    if (is_relation(use.object.kind)) return object_key(use.object);
  return "";
}

/// A key makes its columns NOT NULL, and then the heir's must be so.
bool heir_may_hold_null(const Change& change, const Change& key, const Folding& target) {
  auto heir = named_by(heir_of(change), ObjectKind::table);
  return std::any_of(key.needs.begin(), key.needs.end(), [&](const Use& use) {
    if (use.object.kind != ObjectKind::column) return false;
    const auto* column = target.latest(object_key({ObjectKind::column, heir.schema, heir.name, use.object.part, ""}));
    return !column || !column->not_null;
  });
}

/// Both must have the same columns, and the heir each CHECK, when they are joined.
bool keeps_from_joining(const Change& change, bool of_heir, const Effect& other, const Folding& target) {
  bool inherits = change.aspect == Aspect::inherit;
  bool adds = other.what == What::creates && other.change->verb == Verb::create;
  if (other.object.kind == ObjectKind::column) {
    bool allowed = inherits && (of_heir ? adds : other.what == What::drops);
    return changes_column(other) && !allowed;
  }
  if (of_heir || !adds || other.object.kind != ObjectKind::constraint) return false;
  if (other.change->aspect == Aspect::check) return true;
  return other.change->aspect == Aspect::primary_key && heir_may_hold_null(change, *other.change, target);
}

/// What the parent is given while they are one, the heir is given, too.
bool passes_on(const Change& change, const Effect& other) {
  if (other.object.kind == ObjectKind::column) return changes_column(other);
  bool constraint = other.object.kind == ObjectKind::constraint && other.change->aspect != Aspect::foreign_key;
  bool indexed = other.object.kind == ObjectKind::index && change.aspect != Aspect::no_inherit;
  return (constraint || indexed) && (other.what == What::creates || other.what == What::drops);
}

std::optional<Judgement> judge_family(const Folding& target, const Effect& taker, const Effect& other) {
  const auto& change = *taker.change;
  bool of_heir = owner_key(taker.object) == heir_of(change);
  if (binds_family(change.aspect) && keeps_from_joining(change, of_heir, other, target))
    return Judgement{Clash::Kind::change_use};
  bool differs = parts_family(change.aspect) && !of_heir && passes_on(change, other);
  return differs ? std::optional(Judgement{Clash::Kind::change_use, Severity::warning}) : std::nullopt;
}

/// Which columns a `*` stands for is settled when its statement runs.
std::optional<Judgement> judge_star(const Effect& taker, const Effect& other) {
  const auto& change = *taker.change;
  if (taker.how == Use::How::names) {  // INSERT without a list of columns: one value too many
    bool goes = other.what == What::drops && other.change->verb == Verb::drop;
    return goes ? std::optional(Judgement{Clash::Kind::drop_use}) : std::nullopt;
  }
  bool inserts = change.verb == Verb::write;
  if (!is_query_kept(change) && !stores_a_query(change)) return std::nullopt;
  bool renames = other.change->verb == Verb::rename;
  if (inserts && renames) return std::nullopt;  // columns meet by their place
  if (other.what == What::creates && !renames) return Judgement{Clash::Kind::change_use, Severity::warning};
  if (other.what == What::drops) return Judgement{Clash::Kind::drop_use};
  if (other.what == What::renames) return Judgement{Clash::Kind::rename_use};
  if (other.what == What::alters && other.change->aspect == Aspect::type) return Judgement{Clash::Kind::change_use};
  return std::nullopt;
}

}  // namespace

bool takes_shape(const Effect& effect) {
  return effect.object.kind == ObjectKind::column && effect.object.part == "*";
}

std::string shape_key(const Effect& effect, const Folding& target) {
  auto kind = effect.object.kind;
  if (effect.implied == Effect::Implied::inherited) return "";  // the parent's shape says it
  if (effect.what == What::uses && !takes_shape(effect) && effect.change->verb != Verb::comment) return "";
  if (kind == ObjectKind::column || kind == ObjectKind::constraint || kind == ObjectKind::trigger)
    return owner_key(effect.object);
  if (kind != ObjectKind::index && kind != ObjectKind::statistics) return "";
  const auto* maker = effect.what == What::creates ? effect.change : target.maker(object_key(effect.object));
  for (std::size_t i = 0; maker && i < maker->needs.size(); ++i)
    if (maker->needs[i].how == Use::How::parent) return object_key(maker->needs[i].object);
  return maker ? owner_key(maker->object) : "";
}

std::optional<Judgement> judge_shape(const Folding& target, const Effect& taker, const Effect& other) {
  const auto& change = *taker.change;
  if (binds_family(change.aspect) || parts_family(change.aspect)) return judge_family(target, taker, other);
  if (auto options = copied(change, taker.object.name)) {
    bool differs = (*options & needed(other, target)) || needed(other, target) == always;
    return differs ? std::optional(Judgement{Clash::Kind::change_use, Severity::warning}) : std::nullopt;
  }
  if (other.object.kind != ObjectKind::column) return std::nullopt;
  return judge_star(taker, other);
}

}  // namespace tributary
