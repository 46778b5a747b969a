#include "analyse/blocked.hpp"

#include <algorithm>

#include "analyse/objects.hpp"
#include "sql/default_schema.hpp"

namespace tributary {
namespace {

bool is_of(const ScriptChanges& script, const Change* change) {
  return !script.changes.empty() && !std::less<>()(change, script.changes.data()) &&
         !std::less<>()(&script.changes.back(), change);
}

}  // namespace

bool may_be_gone(const Folding& folding, const Makers& own, const Change* maker) {
  return std::any_of(folding.opaque.begin(), folding.opaque.end(), [&](const Change* opaque) {
    if (!opaque->unread()) return false;
    auto made = own.number(maker);
    return !made || own.number(opaque) > made;
  });
}

void Makers::add(const Spot& spot, std::shared_ptr<const ScriptChanges> script) {
  scripts_.emplace_back(spot, std::move(script));
}

std::optional<std::pair<std::size_t, std::size_t>> Makers::number(const Change* change) const {
  for (std::size_t i = 0; change && i < scripts_.size(); ++i)
    if (is_of(*scripts_[i].second, change))
      return std::pair{i, static_cast<std::size_t>(change - scripts_[i].second->changes.data())};
  return std::nullopt;
}

std::optional<Place> Makers::place(const Change* change) const {
  auto found = number(change);
  if (!found) return std::nullopt;
  auto place = place_of(scripts_[found->first].first, change->line);
  place.column = change->column_number;
  return place;
}

std::optional<Clash> made_twice(const Folding& folding, const Makers& own, const Makers* below, const Spot& spot,
                                const ScriptChanges& script, const Change& change) {
  auto there = folding.taken(change);
  // A block makes it under a condition, or goes on where it is there.
  bool in_block = change.statement < script.statements.size() && script.statements[change.statement].kind == "DoStmt";
  if (!there || in_block || is_nobodys(change.object)) return std::nullopt;
  auto object = dependant_of(*there).object;
  const auto* maker = folding.maker(object_key(object));
  auto place = own.place(maker);
  // One that is older, and has the name since a rename of this source.
  if (const auto* moments = folding.moments(object_key(object)); !place && moments && moments->back().change)
    if (place = own.place(moments->back().change); place) maker = moments->back().change;
  const auto& name = change.verb == Verb::rename ? *change.to : change.object;
  bool chosen = change.key && change.key->chosen_name;
  bool told_elsewhere =
      change.verb == Verb::create && !is_routine(name.kind) && !chosen && object_key(object) == object_key(name);
  if (!place && below && !told_elsewhere) place = below->place(maker);
  if (!place) return std::nullopt;
  auto here = place_of(spot, change.line);
  here.column = change.column_number;
  bool uncertain =
      may_be_gone(folding, own, maker) || (folding.below() && below && may_be_gone(*folding.below(), *below, maker));
  return Clash{
      kind_of_twice(name.kind), name, here, *place, change, *maker, uncertain ? Severity::warning : Severity::error};
}

Clash::Kind kind_of_twice(ObjectKind kind) {
  if (kind == ObjectKind::column) return Clash::Kind::column_twice;
  if (kind == ObjectKind::enum_value) return Clash::Kind::enum_value_twice;
  bool index = kind == ObjectKind::index || kind == ObjectKind::constraint;
  return index ? Clash::Kind::index_twice : Clash::Kind::created_twice;
}

Dependant dependant_of(const catalog::Obstacle& obstacle) {
  // As scripts without a search_path name it.
  return {sql::without_schema(obstacle.object, "public"),
          obstacle.state,
          obstacle.owner,
          obstacle.since_16,
          std::nullopt,
          obstacle.within};
}

std::optional<Blocked> blocked(const Folding& folding, const Makers& own, const Makers* below, const Spot& spot,
                               const ScriptChanges& script, std::size_t at) {
  const auto& change = script.changes[at];
  bool replaces = change.verb == Verb::create && change.or_replace;
  if (change.verb != Verb::drop && change.verb != Verb::alter && !replaces) return std::nullopt;
  auto obstacles = folding.obstacles(script, at);
  if (obstacles.empty()) return std::nullopt;
  Blocked out{place_of(spot, change.line), change, {}, false};
  out.here.column = change.column_number;
  for (const auto& obstacle : obstacles) {
    auto one = dependant_of(obstacle);
    const auto* maker = folding.maker(object_key(one.object));
    one.maker = own.place(maker);
    if (!one.maker && below) one.maker = below->place(maker);
    bool twice = std::any_of(out.by.begin(), out.by.end(),
                             [&](const Dependant& other) { return exact_key(other.object) == exact_key(one.object); });
    if (twice) continue;
    out.uncertain = out.uncertain || may_be_gone(folding, own, maker) ||
                    (folding.below() && below && may_be_gone(*folding.below(), *below, maker));
    out.by.push_back(std::move(one));
  }
  return out;
}

}  // namespace tributary
