#include "analyse/effects.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <tuple>

#include "analyse/bare_sql.hpp"
#include "analyse/blocked.hpp"
#include "analyse/contained.hpp"
#include "analyse/implied.hpp"
#include "analyse/objects.hpp"
#include "analyse/own_changes.hpp"
#include "prisma/names.hpp"
#include "prisma/version.hpp"
#include "sql/extensions.hpp"

namespace tributary {
namespace {

using What = Effect::What;

/// The target's migrations of one project, folded; `names` by position.
struct Base {
  Folding catalog;
  std::vector<const Migration*> order;
  Spot spot;
  PrismaVersion version;
  Makers makers;
  std::vector<Want> wants;
};

std::shared_ptr<const ScriptChanges> script_of(const ChangesByBlob& changes, const Migration* migration) {
  if (!migration || !migration->script) return nullptr;
  auto found = changes.find(migration->script->blob);
  return found == changes.end() ? nullptr : found->second;
}

class Reader {
 public:
  Reader(const Workspace& workspace, const ChangesByBlob& changes) : workspace_(workspace), changes_(changes) {}

  Effects read() {
    if (const auto* target = workspace_.find(workspace_.target.name))
      for (const auto& project : target->projects) read_target(*target, project);
    int number = 0;
    for (const auto& source : workspace_.sources) {
      if (source.name != workspace_.target.name)
        for (const auto& project : source.projects)
          if (!project.own.empty() && project.folder) read_own(source, project, number);
      ++number;
    }
    for (auto& base : bases_) target_wanted_later(base.second);
    for (auto& base : bases_) out_.targets.emplace(base.first, std::move(base.second.catalog));
    return std::move(out_);
  }

 private:
  void read_target(const Source& source, const Project& project) {
    if (!project.folder) return;
    auto& base = bases_[project_key(project)];
    base.spot = {&source, &project, nullptr};
    base.version = project.prisma;
    base.order = prisma::listing(*project.folder, project.prisma);
    std::set<std::string> said;
    for (std::size_t at = 0; at < base.order.size(); ++at) {
      auto script = script_of(changes_, base.order[at]);
      if (!script) continue;
      Spot spot{&source, &project, base.order[at]};
      base.makers.add(spot, script);
      for (std::size_t i = 0; i < script->changes.size(); ++i) {
        target_needs(base, spot, script->changes[i], said);
        if (auto stop = blocked(base.catalog, base.makers, nullptr, spot, *script, i)) out_.blocked.push_back(*stop);
        twice(made_twice(base.catalog, base.makers, nullptr, spot, *script, script->changes[i]), spot, base.order);
        base.catalog.apply(script->changes[i], at);
      }
    }
  }

  // The target answers for its own history: it must be able to fill an empty database.
  static void target_needs(Base& base, const Spot& spot, const Change& change, std::set<std::string>& said) {
    for (const auto& object : needed(change, base.catalog))
      if (said.insert(object_key(object)).second) {
        Want want{of_target, spot, &change, object, Unmet::Kind::nowhere, std::nullopt, !base.catalog.opaque.empty()};
        gone(base, object, want);
        base.wants.push_back(std::move(want));
      }
  }

  void target_wanted_later(Base& base) {
    for (auto& want : base.wants) {
      const auto* moments = base.catalog.moments(object_key(want.object));
      for (std::size_t i = 0; moments && want.kind == Unmet::Kind::nowhere && i < moments->size(); ++i) {
        const auto& moment = (*moments)[i];
        if (!moment.exists || base.order[moment.at] == want.spot.migration) continue;
        want.kind = Unmet::Kind::later_here;
        want.maker = place_of({base.spot.source, base.spot.project, base.order[moment.at]}, moment.change->line);
      }
      out_.wants.push_back(std::move(want));
    }
  }

  /// Objects that must be there when the change runs and are not.
  static std::vector<ObjectName> needed(const Change& change, const Folding& catalog) {
    std::vector<ObjectName> out;
    auto add = [&](const ObjectName& object) {
      if (is_nobodys(object) || catalog.has(object) || !can_miss(object, catalog)) return;
      bool schema = object.kind == ObjectKind::schema;
      if (schema && (catalog.knows_schema(object.name) || object.name.starts_with("pg_"))) return;
      for (const auto& known : out)
        if (object_key(known) == object_key(object)) return;
      out.push_back(object);
    };
    bool itself = change.verb == Verb::drop || change.verb == Verb::alter || change.verb == Verb::rename ||
                  change.verb == Verb::write || change.verb == Verb::comment;
    if (change.if_exists) return out;
    if (auto value = catalog.missing_value(change)) out.push_back(*value);
    for (const auto& use : change.needs)
      if (!use.late && !use.guess) add(use.object);
    if (itself && change.object.kind != ObjectKind::other) add(change.object);
    return out;
  }

