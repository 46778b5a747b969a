// What two effects on one object do to each other.
#include <algorithm>
#include <optional>
#include <set>

#include "analyse/clashes.hpp"
#include "analyse/contained.hpp"
#include "analyse/implied.hpp"
#include "analyse/objects.hpp"
#include "analyse/type_change.hpp"

namespace tributary {
namespace {

using What = Effect::What;
using How = Use::How;
using Implied = Effect::Implied;

using Judged = std::optional<Judgement>;

constexpr int integer_family = 1, text_family = 2;
// Types of one family have one meaning; a narrower one may cut or refuse values.
int type_family(const std::string& type) {
  auto starts = [&](const char* word) { return type.rfind(word, 0) == 0; };
  if (starts("smallint") || starts("integer") || starts("bigint")) return integer_family;
  if (starts("text") || starts("character varying")) return text_family;
  if (starts("timestamp") && type.find("with time zone") == std::string::npos) return 3;
  if (starts("timestamp")) return 4;
  if (starts("numeric")) return 5;
  return 0;
}

class Judge {
 public:
  explicit Judge(const Folding& target) : target_(target) {}

  Judged judge(const Effect& a, const Effect& b) const {
    if (a.implied == Implied::inherited && b.implied == Implied::inherited) return std::nullopt;  // the parents' matter
    if (!as_if_named(a) || !as_if_named(b)) return implied(a, b);
    if (a.what == What::creates && b.what == What::creates) return both_create(a, b);
    if (auto one_way = against(a, b)) return one_way;
    if (auto other_way = against(b, a)) return other_way;
    return both_change(a, b);
  }

 private:
  /// It counts like what is named.
  static bool as_if_named(const Effect& effect) {
    return effect.implied == Implied::no || effect.implied == Implied::within || effect.implied == Implied::inherited;
  }

  static bool guarded(const Effect& effect) { return effect.change->if_exists || effect.change->if_not_exists; }

  Judged both_create(const Effect& a, const Effect& b) const {
    auto kind = a.object.kind;
    if (a.inside && b.inside) return std::nullopt;  // their table is created twice, which is said once
    bool overloads = is_routine(kind) && exact_key(a.object) != exact_key(b.object);
    if (overloads) return std::nullopt;
    bool same = a.change->definition == b.change->definition;
    if (same && a.change->or_replace && b.change->or_replace) return std::nullopt;
    bool harmless = kind == ObjectKind::extension || kind == ObjectKind::schema;
    if (harmless && guarded(a) && guarded(b)) return std::nullopt;
    if (kind == ObjectKind::column) return Judgement{Clash::Kind::column_twice};
    if (kind == ObjectKind::enum_value) return Judgement{Clash::Kind::enum_value_twice};
    bool index = kind == ObjectKind::index || kind == ObjectKind::constraint || b.object.kind == ObjectKind::index ||
                 b.object.kind == ObjectKind::constraint;
    return Judgement{index ? Clash::Kind::index_twice : Clash::Kind::created_twice};
  }

  /// Which of several functions of one name is called is not told.
  bool may_mean_another(const Effect& a, const Effect& b) const {
    bool calls = b.what == What::uses && b.how == How::calls && b.object.arguments.empty();
    return is_routine(a.object.kind) && calls && target_.has_overloads(a.object);
  }

  /// What `a` does to an object against what `b` wants of it.
  Judged against(const Effect& a, const Effect& b) const {
    if (may_mean_another(a, b)) return std::nullopt;
    if (a.what == What::drops) return drop_against(a, b);
    bool there_already = a.object.kind == ObjectKind::extension && a.change->to == b.change->to;
    if (there_already && a.what == What::renames && b.what == What::renames) return std::nullopt;
    if (a.what == What::renames && b.what != What::creates && !follows(*b.change, *a.change))
      return Judgement{Clash::Kind::rename_use};
    return std::nullopt;
  }

