#include "analyse/clashes.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "analyse/objects.hpp"
#include "analyse/shapes.hpp"
#include "analyse/spreads.hpp"
#include "catalog/bounds.hpp"

namespace tributary {
namespace {

using What = Effect::What;
using How = Use::How;

/// The index of a constraint is renamed with it, and its name stands beside those of tables.
std::string renamed_index(const Effect& effect, const Folding& target) {
  const auto& change = *effect.change;
  if (change.verb != Verb::rename || effect.object.kind != ObjectKind::constraint) return "";
  const auto* maker = target.maker(object_key(change.object));
  if (!maker) return "";
  auto renamed = *maker;
  renamed.object.part = effect.object.part;
  return index_key(renamed);
}

/// Where an object's effects are gathered; an enum's values that stand at one place beside it, and the one primary key
/// that a table has room for.
std::vector<std::string> keys_of(const Effect& effect, const Folding& target) {
  std::vector<std::string> keys{object_key(effect.object)};
  if (effect.what == What::drops || effect.what == What::renames) {
    // With a constraint its index goes, or gets the new name.
    const auto* maker = target.maker(object_key(effect.object));
    if (auto index = maker && effect.object.kind == ObjectKind::constraint ? index_key(*maker) : ""; !index.empty())
      keys.push_back(index);
  }
  if (effect.what != What::creates) return keys;
  if (auto index = index_key(*effect.change); !index.empty()) keys.push_back(index);
  if (auto index = renamed_index(effect, target); !index.empty()) keys.push_back(index);
  if (effect.change->verb == Verb::create && effect.change->aspect == Aspect::primary_key)
    keys.push_back("primary key of " + owner_key(effect.object));
  if (auto type = row_type_key(effect.object); !type.empty()) keys.push_back(type);
  return keys;
}

std::string place_in_enum(const Effect& effect) {
  if (effect.what != What::creates || effect.object.kind != ObjectKind::enum_value || effect.inside) return "";
  if (effect.change->verb != Verb::create) return "";
  auto key = owner_key(effect.object) + '\0' + aspect_text(effect.change->aspect);
  for (const auto& use : effect.change->needs)
    if (use.object.kind == ObjectKind::enum_value) key += '\0' + use.object.part;
  return key;
}

/// The table that the effect makes a partition of; "" = none.
std::string parent_of_partition(const Effect& effect) {
  const auto& change = *effect.change;
  if (!change.bound || effect.implied != Effect::Implied::no) return "";
  if (change.aspect == Aspect::attach_partition && effect.what == What::alters) return object_key(change.object);
  if (effect.what != What::creates) return "";
  for (const auto& use : change.needs)
    if (use.how == How::parent) return object_key(use.object);
  return "";
}

class Finder {
 public:
  explicit Finder(const Effects& effects) : effects_(effects) {}

  std::vector<Clash> find() {
    for (std::size_t i = 0; i < effects_.all.size(); ++i) {
      const auto& effect = effects_.all[i];
      const auto& project = unit(i).project;
      const auto& target = effects_.targets.at(project);
      if (auto table = shape_key(effect, target); !table.empty()) shapes_[{project, table}].push_back(i);
      for (const auto& schema : spread_keys(effect, target)) spreads_[{project, schema}].push_back(i);
      if (auto parent = parent_of_partition(effect); !parent.empty()) partitions_[{project, parent}].push_back(i);
      for (const auto& key : keys_of(effect, target)) groups_[{project, key}].push_back(i);
      if (auto place = place_in_enum(effect); !place.empty()) places_[{project, place}].push_back(i);
    }
    for (auto& group : groups_) look_at(group.first.first, group.second);
    for (auto& group : shapes_) look_at_shapes(effects_.targets.at(group.first.first), group.second);
    for (auto& group : spreads_) look_at_spreads(group.second);
    for (auto& group : partitions_) look_at_partitions(group.second);
    for (auto& group : places_) look_at_place(group.second);
    return std::move(out_);
  }

 private:
  using Key = std::pair<std::string, std::string>;
  const Unit& unit(std::size_t effect) const { return effects_.units[effects_.all[effect].unit]; }

  // Most objects are one source's business. Of the others each effect is held against the first few that do more than
  // use, never all against all.
  void look_at(const std::string& project, std::vector<std::size_t>& group) {
    if (!several_units(group)) return;
    in_order(group);
    const auto& target = effects_.targets.at(project);
    std::vector<std::size_t> active;
    for (auto i : group)
      if (matters(effects_.all[i])) active.push_back(i);
    for (auto i : group)
      if (const auto partner = first_partner(target, i, active)) report(i, partner->first, partner->second);
    // An active one whose partners only use has been found from their side; here is its own.
    for (auto i : active)
      if (const auto partner = first_partner(target, i, group)) report(i, partner->first, partner->second);
  }