  /// Kinds whose makers the SQL names, so that their absence says something.
  static bool can_miss(const ObjectName& object, const Folding& catalog) {
    if (!catalog.knows_schema(object.schema)) return false;
    switch (object.kind) {
      case ObjectKind::table:
      case ObjectKind::relation:
      case ObjectKind::view:
      case ObjectKind::materialized_view:
      case ObjectKind::sequence:
      case ObjectKind::index:
      case ObjectKind::enum_type:
      case ObjectKind::composite_type:
      case ObjectKind::domain:
      case ObjectKind::type:
      case ObjectKind::function:
      case ObjectKind::procedure:
      case ObjectKind::aggregate:
      case ObjectKind::operator_class:
      case ObjectKind::schema:
        return true;
      case ObjectKind::column:
      case ObjectKind::constraint:
      case ObjectKind::trigger:
      case ObjectKind::policy: {
        auto owner = owner_key(object);
        // Of a table that is missing itself, the table is what to speak of.
        return !owner.empty() && catalog.exists(owner) && catalog.columns_known(owner);
      }
      default:
        return false;
    }
  }

  static void gone(const Base& base, const ObjectName& object, Want& want) {
    const auto* known = base.catalog.latest(object_key(object));
    if (!known || known->exists) return;
    want.kind = Unmet::Kind::gone;
    if (known->at < base.order.size())
      want.maker = place_of({base.spot.source, base.spot.project, base.order[known->at]}, known->change->line);
  }

  void read_own(const Source& source, const Project& project, int number) {
    auto& base = base_of(project);
    Folding own(&base.catalog);
    std::vector<Effect> effects;
    std::vector<std::size_t> units;
    Makers makers;
    for (const auto* migration : own_in_order(project, base.version)) {
      auto script = script_of(changes_, migration);
      if (!script) continue;
      Spot spot{&source, &project, migration};
      auto unit = unit_of(spot, script, number);
      units.push_back(unit);
      makers.add(spot, script);
      for (std::size_t i = 0; i < script->changes.size(); ++i) {
        const auto& change = script->changes[i];
        if (auto stop = blocked(own, makers, &base.makers, spot, *script, i)) out_.blocked.push_back(*stop);
        wants(base, own, makers, spot, unit, change);
        made_by_target(base, own, spot, *script, change);
        twice(made_twice(own, makers, &base.makers, spot, *script, change), spot, base.order);
        add_effects(own, unit, change, effects);
        add_implied(own, unit, change, effects);
        add_contained(own, unit, change, effects);
        own.apply(change, units.size() - 1);
      }
    }
    wanted_later(own, units);
    keep(own, effects);
    lost_in_remakes(base, own, project, makers, effects);
  }

  /// Of two scripts with one SQL same-content-different-name tells.
  void twice(std::optional<Clash> clash, const Spot& spot, const std::vector<const Migration*>& others) {
    if (!clash) return;
    const auto &here = clash->here, &there = clash->there;
    bool one_statement = here.source == there.source && here.migration == there.migration && here.line == there.line &&
                         here.column == there.column;
    if (one_statement) return;  // one script under two names is its own maker: renamed-migration tells
    if (clash->here.source == clash->there.source) return out_.with_target.push_back(std::move(*clash));
    const auto* same = spot.project->folder->find(clash->there.migration);
    for (const auto* other : others)
      if (!same && other->name == clash->there.migration) same = other;
    if (!same || !same_sql(*spot.migration, *same)) out_.with_target.push_back(std::move(*clash));
  }

  static std::vector<const Migration*> own_in_order(const Project& project, const PrismaVersion& version) {
    std::vector<const Migration*> out;
    for (const auto& name : project.own)
      if (const auto* migration = project.folder->find(name)) out.push_back(migration);
    std::stable_sort(out.begin(), out.end(), [&](const Migration* a, const Migration* b) {
      return prisma::listed_before(a->name, b->name, version);
    });
    return out;
  }

  Base& base_of(const Project& project) { return bases_[project_key(project)]; }