  /// It is looked up along a search_path that holds the schema it is moved to, too.
  static bool follows(const Change& change, const Change& move) {
    if (move.aspect != Aspect::set_schema || !move.to) return false;
    auto to = move.to->schema.empty() ? std::string("public") : move.to->schema;
    return std::find(change.path.begin(), change.path.end(), to) != change.path.end();
  }

  Judged drop_against(const Effect& a, const Effect& b) const {
    if (b.what == What::drops) {
      if (guarded(a) && guarded(b)) return std::nullopt;
      bool index = a.object.kind == ObjectKind::index || a.object.kind == ObjectKind::constraint;
      return Judgement{index ? Clash::Kind::index_twice : Clash::Kind::drop_use};
    }
    // Unguarded it would fail alone; drop and create anew has its own drop. With IF EXISTS it takes away what the other
    // one has made, where it runs last.
    if (b.what == What::creates)
      return a.change->if_exists && a.change->verb == Verb::drop && b.change->verb == Verb::create && !a.anew &&
                     !b.inside
                 ? Judged(Judgement{Clash::Kind::drop_use})
                 : std::nullopt;
    // A grant or comment on what goes is lost either way round; the same for a guarded statement.
    if ((b.what != What::uses || b.implied == Implied::within) && b.change->if_exists) return std::nullopt;
    return Judgement{adds_to_what_is_remade(a, b) ? Clash::Kind::remade : Clash::Kind::drop_use};
  }

  /// A column or value that the other one's list has not.
  static bool adds_to_what_is_remade(const Effect& drop, const Effect& other) {
    const auto& added = other.change->object;
    bool part = added.kind == ObjectKind::column || added.kind == ObjectKind::enum_value;
    return drop.anew && part && other.change->verb == Verb::create && owner_key(added) == object_key(drop.object) &&
           !drop.anew->count("*") && !drop.anew->count(object_key(added));
  }

  Judged both_change(const Effect& a, const Effect& b) const {
    if (a.change->verb == Verb::comment && b.change->verb == Verb::comment) return both_comment(a, b);
    if (a.change->verb == Verb::grant && b.change->verb == Verb::grant) return both_grant(*a.change, *b.change);
    if (a.what == What::alters && b.what == What::alters) return both_alter(a, b);
    if (a.what == What::alters) return alter_against(a, b);
    if (b.what == What::alters) return alter_against(b, a);
    if (is_write_of(a) && is_write_of(b)) return set_apart(a, b) ? std::nullopt : Judged(rows_differ());
    if (a.what == What::writes && b.what == What::writes) return both_write(*a.change, *b.change);
    for (auto [one, other] : {std::pair{&a, &b}, std::pair{&b, &a}}) {
      if (auto one_way = strict_against_write(*one, *other)) return one_way;
      if (auto one_way = around_write(*one, *other)) return one_way;
    }
    return std::nullopt;
  }

  /// The later text stays.
  static Judged both_comment(const Effect& a, const Effect& b) {
    bool same_object = object_key(a.change->object) == object_key(b.change->object);
    if (!same_object || a.change->definition == b.change->definition) return std::nullopt;
    return Judgement{Clash::Kind::change_use, Severity::info};
  }

  /// A privilege that one gives and the other one takes: the last word counts.
  static Judged both_grant(const Change& a, const Change& b) {
    bool same = object_key(a.object) == object_key(b.object) && a.definition == b.definition;
    return same && a.aspect != b.aspect ? Judged(rows_differ()) : std::nullopt;
  }

  static bool adds_rows(const Change& change) {
    return change.aspect == Aspect::insert || change.aspect == Aspect::copy || change.aspect == Aspect::merge;
  }

  /// Two UPDATEs of one JSON value of which each leaves alone what the other one sets.
  static bool set_apart(const Effect& a, const Effect& b) {
    auto one = a.change->json_paths.find(a.object.part), other = b.change->json_paths.find(b.object.part);
    bool known = one != a.change->json_paths.end() && other != b.change->json_paths.end();
    return known && !one->second.starts_with(other->second) && !other->second.starts_with(one->second);
  }