  /// Each of `one` is held against the others, and each of these against it.
  template <class Judging>
  void hold(std::vector<std::size_t>& one, std::vector<std::size_t>& others, Judging judging) {
    in_order(one), in_order(others);
    for (auto i : one) report_first(i, others, judging);
    for (auto i : others) report_first(i, one, [&](const Effect& a, const Effect& b) { return judging(b, a); });
  }

  template <class Judging>
  void report_first(std::size_t i, const std::vector<std::size_t>& among, Judging judging) {
    for (auto j : among) {
      if (effects_.all[i].unit == effects_.all[j].unit || !meet_in_a_merge(unit(i), unit(j))) continue;
      if (auto judged = judging(effects_.all[i], effects_.all[j])) return report(i, j, *judged);
    }
  }

  void look_at_shapes(const Folding& target, std::vector<std::size_t>& group) {
    std::vector<std::size_t> takers, others;
    for (auto i : group) (takes_shape(effects_.all[i]) ? takers : others).push_back(i);
    if (takers.empty() || !several_units(group)) return;
    hold(takers, others, [&](const Effect& taker, const Effect& other) { return judge_shape(target, taker, other); });
  }

  void look_at_spreads(std::vector<std::size_t>& group) {
    std::vector<std::size_t> those;
    for (auto i : group)
      if (spreads(effects_.all[i])) those.push_back(i);
    if (those.empty() || !several_units(group)) return;
    hold(those, group, judge_spread);
  }

  void look_at_partitions(std::vector<std::size_t>& group) {
    if (!several_units(group)) return;
    hold(group, group, [](const Effect& a, const Effect& b) {
      bool both = overlap(*a.change->bound, *b.change->bound);
      return both ? std::optional(Judgement{Clash::Kind::created_twice}) : std::nullopt;
    });
  }

  void look_at_place(std::vector<std::size_t>& group) {
    if (!several_units(group)) return;
    in_order(group);
    for (auto i : group)
      for (auto j : group) {
        bool differ = effects_.all[i].object.part != effects_.all[j].object.part;
        if (i == j || !differ || !meet_in_a_merge(unit(i), unit(j))) continue;
        report(i, j, {Clash::Kind::enum_order, Severity::warning});
        break;
      }
  }

  bool several_units(const std::vector<std::size_t>& group) const {
    return std::any_of(group.begin(), group.end(),
                       [&](std::size_t i) { return effects_.all[i].unit != effects_.all[group.front()].unit; });
  }

  void in_order(std::vector<std::size_t>& group) const {
    std::stable_sort(group.begin(), group.end(),
                     [&](std::size_t a, std::size_t b) { return unit(a).migration->name < unit(b).migration->name; });
  }

  static bool matters(const Effect& effect) {
    auto verb = effect.change->verb;
    bool says = verb == Verb::create || verb == Verb::comment || verb == Verb::grant;
    return effect.what != What::uses || effect.how == How::writes || effect.implied == Effect::Implied::valued || says;
  }

  std::optional<std::pair<std::size_t, Judgement>> first_partner(const Folding& target, std::size_t i,
                                                                 const std::vector<std::size_t>& among) const {
    constexpr int enough = 200;  // tried: thousands of branches may use one table without any clash
    int tried = 0;
    for (auto j : among) {
      if (effects_.all[i].unit == effects_.all[j].unit) continue;
      if (++tried > enough && effects_.all[j].what == What::uses) continue;
      auto judged = judge_pair(target, effects_.all[i], effects_.all[j]);
      if (judged && meet_in_a_merge(unit(i), unit(j))) return std::pair{j, *judged};
    }
    return std::nullopt;
  }

  void report(std::size_t i, std::size_t j, const Judgement& judged) {
    side(i, j, judged);
    side(j, i, judged);
  }

  void side(std::size_t i, std::size_t j, const Judgement& judged) {
    const auto &a = effects_.all[i], &b = effects_.all[j];
    auto key = object_key(a.what == What::uses && b.what != What::uses ? b.object : a.object);
    if (!said_.insert({judged.kind, a.unit, b.unit, key}).second) return;
    auto here = place_of(holder_without(unit(i), unit(j)), a.change->line);
    auto there = place_of(holder_without(unit(j), unit(i)), b.change->line);
    here.column = a.change->column_number, there.column = b.change->column_number;
    const auto& object = a.what == What::uses && b.what != What::uses ? b.object : a.object;
    out_.push_back({judged.kind, object, here, there, *a.change, *b.change, judged.at_most});
  }

  const Effects& effects_;
  std::map<Key, std::vector<std::size_t>> groups_, shapes_, spreads_, partitions_, places_;
  std::set<std::tuple<Clash::Kind, std::size_t, std::size_t, std::string>> said_;
  std::vector<Clash> out_;
};

}  // namespace

std::vector<Clash> clashes_of(const Effects& effects) {
  return Finder(effects).find();
}

}  // namespace tributary