  std::size_t unit_of(const Spot& spot, const std::shared_ptr<const ScriptChanges>& script, int number) {
    auto key = std::tuple(project_key(*spot.project), spot.migration->name, spot.migration->script->blob);
    auto [at, fresh] = index_.emplace(key, out_.units.size());
    if (fresh) out_.units.push_back({std::get<0>(key), spot.migration, script, {}, {}});
    auto& unit = out_.units[at->second];
    if (unit.sources.empty() || unit.sources.back() != number) {
      unit.sources.push_back(number);
      unit.holders.push_back(spot);
    }
    return at->second;
  }

  /// DROP looks for all that it names before it takes any: one that goes along with another of them is there.
  static bool dropped_together(const ScriptChanges& script, const Change* before, const Change& change) {
    const auto* first = script.changes.data();
    bool of_script = std::less_equal<>()(first, before) && std::less<>()(before, first + script.changes.size());
    return of_script && change.verb == Verb::drop && before->verb == Verb::drop &&
           before->statement == change.statement;
  }

  void wants(const Base& base, const Folding& own, const Makers& makers, const Spot& spot, std::size_t unit,
             const Change& change) {
    for (const auto& object : needed(change, own)) {
      if (!wanted_.insert({spot.source, unit, object_key(object)}).second) continue;
      bool of_extension = is_data_type(object.kind) || !sql::extension_that_brings(object).empty();
      bool uncertain = !base.catalog.opaque.empty() || !own.opaque.empty() || (of_extension && own.extensions);
      Want want{unit, spot, &change, object, Unmet::Kind::nowhere, std::nullopt, uncertain};
      const auto* moments = own.moments(object_key(object));
      if (moments && dropped_together(*out_.units[unit].script, moments->back().change, change)) continue;
      if (moments)
        want.kind = Unmet::Kind::gone, want.maker = makers.place(moments->back().change);
      else
        gone(base, object, want);
      out_.wants.push_back(std::move(want));
    }
    if (!base.order.empty()) made_later(base, own, spot, unit, change);
  }

  /// On an empty database this migration runs before those of the target that are listed behind it.
  void made_later(const Base& base, const Folding& own, const Spot& spot, std::size_t unit, const Change& change) {
    if (!base.spot.source || !prisma::listed_before(spot.migration->name, base.order.back()->name, base.version))
      return;
    std::vector<ObjectName> objects;
    for (const auto& use : change.needs)
      if (!use.late && !use.guess) objects.push_back(use.object);
    if (change.verb != Verb::create) objects.push_back(change.object);
    for (const auto& object : objects) {
      auto key = object_key(object);
      const auto* moments = base.catalog.moments(key);
      if (!moments || own.moments(key) || change.if_exists || !moments->back().exists) continue;
      const auto& first = moments->front();
      const auto* maker = base.order[first.at];
      if (!first.exists || !prisma::listed_before(spot.migration->name, maker->name, base.version)) continue;
      if (!wanted_.insert({spot.source, unit, key}).second) continue;
      out_.wants.push_back({unit, spot, &change, object, Unmet::Kind::later_here,
                            place_of({base.spot.source, base.spot.project, maker}, first.change->line), false});
    }
  }

  /// Wants of this source that a later migration of its own makes.
  void wanted_later(const Folding& own, const std::vector<std::size_t>& units) {
    for (; judged_ < out_.wants.size(); ++judged_) {
      auto& want = out_.wants[judged_];
      const auto* moments = own.moments(object_key(want.object));
      if (!moments || want.kind != Unmet::Kind::nowhere) continue;
      for (const auto& moment : *moments)
        if (moment.exists && units[moment.at] != want.unit) {  // of its own script no name makes it run earlier
          const auto& maker = out_.units[units[moment.at]];
          want.kind = Unmet::Kind::later_here;
          want.maker = place_of({want.spot.source, want.spot.project, maker.migration}, moment.change->line);
          break;
        }
    }
  }

  static bool made_with_owner(const Folding& own, const ObjectName& object) {
    auto owner = owner_key(object);
    return !owner.empty() && own.made_here(owner);
  }

