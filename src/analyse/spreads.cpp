#include "analyse/spreads.hpp"

#include <algorithm>

#include "analyse/objects.hpp"

namespace tributary {
namespace {

using What = Effect::What;

bool is_default(const Change& change) {
  return change.aspect == Aspect::default_privileges;
}

bool revokes(const Change& change) {
  return change.privileges ? change.privileges->revokes : change.aspect == Aspect::revoke;
}

/// Which privileges, and whose.
const std::string& substance(const Change& change) {
  return change.privileges ? change.privileges->what : change.definition;
}

bool is_about(const Change& spread, ObjectKind kind) {
  auto about = spread.privileges->about;
  if (is_routine(kind)) return is_routine(about);
  if (kind == ObjectKind::sequence || kind == ObjectKind::schema) return about == kind;
  if (is_data_type(kind)) return about == ObjectKind::type;
  return is_relation(kind) && kind != ObjectKind::index && about == ObjectKind::table;
}

/// IN SCHEMA; without it a role that it names stands for the statement.
bool names_schema(const Change& spread) {
  return spread.object.kind == ObjectKind::schema ||
         std::any_of(spread.needs.begin(), spread.needs.end(),
                     [](const Use& use) { return use.object.kind == ObjectKind::schema; });
}

bool is_grant(const Change& change) {
  return change.verb == Verb::grant && (change.aspect == Aspect::grant || change.aspect == Aspect::revoke);
}

/// PUBLIC may call each new function and use each new type until that is taken away.
bool given_by_itself(ObjectKind kind) {
  return is_routine(kind) || is_data_type(kind);
}

}  // namespace

bool spreads(const Effect& effect) {
  return effect.change->privileges.has_value();
}

std::vector<std::string> spread_keys(const Effect& effect, const Folding& target) {
  auto schema = [](const std::string& name) { return name.empty() ? std::string("public") : name; };
  if (spreads(effect)) {
    if (effect.object.kind == ObjectKind::schema) return {effect.object.name};
    return names_schema(*effect.change) ? std::vector<std::string>{} : std::vector<std::string>{"*"};
  }
  auto kind = effect.object.kind;
  bool replaced = effect.change->or_replace && target.exists(object_key(effect.object));
  bool leaves = effect.what == What::renames && effect.change->aspect == Aspect::set_schema;
  bool made =
      (effect.what == What::creates || leaves) && !effect.inside && !replaced && owner_key(effect.object).empty();
  bool given = is_grant(*effect.change) && effect.object == effect.change->object;
  if (!(made || given) || kind == ObjectKind::index || kind == ObjectKind::extension) return {};
  if (kind == ObjectKind::schema) return {"*"};
  return {schema(effect.object.schema), "*"};
}

std::optional<Judgement> judge_spread(const Effect& spread, const Effect& other) {
  const Judgement differ{Clash::Kind::change_use, Severity::warning};
  const auto &change = *spread.change, &its = *other.change;
  if (spreads(other)) {
    bool one_kind = is_default(change) == is_default(its) && substance(change) == substance(its);
    bool about = change.privileges->about == its.privileges->about;
    return one_kind && about && revokes(change) != revokes(its) ? std::optional(differ) : std::nullopt;
  }
  if (!is_about(change, other.object.kind)) return std::nullopt;
  if (is_grant(its)) {
    bool against = !is_default(change) && revokes(change) != revokes(its) && substance(change) == substance(its);
    return against ? std::optional(differ) : std::nullopt;
  }
  bool moves = its.verb == Verb::rename && its.aspect == Aspect::set_schema;
  if (its.verb == Verb::rename && (!moves || is_default(change))) return std::nullopt;
  return !revokes(change) || given_by_itself(other.object.kind) ? std::optional(differ) : std::nullopt;
}

}  // namespace tributary