  /// Which rows an UPDATE or DELETE meets depends on whether an INSERT came before; a column that both an UPDATE and
  /// the other one name is judged as that column. `setval` and RESTART are the last word on a sequence.
  static Judged both_write(const Change& a, const Change& b) {
    if (a.object.kind == ObjectKind::sequence) return rows_differ();
    bool one_adds = adds_rows(a) != adds_rows(b) || a.aspect == Aspect::merge;
    return one_adds ? Judged(rows_differ()) : std::nullopt;
  }

  static Judgement rows_differ() { return {Clash::Kind::change_use, Severity::warning}; }

  /// What is kept of the rows that the other one writes; a trigger or foreign key that its rows meet or do not meet.
  static Judged around_write(const Effect& a, const Effect& b) {
    if (a.what != What::uses || b.what != What::writes) return std::nullopt;
    const auto& change = *a.change;
    if (stores_a_query(change) && a.how == How::reads && !reads_around(a, *b.change)) return rows_differ();
    if (change.verb != Verb::create) return std::nullopt;
    if (change.object.kind == ObjectKind::trigger && a.how == How::parent && fires(change, *b.change))
      return rows_differ();
    bool removes = b.change->aspect == Aspect::delete_ || b.change->aspect == Aspect::truncate;
    if (change.aspect == Aspect::foreign_key && a.how == How::foreign_key && removes) return rows_differ();
    return std::nullopt;
  }

  /// An UPDATE leaves the rows that another statement reads where they are; the columns that it sets are judged as
  /// columns, where the other one says which it reads.
  static bool reads_around(const Effect& a, const Change& update) {
    if (update.aspect != Aspect::update) return false;
    auto table = object_key(a.object);
    return std::none_of(a.change->needs.begin(), a.change->needs.end(), [&](const Use& use) {
      bool open = use.guess || use.object.part == "*";
      return open && use.object.kind == ObjectKind::column && owner_key(use.object) == table;
    });
  }

  // What is done without being named.

  Judged implied(const Effect& a, const Effect& b) const {
    if (a.implied == Implied::falls) return fallen_against(b);
    if (b.implied == Implied::falls) return fallen_against(a);
    if (auto one_way = implied_against(a, b)) return one_way;
    return implied_against(b, a);
  }

  Judged fallen_against(const Effect& other) const {
    if (other.implied == Implied::falls || other.what == What::creates) return std::nullopt;
    if (other.what == What::drops && guarded(other)) return std::nullopt;
    if (!as_if_named(other) && other.implied != Implied::keyed) return rows_differ();
    if (other.what != What::uses && other.change->if_exists) return std::nullopt;
    return Judgement{Clash::Kind::drop_use};
  }

  Judged implied_against(const Effect& a, const Effect& b) const {
    switch (a.implied) {
      case Implied::read:
        return b.what == What::writes || is_write_of(b) ? Judged(rows_differ()) : std::nullopt;
      case Implied::filled:
        return filled_against(a, b);
      case Implied::keyed:
        return b.what == What::drops ? Judged(Judgement{Clash::Kind::drop_use}) : std::nullopt;
      case Implied::valued:
        return valued_against(*a.change, *b.change);
      case Implied::numbered: {
        bool other = b.what == What::alters || b.what == What::writes || b.implied == Implied::numbered;
        return other ? Judged(Judgement{Clash::Kind::change_use, Severity::info}) : std::nullopt;
      }
      case Implied::fired: {
        bool replaced = b.what == What::creates && b.change->or_replace;
        bool changed = b.what == What::alters && b.change->object.kind == ObjectKind::trigger;
        return replaced || changed || b.what == What::drops ? Judged(rows_differ()) : std::nullopt;
      }
      case Implied::followed:
        return b.what == What::drops ? Judged(rows_differ()) : std::nullopt;
      case Implied::field:
        return field_against(a, b);
      case Implied::carried:
        return carried_against(a, b);
      default:
        return std::nullopt;
    }
  }