  /// The target has made it, and nothing of this source has taken it away.
  void made_by_target(const Base& base, const Folding& own, const Spot& spot, const ScriptChanges& script,
                      const Change& change) {
    auto key = object_key(change.object);
    // PostgreSQL takes the next number that is free.
    bool chosen = (change.object.kind == ObjectKind::sequence && change.aspect == Aspect::owned) ||
                  (change.key && change.key->chosen_name);
    bool named = change.verb == Verb::create && !change.or_replace && !is_routine(change.object.kind) && !chosen;
    if (!named || is_nobodys(change.object) || own.moments(key) || made_with_owner(own, change.object) ||
        comes_with_owner(change, script) || of_table_made_over(change, own))
      return;
    const auto* made = base.catalog.moments(key);
    if (!made || !made->back().exists || made->back().at >= base.order.size()) return;
    const auto* maker = base.order[made->back().at];
    if (same_sql(*spot.migration, *maker)) return;  // same-content-different-name says it
    // With IF NOT EXISTS it may be meant, where the branch began behind the one that made it.
    bool known = spot.project->base_folder && spot.project->base_folder->find(maker->name);
    if (change.if_not_exists && (known || !spot.project->base_folder)) return;
    bool harmless = change.object.kind == ObjectKind::extension || change.object.kind == ObjectKind::schema;
    if (change.if_not_exists && harmless) return;
    auto here = place_of(spot, change.line);
    here.column = change.column_number;
    auto there = place_of({base.spot.source, base.spot.project, maker}, made->back().change->line);
    bool certain = base.catalog.opaque.empty() && own.opaque.empty();
    out_.with_target.push_back({kind_of_twice(change.object.kind), change.object, here, there, change,
                                *made->back().change, certain ? Severity::error : Severity::warning});
  }

  /// A column of CREATE TABLE: the table is what to speak of.
  static bool comes_with_owner(const Change& change, const ScriptChanges& script) {
    auto owner = owner_key(change.object);
    return !owner.empty() && std::any_of(script.changes.begin(), script.changes.end(), [&](const Change& other) {
      return other.statement == change.statement && other.verb == Verb::create && object_key(other.object) == owner;
    });
  }

  /// What follows a CREATE TABLE of a table that is there is never reached.
  static bool of_table_made_over(const Change& change, const Folding& own) {
    if (made_over(own, owner_key(change.object))) return true;
    return std::any_of(change.needs.begin(), change.needs.end(), [&](const Use& use) {
      return use.how == Use::How::parent && made_over(own, object_key(use.object));
    });
  }

 public:
  static void add_effects(const Folding& own, std::size_t unit, const Change& change, std::vector<Effect>& out) {
    if (change.verb == Verb::opaque || change.verb == Verb::session || is_nobodys(change.object)) {
      add_uses(own, unit, change, out);
      return;
    }
    bool mine = own.made_here(object_key(change.object));
    bool inside = made_with_owner(own, change.object) || index_of_mine(own, change);
    auto add = [&](What what, const ObjectName& object) {
      out.push_back({what, unit, &change, object, Use::How::names, inside, false});
    };
    switch (change.verb) {
      case Verb::create:
        add(What::creates, change.object);
        if (!mine && (change.or_replace || change.if_not_exists) && own.exists(object_key(change.object)))
          add(What::uses, change.object);
        break;
      case Verb::drop:
        if (!mine) drop_effect(own, unit, change, out);
        break;
      case Verb::rename:
        if (!mine && !inside) add(What::renames, change.object);
        if (change.to && change.object.kind != ObjectKind::extension) add(What::creates, *change.to);
        break;
      case Verb::alter:
        if (!mine && !inside) add(What::alters, change.object);
        break;
      case Verb::write:
        if (!mine) add(What::writes, change.object);
        break;
      default:
        if (!mine && !inside && !change.object.name.empty()) add(What::uses, change.object);
    }
    add_uses(own, unit, change, out);
  }

 private:
  static bool index_of_mine(const Folding& own, const Change& change) {
    if (change.object.kind != ObjectKind::index && change.object.kind != ObjectKind::sequence) return false;
    return std::any_of(change.needs.begin(), change.needs.end(), [&](const Use& use) {
      if (use.how == Use::How::parent) return own.made_here(object_key(use.object));
      return use.how == Use::How::owner && own.made_here(owner_key(use.object));
    });
  }

  /// A renamed object that is dropped was, to the others, dropped under its first name. Indexes and constraints go with
  /// their columns, so dropping one clashes with dropping what it leans on.
  static void drop_effect(const Folding& own, std::size_t unit, const Change& change, std::vector<Effect>& out) {
    if (made_with_owner(own, change.object)) return;
    auto key = object_key(change.object);
    const auto* known = own.moments(key);
    auto object = change.object;
    if (known && known->back().exists && !known->back().origin.empty()) {
      const auto origin = known->back().origin;
      for (auto at = out.rbegin(); at != out.rend(); ++at)
        if (at->what == What::renames && object_key(at->object) == origin) {
          object = at->object;
          at->what = What::drops, at->change = &change;
          return;
        }
    }
    out.push_back({What::drops, unit, &change, object, Use::How::names, false, false});
  }

