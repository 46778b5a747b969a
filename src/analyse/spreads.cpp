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
  return change.aspect == Aspect::revoke_on_all_in_schema || change.aspect == Aspect::revoke ||
         (is_default(change) && change.definition.starts_with("REVOKE "));
}

/// Of the privileges' text what they are about: " ON ALL TABLES".
bool is_about(const Change& spread, ObjectKind kind) {
  auto at = spread.definition.rfind(" ON ALL ");
  auto word = at == std::string::npos ? "" : spread.definition.substr(at + 8);
  if (is_routine(kind)) return word == "FUNCTIONS" || word == "ROUTINES" || word == "PROCEDURES";
  if (kind == ObjectKind::sequence) return word == "SEQUENCES";
  if (kind == ObjectKind::schema) return word == "SCHEMAS";
  if (is_data_type(kind)) return word == "TYPES";
  return is_relation(kind) && kind != ObjectKind::index && word == "TABLES";
}

/// Which privileges, and to whom: without the words around them.
std::string substance(const Change& change) {
  auto text = change.definition.substr(0, change.definition.rfind(" ON ALL "));
  for (const std::string word : {"GRANT ", "REVOKE "})
    if (is_default(change) && text.starts_with(word)) text.erase(0, word.size());
  return text;
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
  auto aspect = effect.change->aspect;
  return effect.change->verb == Verb::grant &&
         (aspect == Aspect::grant_on_all_in_schema || aspect == Aspect::revoke_on_all_in_schema ||
          aspect == Aspect::default_privileges);
}

std::vector<std::string> spread_keys(const Effect& effect) {
  auto schema = [](const std::string& name) { return name.empty() ? std::string("public") : name; };
  if (spreads(effect)) {
    if (effect.object.kind == ObjectKind::schema) return {effect.object.name};
    return {"*"};
  }
  auto kind = effect.object.kind;
  bool made = effect.what == What::creates && !effect.inside && owner_key(effect.object).empty();
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
    bool about =
        change.definition.substr(change.definition.rfind(' ')) == its.definition.substr(its.definition.rfind(' '));
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