  /// A column that an INSERT leaves out gets what is its default then; without one a NULL, where it may.
  Judged filled_against(const Effect& a, const Effect& b) const {
    bool taken = b.implied == Implied::emptied || b.change->aspect == Aspect::drop_default;
    if (b.what != What::alters || !(taken || b.change->aspect == Aspect::default_)) return std::nullopt;
    const auto* column = target_.latest(object_key(a.object));
    if (taken && column && column->not_null) return Judgement{Clash::Kind::change_use};
    return rows_differ();
  }

  /// A field of a composite type that goes or gets another name, and who speaks of it.
  static Judged field_against(const Effect& a, const Effect& b) {
    if (a.what != What::alters || b.what != What::uses || b.implied != Implied::field) return std::nullopt;
    const auto& picked = b.change->fields;
    bool of_it = std::any_of(picked.begin(), picked.end(),
                             [&](const std::string& field) { return field == a.change->object.part || field == "*"; });
    if (!of_it) return std::nullopt;
    return Judgement{a.change->verb == Verb::drop ? Clash::Kind::drop_use : Clash::Kind::rename_use};
  }

  /// A literal is a value's name only as long as the value has that name.
  static Judged valued_against(const Change& says, const Change& other) {
    bool renames = other.verb == Verb::rename && other.object.kind == ObjectKind::enum_value;
    bool said = renames && std::binary_search(says.literals.begin(), says.literals.end(), other.object.part);
    return said ? Judged(Judgement{Clash::Kind::rename_use}) : std::nullopt;
  }

  /// As if the rows were written by a statement of their own.
  Judged carried_against(const Effect& a, const Effect& b) const {
    if (b.implied != Implied::no && b.implied != Implied::read) return std::nullopt;
    if (a.what == What::writes) {
      if (b.what == What::writes) return both_write(*a.change, *b.change);
      return around_write(b, a);
    }
    bool reads = b.what == What::uses && b.how == How::reads && stores_a_query(*b.change);
    bool forbids = b.what == What::alters && b.change->aspect == Aspect::set_not_null;
    return reads || forbids || is_write_of(b) ? Judged(rows_differ()) : std::nullopt;
  }

  /// The default of one integer type is that of another; one that is taken away need only go into the new type by a
  /// cast, as all do into text.
  bool type_beside_default(const Effect& a, const Effect& b) const {
    for (auto [type, other] : {std::pair{&a, &b}, std::pair{&b, &a}}) {
      if (type->change->aspect != Aspect::type || !type->change->column) continue;
      auto to = type_family(type->change->column->type);
      bool related = to && to == type_family(type_before(*type));
      if (other->change->aspect == Aspect::default_ && related && to == integer_family) return true;
      if (other->change->aspect == Aspect::drop_default && (related || to == text_family)) return true;
    }
    return false;
  }

  std::string type_before(const Effect& type) const {
    const auto* column = target_.latest(object_key(type.object));
    return column ? column->type : "";
  }

  static std::string group(const Change& change) {
    if (change.aspect == Aspect::set_not_null || change.aspect == Aspect::drop_not_null) return "null";
    bool value = change.aspect == Aspect::default_ || change.aspect == Aspect::drop_default;
    bool beside = change.aspect == Aspect::storage || change.aspect == Aspect::compression ||
                  change.aspect == Aspect::statistics || change.aspect == Aspect::options;
    if ((change.object.kind == ObjectKind::column && !beside) || value) return "value";
    switch (change.aspect) {
      case Aspect::force_row_security:
      case Aspect::no_force_row_security:
        return "force row security";
      case Aspect::enable_row_security:
      case Aspect::disable_row_security:
        return "row security";
      case Aspect::enable_trigger:
      case Aspect::enable_trigger_always:
      case Aspect::enable_trigger_replica:
      case Aspect::disable_trigger:
      case Aspect::enable_all_triggers:
      case Aspect::disable_all_triggers:
      case Aspect::enable_user_triggers:
      case Aspect::disable_user_triggers:
        return "trigger";
      default:
        return aspect_text(change.aspect);
    }
  }