  static void add_uses(const Folding& own, std::size_t unit, const Change& change, std::vector<Effect>& out) {
    for (const auto& use : change.needs) {
      if (is_nobodys(use.object) || own.made_here(object_key(use.object)) || made_with_owner(own, use.object)) continue;
      out.push_back({What::uses, unit, &change, use.object, use.how, false, use.guess});
    }
  }

  static std::shared_ptr<const std::set<std::string>> made_anew(const Folding& own, const ObjectName& object) {
    auto key = object_key(object);
    if (!own.exists(key) || !own.made_here(key)) return nullptr;
    std::set<std::string> parts;
    bool listed = (object.kind == ObjectKind::table || is_data_type(object.kind)) && own.columns_known(key);
    if (!listed) parts.insert("*");
    for (const auto& child : own.children(key))
      if (own.exists(child)) parts.insert(child);
    return std::make_shared<const std::set<std::string>>(std::move(parts));
  }

  /// What the target has added to a table or enum since the branch began, and the branch's own list has not.
  void lost_in_remakes(const Base& base, const Folding& own, const Project& project, const Makers& makers,
                       const std::vector<Effect>& effects) {
    for (const auto& effect : effects) {
      bool listed = effect.anew && !effect.anew->count("*");
      auto here = effect.what == What::drops && listed ? makers.place(effect.change) : std::nullopt;
      if (!here || !project.base_folder) continue;
      for (const auto& child : base.catalog.children(object_key(effect.object))) {
        const auto* added = base.catalog.latest(child);
        bool part = child.starts_with("column") || child.starts_with("enum value");
        if (!part || !added->exists || own.exists(child) || added->at >= base.order.size()) continue;
        auto there = base.makers.place(base.catalog.maker(child));
        if (!there || project.base_folder->find(there->migration)) continue;
        const auto* maker = base.catalog.maker(child);
        out_.with_target.push_back(
            {Clash::Kind::remade, base.catalog.name_of(child), *here, *there, *effect.change, *maker, Severity::error});
      }
    }
  }

  /// Leaves out what did not last: made and dropped again by the same source.
  void keep(const Folding& own, std::vector<Effect>& effects) {
    for (auto& effect : effects) {
      if (effect.what == What::drops) effect.anew = made_anew(own, effect.object);
      // What an heir is given the parent's change makes.
      if (effect.what == What::creates && effect.implied != Effect::Implied::inherited) {
        auto key = object_key(effect.object);
        const auto* moments = own.moments(key);
        bool lasts = moments && moments->back().exists;
        bool skipped = !moments && effect.change->if_not_exists;  // the target has it: the others' business is the same
        if (!lasts && !skipped) continue;
      }
      // One statement may read a column and write it, too: SET a = 0 WHERE a IS NULL.
      auto what = static_cast<int>(effect.what) * 100 + static_cast<int>(effect.implied);
      auto id = std::tuple(effect.unit, effect.change, what, static_cast<int>(effect.how), exact_key(effect.object));
      if (known_.insert(id).second) out_.all.push_back(effect);
    }
  }

  const Workspace& workspace_;
  const ChangesByBlob& changes_;
  std::map<std::string, Base> bases_;
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> index_;
  std::set<std::tuple<const Source*, std::size_t, std::string>> wanted_;
  std::set<std::tuple<std::size_t, const Change*, int, int, std::string>> known_;
  std::size_t judged_ = 0;
  Effects out_;
};

}  // namespace

std::vector<Effect> effects_of_script(const ScriptChanges& script, std::size_t unit) {
  Folding own;
  std::vector<Effect> out;
  for (const auto& change : script.changes) {
    Reader::add_effects(own, unit, change, out);
    own.apply(change, 0);
  }
  return out;
}

Effects effects_of(const Workspace& workspace, const ChangesByBlob& changes) {
  return Reader(workspace, changes).read();
}

Spot holder_without(const Unit& a, const Unit& b) {
  for (std::size_t i = 0; i < a.sources.size(); ++i)
    if (!std::binary_search(b.sources.begin(), b.sources.end(), a.sources[i])) return a.holders[i];
  return {};
}

bool meet_in_a_merge(const Unit& a, const Unit& b) {
  if (a.project != b.project || a.migration->name == b.migration->name) return false;
  if (same_sql(*a.migration, *b.migration)) return false;  // same-content-different-name and renamed-migration say it
  return holder_without(a, b).source && holder_without(b, a).source;
}

}  // namespace tributary