  static bool alike(const Change& a, const Change& b) {
    bool again = a.column && !a.column->using_expression.empty();
    return a.aspect == b.aspect && a.definition == b.definition && !again;
  }

  /// What one of the two has joined or parted, the other one cannot.
  static bool same_relatives(const Change& a, const Change& b) {
    static const std::set<Aspect> of_families{Aspect::attach_partition, Aspect::detach_partition, Aspect::inherit,
                                              Aspect::no_inherit};
    return a.aspect == b.aspect && of_families.count(a.aspect) > 0 && a.needs == b.needs;
  }

  Judged both_alter(const Effect& a, const Effect& b) const {
    bool column = a.object.kind == ObjectKind::column;
    if (same_relatives(*a.change, *b.change)) return Judgement{Clash::Kind::change_use};
    if (alike(*a.change, *b.change) || group(*a.change) != group(*b.change)) return std::nullopt;
    if (column && type_beside_default(a, b)) return std::nullopt;
    if (column) return Judgement{Clash::Kind::column_changed};
    static const std::set<Aspect> many{Aspect::attach_partition, Aspect::inherit, Aspect::no_inherit,
                                       Aspect::detach_partition};
    if (many.count(a.change->aspect)) return std::nullopt;
    if (a.change->aspect != Aspect::options || a.object.kind == ObjectKind::policy)
      return Judgement{Clash::Kind::change_use};
    return same_option(*a.change, *b.change) ? Judged(rows_differ()) : std::nullopt;
  }

  /// An option that both name.
  static bool same_option(const Change& a, const Change& b) {
    return std::any_of(a.options.begin(), a.options.end(), [&](const std::string& option) {
      return std::find(b.options.begin(), b.options.end(), option) != b.options.end();
    });
  }

  /// CREATE OR REPLACE of a function, trigger or view sets anew what ALTER sets.
  static bool replaces(const Effect& b) {
    return (b.what == What::uses || b.what == What::creates) && b.change->verb == Verb::create &&
           b.change->or_replace && object_key(b.change->object) == object_key(b.object);
  }

  Judged alter_against(const Effect& a, const Effect& b) const {
    if (replaces(b) && a.implied == Implied::no && exact_key(a.object) == exact_key(b.object)) return rows_differ();
    bool placed = a.object.kind == ObjectKind::sequence &&
                  std::count(a.change->options.begin(), a.change->options.end(), "restart") > 0;
    if (placed && b.what == What::writes) return rows_differ();
    if (a.object.kind != ObjectKind::column) return std::nullopt;
    if (a.change->aspect == Aspect::set_not_null)
      return is_write_of(b) ? Judged(Judgement{Clash::Kind::change_use}) : std::nullopt;
    bool needs_values = b.change->verb == Verb::create && b.change->aspect == Aspect::primary_key;
    if (a.change->aspect == Aspect::drop_not_null && needs_values) return Judgement{Clash::Kind::change_use};
    if (a.change->aspect != Aspect::type || b.what == What::creates) return std::nullopt;
    return type_against(a, b);
  }

  Judged type_against(const Effect& a, const Effect& b) const {
    auto kind = b.change->object.kind;
    if (b.what != What::uses || b.change->verb == Verb::grant || b.change->verb == Verb::comment) return std::nullopt;
    if (b.change->verb == Verb::drop || b.how == How::owner || kind == ObjectKind::statistics) return std::nullopt;
    if (!a.change->column) return Judgement{Clash::Kind::change_use};
    auto from = type_before(a);
    const auto& to = a.change->column->type;
    bool near = type_family(from) && type_family(from) == type_family(to);
    auto change = type_change(from, to, !a.change->column->using_expression.empty()).kind;
    if (b.change->verb == Verb::write) return type_against_write(b, near, change);
    bool over_it = kind == ObjectKind::index || kind == ObjectKind::constraint;
    bool plain = (near && change != TypeChange::Kind::alters) || indexes_plainly(*b.change, a, change);
    return over_it && plain ? std::nullopt : Judged(Judgement{Clash::Kind::change_use});
  }

  /// What is written has to fit the new type; an expression over the column has to be one for it.
  static Judged type_against_write(const Effect& b, bool near, TypeChange::Kind change) {
    bool fits = change == TypeChange::Kind::free || change == TypeChange::Kind::rewrites;
    if (near && fits) return std::nullopt;
    bool uncertain = near || b.how == How::writes;
    return Judgement{Clash::Kind::change_use, uncertain ? Severity::warning : Severity::error};
  }

  /// `column::text::"Role"`: different values stay different. True of no expression at all.
  static bool only_casts(const std::string& expression) {
    return expression.find_first_of("+-*/|,'=<>") == std::string::npos &&
           (expression.empty() || expression.find("::") != std::string::npos || expression.find("CAST") == 0);
  }

  /// An index over the column itself is built again over whatever type it has, where that has an order.
  static bool indexes_plainly(const Change& index, const Effect& type, TypeChange::Kind change) {
    static const std::set<std::string> unordered{"json", "xml",  "point",   "line",  "lseg",
                                                 "box",  "path", "polygon", "circle"};
    bool casts = only_casts(type.change->column->using_expression) && change != TypeChange::Kind::alters;
    bool merges_values = !casts && (index.unique || index.object.kind == ObjectKind::constraint);
    bool keyed =
        index.aspect == Aspect::unique || index.aspect == Aspect::primary_key || index.object.kind == ObjectKind::index;
    if (!index.key || !index.key->plain()) return false;
    bool ordered = index.key->method == "btree" && !unordered.count(type.change->column->type);
    bool whole = index.key->predicate.empty();
    const auto& names = index.key->columns;
    return keyed && !merges_values && ordered && whole &&
           std::find(names.begin(), names.end(), type.object.part) != names.end();
  }

  /// UPDATE … SET this column.
  static bool is_write_of(const Effect& effect) {
    return effect.what == What::uses && effect.how == How::writes && effect.change->verb == Verb::write &&
           effect.object.kind == ObjectKind::column && effect.change->aspect == Aspect::update;
  }

  /// UNIQUE, CHECK or a foreign key over a column that the other one fills; one that reads what the other one fills.
  static Judged strict_against_write(const Effect& a, const Effect& b) {
    if (a.what != What::uses) return std::nullopt;
    if (b.what == What::writes && b.change->aspect == Aspect::insert && forbids_insert(*a.change, *b.change))
      return Judgement{Clash::Kind::change_use};
    if (a.object.kind != ObjectKind::column || !is_write_of(b)) return std::nullopt;
    if (a.change->verb == Verb::create && a.change->unique) return Judgement{Clash::Kind::change_use};
    bool depends = a.change->verb == Verb::create && a.change->object.kind == ObjectKind::constraint;
    bool copies = a.change->verb == Verb::write && a.how == How::reads && !set_apart(a, b);
    return depends || copies ? Judged(Judgement{Clash::Kind::change_use, Severity::warning}) : std::nullopt;
  }

  /// A column that must be filled, and an INSERT that does not fill it.
  static bool forbids_insert(const Change& change, const Change& insert) {
    if (change.object.kind != ObjectKind::column || !change.column || !change.column->not_null.value_or(false))
      return false;
    const auto& facts = *change.column;
    bool filled = facts.default_value || facts.identity || facts.serial || facts.generated;
    bool added = change.verb == Verb::create && !filled;
    return added && std::none_of(insert.needs.begin(), insert.needs.end(), [&](const Use& use) {
             return use.how == How::writes && object_key(use.object) == object_key(change.object);
           });
  }

  const Folding& target_;
};

}  // namespace

std::optional<Judgement> judge_pair(const Folding& target, const Effect& a, const Effect& b) {
  return Judge(target).judge(a, b);
}

}  // namespace tributary
